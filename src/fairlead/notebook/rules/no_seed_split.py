"""A split of rows that is another one in each run."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from fairlead.notebook.facts import Facts
from fairlead.notebook.index import Found
from fairlead.notebook.rules.rule import Hit, rule
from fairlead.notebook.seeding import constant, seed_of

_ALWAYS_RANDOM = (
    "*.ShuffleSplit",
    "*.StratifiedShuffleSplit",
    "*.GroupShuffleSplit",
    "*.RepeatedKFold",
    "*.RepeatedStratifiedKFold",
    "sklearn.utils.shuffle",
    "sklearn.utils.resample",
)
_IF_SHUFFLED = ("*.KFold", "*.StratifiedKFold", "*.StratifiedGroupKFold")


@rule("randomness", "warning", fixable=True)
def no_seed_split(facts: Facts) -> Iterator[Hit]:
    """Find splits of rows that come out differently in each run.

    What it does
    ------------
    Reports ``train_test_split`` without ``random_state``, cross-validation that shuffles without one, shuffled or
    sampled rows without a seed, and Spark's ``randomSplit`` and PyTorch's ``random_split`` without one. Where the
    notebook seeds NumPy as a whole, the split repeats itself from top to bottom, and is reported with low confidence.

    Why it hurts in production
    --------------------------
    Each run tests on other rows, so the score moves up and down by itself. Nobody can tell whether a change made the
    model better, and a model that just passed its gate can fail it tomorrow with the same data.

    Example
    -------
    Bad::

        # %%
        import pandas as pd
        from sklearn.model_selection import train_test_split

        customers = pd.read_csv("customers.csv")
        train, test = train_test_split(customers, test_size=0.2)

    Good::

        # %%
        import pandas as pd
        from sklearn.model_selection import train_test_split

        customers = pd.read_csv("customers.csv")
        train, test = train_test_split(customers, test_size=0.2, random_state=42)

    Fix
    ---
    Give the split a seed: ``random_state=42``.

    Known limits
    ------------
    Settings that come from elsewhere (``**settings``) are taken as seeded. ``df.sample`` is looked at only where its
    result is kept, not where a few rows are shown.
    """
    seeded = facts.seeded
    for found, name in _random_splits(facts):
        library = "torch" if name == "random_split" else "numpy"
        confidence = "low" if library in seeded else "high"
        word = {"randomSplit": "seed", "random_split": "generator"}.get(name, "random_state")
        message = f"`{name}` has no `{word}`: each run parts the rows differently."
        yield Hit(facts.index.place(found), message, confidence, evidence={"argument": word})  # type: ignore[arg-type]


def _random_splits(facts: Facts) -> Iterator[tuple[Found[ast.Call], str]]:
    """Yield the calls that part or mix rows without a seed, with their short names."""
    for found, _ in facts.index.calls("*.train_test_split"):
        call = found.node
        if constant(call, "shuffle") is False or (isinstance(call.func, ast.Name) and _is_own(facts, call.func.id)):
            continue
        if seed_of(facts, call, "random_state", "seed") == "missing":
            yield found, "train_test_split"
    for found, name in facts.index.calls(*_ALWAYS_RANDOM):
        if seed_of(facts, found.node, "random_state") == "missing":
            yield found, name.rpartition(".")[2]
    for found, name in facts.index.calls(*_IF_SHUFFLED):
        if constant(found.node, "shuffle") is True and seed_of(facts, found.node, "random_state") == "missing":
            yield found, name.rpartition(".")[2]
    for found, _ in facts.index.calls(".sample"):
        kept = isinstance(found.statement, (ast.Assign, ast.AnnAssign, ast.Return))
        if kept and _takes_part_of_rows(found.node) and seed_of(facts, found.node, "random_state", "seed") == "missing":
            yield found, "sample"
    for found, _ in facts.index.calls(".randomSplit"):
        if len(found.node.args) < 2 and seed_of(facts, found.node, "seed") == "missing":
            yield found, "randomSplit"
    for found, _ in facts.index.calls("torch.utils.data.random_split"):
        if len(found.node.args) < 3 and seed_of(facts, found.node, "generator") == "missing":
            yield found, "random_split"


def _is_own(facts: Facts, name: str) -> bool:
    """Tell whether the notebook itself makes what it calls by this name."""
    return name not in facts.index.aliases and any(name in uses.binds for uses in facts.uses)


def _takes_part_of_rows(call: ast.Call) -> bool:
    """Tell whether `sample` is the one of a table: it says how much is taken (``random.sample`` is another rule's)."""
    return any(keyword.arg in ("frac", "fraction") for keyword in call.keywords)
