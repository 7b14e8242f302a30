"""Transform the test rows with what was learned from the training rows: ``fit_transform`` becomes ``transform``."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from fairlead.notebook.facts import Facts
from fairlead.notebook.fix.edit import Edit
from fairlead.notebook.fix.spans import span_of, text_of
from fairlead.notebook.flow.events import Fit
from fairlead.notebook.notebook import Place
from fairlead.notebook.rules.rule import Hit

_LEARNS_ONLY = frozenset(("TSNE", "MDS", "SpectralEmbedding", "LocalOutlierFactor", "DBSCAN"))
"""Classes that have no ``transform``."""

_PART = re.compile(
    r"(?<![A-Za-z])(?:train(?:ing)?|test(?:ing)?|val(?:id(?:ation)?)?|tr|te|dev|holdout)(?![a-z])", re.IGNORECASE
)


def transformed_only(facts: Facts, hit: Hit) -> Sequence[Edit] | str:
    """Let the test rows be transformed only, if the same object was fitted on the training rows just before."""
    event = next((one for one in facts.flow.of(Fit) if one.place == hit.place), None)
    if event is None or event.estimator is None or not isinstance(event.node, ast.Call):
        return "no transformer learns here, but a statistic"
    call, estimator = event.node, event.estimator
    if not isinstance(call.func, ast.Attribute) or call.func.attr != "fit_transform":
        return "it is fitted and used in two places"
    if not isinstance(call.func.value, ast.Name):
        return "it is another object than the one that was fitted on the training rows"
    if event.loop or event.uncalled or len(call.args) != 1 or call.keywords:
        return "it stands in a loop or function, or has more arguments than the rows"
    if estimator.name.rpartition(".")[2] in _LEARNS_ONLY or estimator.kind == "unknown":
        return "whether it can transform without fitting is not known"
    before = _fit_before(facts, event)
    if before is None or before.place not in _training_fits(facts, hit.place):
        return "the same object was not fitted on the training rows before"
    if not _looks_alike(facts, before, event):
        return "whether it was fitted on the same columns is not sure"
    span = span_of(facts, call.func, hit.place.cell)
    if span is None:
        return "a magic stands in its line"
    return [Edit(hit.place.cell, span[1] - len("fit_transform"), span[1], "transform")]


def _fit_before(facts: Facts, event: Fit) -> Fit | None:
    """Return the last fit of the same object before."""
    assert event.estimator is not None
    found = None
    for one in facts.flow.of(Fit):
        if one is event:
            return found
        if one.estimator is not None and one.estimator.identity == event.estimator.identity:
            found = one
    return None


def _training_fits(facts: Facts, place: Place) -> set[Place]:
    """Return where the training rows of the models that are tried with these test rows were prepared."""
    return {
        one.place
        for trial in facts.flow.trials
        if any(refit.place == place for refit in trial.refits)
        for one in trial.trained_on.learned
    }


def _looks_alike(facts: Facts, before: Fit, event: Fit) -> bool:
    """Tell whether two fits are of the same columns: by what is known of them, or else by how they are written."""
    if before.data.columns is not None and before.data.columns == event.data.columns:
        return True
    calls = (before.node, before.place.cell), (event.node, event.place.cell)
    first, second = (text_of(facts, call.args[0], cell) if call.args else "" for call, cell in calls)
    return bool(first) and _PART.sub("", first) == _PART.sub("", second)
