"""Save a model under a version, with a card beside it that says what it is, in the place of a date in its name.

Plain Python is written, nothing of Fairlead: whoever gets the notebook can run it with what they have.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass

from fairlead.notebook.facts import Facts
from fairlead.notebook.fix.edit import Edit
from fairlead.notebook.fix.imports import imports_added, is_free
from fairlead.notebook.fix.saving_statement import Saving, saving_of
from fairlead.notebook.fix.spans import line_end, line_start, span_of, stands_alone
from fairlead.notebook.flow.events import Save
from fairlead.notebook.rules.rule import Hit

_VERSION, _CARD = "model_version", "card"
_CLOCKS = (
    r"(?:datetime|date|dt|pd|time|pandas)(?:\.(?:datetime|date|Timestamp))?\.(?:now|today|utcnow|strftime)\([^{}]*"
)
_FIELD = re.compile(rf"\{{(?P<clock>{_CLOCKS}?)(?P<format>![rsa])?(?P<spec>:[^{{}}]*)?\}}")
_LITERAL = re.compile(r"(?P<prefix>[fF])(?P<quote>'|\")(?P<body>[^'\"\n\\]*)(?P=quote)")
_SUFFIX = re.compile(r"\.\w+$")
_DISTRIBUTIONS = {
    "sklearn": "scikit-learn", "xgboost": "xgboost", "lightgbm": "lightgbm", "imblearn": "imbalanced-learn",
}  # fmt: skip
"""Libraries whose models have `get_params`, with the names under which they are installed; joblib comes with them."""


_BEFORE = """\
# The version is made of the model itself: another model never takes the place of this one.
{version} = joblib.hash({model})[:12]
"""
_AFTER = """\
with open({file}, "w") as {card}:
    json.dump(
        {{
            "model": type({model}).__name__,
            "version": {version},
            "saved": str({clock}),
            "columns": [str(name) for name in getattr({model}, "feature_names_in_", [])],
            "settings": {{name: str(value) for name, value in {model}.get_params().items()}},
            "python": platform.python_version(),
            "libraries": {{name: importlib.metadata.version(name) for name in {libraries}}},
        }},
        {card},
        indent=2,
    )"""
_IMPORTS = ("import importlib.metadata", "import json", "import platform", "import joblib")


@dataclass(frozen=True, slots=True)
class _Name:
    """Hold the name of the file as it is written: where it stands, and the field in it that holds the date."""

    begin: int
    end: int
    body: str
    quote: str
    field: re.Match[str]

    def written(self, suffix: str | None = None) -> str:
        """Return the name with the version in the place of the date, and perhaps another ending."""
        body = f"{self.body[: self.field.start()]}{{{_VERSION}}}{self.body[self.field.end() :]}"
        return f"f{self.quote}{_SUFFIX.sub(suffix, body) if suffix else body}{self.quote}"


def saved_with_card(facts: Facts, hit: Hit) -> Sequence[Edit] | str:
    """Put a version into the place of the date in a model's file name, and write a card beside the file."""
    save = next((one for one in facts.flow.of(Save) if one.place == hit.place), None)
    saving = saving_of(facts, save) if save is not None else None
    if save is None or save.estimator is None or saving is None:
        return "it is not one plain `dump(model, ...)` of a known model at the top of a cell"
    library = _DISTRIBUTIONS.get(save.estimator.name.partition(".")[0])
    if library is None:
        return f"of `{save.estimator.name}` it is not known what a card can say"
    name = _file_name(facts, saving)
    if name is None:
        return "the name of the file is not an f-string with one date, written where the model is saved"
    taken = next((one for one in (_VERSION, _CARD) if not is_free(facts, one)), None)
    return f"the name `{taken}` is taken" if taken else _edits(facts, saving, name, library)


def _file_name(facts: Facts, saving: Saving) -> _Name | None:
    source = facts.notebook.cells[saving.call.cell - 1].source
    formats = [one.format_spec for one in ast.walk(saving.outer) if isinstance(one, ast.FormattedValue)]
    within = [one for one in ast.walk(saving.outer) if isinstance(one, ast.JoinedStr) and one not in formats]
    span = span_of(facts, within[0], saving.call.cell) if len(within) == 1 else None
    match = _LITERAL.fullmatch(source[slice(*span)]) if span is not None else None
    if span is None or match is None:
        return None
    fields = list(_FIELD.finditer(match["body"]))
    if len(fields) != 1 or match["body"].count("{") != 1 or not _SUFFIX.search(match["body"]):
        return None
    return _Name(*span, match["body"], match["quote"], fields[0])


def _edits(facts: Facts, saving: Saving, name: _Name, library: str) -> list[Edit] | str:
    number = saving.call.cell
    source, span = facts.notebook.cells[number - 1].source, span_of(facts, saving.outer, number)
    if span is None or not stands_alone(source, span):
        return "a magic or another statement stands in its line"
    values = {
        "version": _VERSION,
        "card": _CARD,
        "model": saving.model.id,
        "file": name.written(".json"),
        "clock": name.field["clock"],
        "libraries": f'("{library}", "pandas")' if "pandas" in _modules(facts) else f'("{library}",)',
    }
    begin, end = line_start(source, span[0]), line_end(source, span[1])
    return [
        *imports_added(facts, number, list(_IMPORTS)),
        Edit(number, begin, begin, _BEFORE.format(**values)),
        Edit(number, name.begin, name.end, name.written()),
        Edit(number, end, end, "\n" + _AFTER.format(**values)),
    ]


def _modules(facts: Facts) -> set[str]:
    return {one.module.partition(".")[0] for one in facts.index.imports}
