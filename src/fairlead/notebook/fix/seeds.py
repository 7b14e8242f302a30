"""Give a split or a model its seed: ``random_state=42``."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from fairlead.notebook.facts import Facts
from fairlead.notebook.fix.add_argument import argument_added
from fairlead.notebook.fix.edit import Edit
from fairlead.notebook.index import Found
from fairlead.notebook.notebook import Place
from fairlead.notebook.rules.rule import Hit

SEED = "42"
_LIBRARIES = ("sklearn.", "imblearn.")
"""Those whose classes are known to take ``random_state``."""

_MOST_BY_POSITION = 2
"""Arguments without names beyond which the seed might be among them."""


def seed_given(facts: Facts, hit: Hit) -> Sequence[Edit] | str:
    """Give a split, a model or a sampler a seed, if its class is known to take one."""
    found = call_at(facts, hit.place)
    if found is None:
        return "the call was not found"
    call = found.node
    if any(keyword.arg is None for keyword in call.keywords):
        return "its settings come from elsewhere (`**`)"
    name = facts.index.name_of(call.func) or ""
    short = name.rpartition(".")[2]
    argument = _argument(facts, call, name, short)
    if argument is None:
        return f"where `{short}` comes from is not known, nor whether it takes a seed"
    if short != "train_test_split" and (
        len(call.args) > _MOST_BY_POSITION or any(isinstance(one, ast.Starred) for one in call.args)
    ):
        return "one of its arguments without a name may be the seed"
    edit = argument_added(facts, call, found.cell, *argument)
    return edit if isinstance(edit, str) else [edit]


def _argument(facts: Facts, call: ast.Call, name: str, short: str) -> tuple[str, str] | None:
    """Return the name and value of the seed of a call; None where they are not known."""
    if name.startswith(_LIBRARIES):
        return "random_state", SEED
    if short == "sample" and isinstance(call.func, ast.Attribute):
        given = {keyword.arg for keyword in call.keywords}
        return ("random_state", SEED) if "frac" in given else ("seed", SEED)  # pandas, else Polars and Spark
    if short == "randomSplit":
        return "seed", SEED
    if name == "torch.utils.data.random_split" and facts.index.aliases.get("torch") == "torch":
        return "generator", f"torch.Generator().manual_seed({SEED})"
    return None


def call_at(facts: Facts, place: Place) -> Found[ast.Call] | None:
    """Return the call that stands at a place."""
    for found in facts.index.of(ast.Call):
        if found.cell == place.cell and found.node.lineno == place.line and facts.index.place(found) == place:
            return found
    return None
