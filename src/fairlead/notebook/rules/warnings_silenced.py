"""Warnings that nobody will ever see."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from fairlead.notebook.facts import Facts
from fairlead.notebook.guards import is_within
from fairlead.notebook.rules.rule import Hit, rule


@rule("safety", "warning")
def warnings_silenced(facts: Facts) -> Iterator[Hit]:
    """Find lines that silence all warnings.

    What it does
    ------------
    Reports ``warnings.filterwarnings("ignore")`` and ``simplefilter("ignore")`` without a message or a category,
    ``np.seterr(all="ignore")``, pandas' ``chained_assignment = None``, and ``warnings.warn`` replaced by something
    else. Inside ``with warnings.catch_warnings()`` they end with the block and are fine.

    Why it hurts in production
    --------------------------
    Libraries warn before they break: this argument goes away, this model did not converge, this division gave
    infinity. Silenced, the notebook looks clean until the day on which the warning becomes an error or the numbers
    are wrong.

    Example
    -------
    Bad::

        # %%
        import warnings

        warnings.filterwarnings("ignore")

    Good::

        # %%
        import warnings

        warnings.filterwarnings("ignore", message="The default of observed", category=FutureWarning)

    Fix
    ---
    Mend what the warning is about, or silence that one warning by its message and category.

    Known limits
    ------------
    A category alone is taken as an answer. Levels of logging are left alone.
    """
    if not facts.mentions("warn", "WARN", "seterr", "chained_assignment"):
        return
    index = facts.index
    scoped = [
        (found.cell, found.node.lineno, found.node.end_lineno or found.node.lineno)
        for found in index.of(ast.With)
        if any("catch_warnings" in ast.unparse(item.context_expr) for item in found.node.items)
    ]
    for found, name in index.calls(
        "warnings.filterwarnings", "warnings.simplefilter", "numpy.seterr", "pandas.set_option"
    ):
        if _silences_all(found.node, name) and not is_within(found, scoped):
            yield Hit(index.place(found), f"`{ast.unparse(found.node)[:60]}` silences every warning from here on.")
    for assigned in index.of(ast.Assign):
        target = assigned.node.targets[0]
        if type(target) is ast.Name and target.id not in index.aliases:
            continue
        name = index.name_of(target) or "?"
        if "." not in name and not isinstance(target, ast.Subscript):
            continue
        value = assigned.node.value
        nothing = isinstance(value, ast.Constant) and value.value is None
        if name == "pandas.options.mode.chained_assignment" and nothing:
            yield Hit(index.place(assigned), "pandas no longer warns when a change is made to a copy and gets lost.")
        elif name in ("warnings.warn", "warnings.showwarning") and not isinstance(value, ast.Attribute):
            yield Hit(index.place(assigned), f"`{name}` is replaced: nobody sees a warning from here on.")
        elif _environment_key(target) == "PYTHONWARNINGS" and _text(value).startswith("ignore"):
            yield Hit(index.place(assigned), "Every process started from here on runs without warnings.")


def _silences_all(node: ast.Call, name: str) -> bool:
    first = _text(node.args[0]) if node.args else ""
    given = {keyword.arg: keyword.value for keyword in node.keywords}
    if name == "numpy.seterr":
        return _text(given.get("all")) == "ignore" or first == "ignore"
    if name == "pandas.set_option":
        none = len(node.args) > 1 and isinstance(node.args[1], ast.Constant) and node.args[1].value is None
        return none and first.endswith("chained_assignment")
    action = first or _text(given.get("action"))
    category = given.get(
        "category", node.args[1 if name.endswith("simplefilter") else 2] if _has_more(node, name) else None
    )
    broad = category is None or (isinstance(category, ast.Name) and category.id == "Warning")
    return action == "ignore" and broad and not given.keys() & {"message", "module"} and not _has_message(node, name)


def _has_more(node: ast.Call, name: str) -> bool:
    return len(node.args) > (1 if name.endswith("simplefilter") else 2)


def _has_message(node: ast.Call, name: str) -> bool:
    return name.endswith("filterwarnings") and len(node.args) > 1 and _text(node.args[1]) != ""


def _text(node: ast.expr | None) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _environment_key(target: ast.expr) -> str:
    if isinstance(target, ast.Subscript) and ast.unparse(target.value).endswith("environ"):
        return _text(target.slice)
    return ""
