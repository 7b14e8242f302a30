"""What could happen to the model in a year: the changes that the studio simulates, on the real customers.

The customers and the models are real; the change is made on purpose. `fairlead.toml` names `year` in `[monitor]`.
"""

from churn.features import clean
from churn.model import inputs, unfitted
from churn.quality import inputs as rules
from churn.sources import extract
from fairlead.data import Suite
from fairlead.monitor import Drift, Simulator

CHANGES = (
    # A rival buys customers out of their one-year contracts: the same people come, and now most of these leave.
    Drift("sudden", "concept", rule="contract == 'One year'", strength=0.8),
    # An advertisement brings other people, with dearer plans; who they are decides as it always did.
    Drift("sudden", "covariate", column="monthly_charges", strength=1.2),
    # Times get harder: more than half of all customers leave, where it was a quarter.
    Drift("sudden", "prior", strength=0.55),
    # A new billing system writes what is due for two months.
    Drift("sudden", "broken", column="monthly_charges", strength=2.0),
)
"""One change of each kind; the studio lets it come suddenly, gradually, with the seasons ..."""


def year(C: float, seed: int, dataset: str = "modeldata/wa_churn") -> tuple[Simulator, tuple[Drift, ...], Suite]:
    """Return the model's recipe on all customers, 1,500 of them a month; what can happen; and the rules for a row."""
    table = clean(extract(dataset))
    numbers, words = inputs("basic")
    rows = table.select(numbers + words)
    year = Simulator(unfitted("basic", C), rows, table["churned"].to_numpy(), rows=1500, seed=seed)
    return year, CHANGES, rules()
