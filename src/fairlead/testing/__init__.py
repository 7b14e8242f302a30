"""Test a machine learning system in four layers: its data, its transformations, the model's behaviour, the whole.

Each helper is a check that fails with a sentence and the rows that broke it. In a test of pytest it is called as it is;
the checks of behaviour are values too, so that the gate in front of a deployment asks the very same questions::

    young_leave_more = directional("tenure", -12, "up")

    @pytest.mark.ml(layer="behaviour")
    def test_newer_customers_leave_more(model, holdout):
        young_leave_more(model, holdout)

Read in this order: `layers` (the words), `broken` (how a failure reads), `answers` (a model as a function of rows),
`behaviour`, `transforms`, `serving`, `pyramid` (what was tested where), `rubric` (the ML Test Score).
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fairlead.testing.behaviour import Behaviour, check_behaviour, directional, invariant, minimum
    from fairlead.testing.broken import Broken
    from fairlead.testing.layers import LAYERS, LEVELS
    from fairlead.testing.pyramid import Pyramid, Tested
    from fairlead.testing.rows import Holdout
    from fairlead.testing.serving import (
        answers_golden_rows,
        keeps_schema,
        schema_drift,
        serves_as_trained,
        stored_client,
    )
    from fairlead.testing.transforms import same_alone, same_in_any_order, same_twice

_PLACES = {
    "Behaviour": "behaviour",
    "Broken": "broken",
    "Holdout": "rows",
    "LAYERS": "layers",
    "LEVELS": "layers",
    "Pyramid": "pyramid",
    "Tested": "pyramid",
    "answers_golden_rows": "serving",
    "check_behaviour": "behaviour",
    "directional": "behaviour",
    "invariant": "behaviour",
    "keeps_schema": "serving",
    "minimum": "behaviour",
    "same_alone": "transforms",
    "same_in_any_order": "transforms",
    "same_twice": "transforms",
    "schema_drift": "serving",
    "serves_as_trained": "serving",
    "stored_client": "serving",
}

__all__ = [
    "LAYERS",
    "LEVELS",
    "Behaviour",
    "Broken",
    "Holdout",
    "Pyramid",
    "Tested",
    "answers_golden_rows",
    "check_behaviour",
    "directional",
    "invariant",
    "keeps_schema",
    "minimum",
    "same_alone",
    "same_in_any_order",
    "same_twice",
    "schema_drift",
    "serves_as_trained",
    "stored_client",
]


def __getattr__(name: str) -> object:
    """Load a public name the first time it is asked for."""
    if name not in _PLACES:
        raise AttributeError(f"module 'fairlead.testing' has no attribute {name!r}")
    value: object = getattr(import_module(f"fairlead.testing.{_PLACES[name]}"), name)
    globals()[name] = value  # the next look-up finds it without coming here
    return value
