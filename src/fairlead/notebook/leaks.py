"""Leaks of a notebook: what was learned from rows that are evaluated too, each once, with the rule that reports it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fairlead.notebook.flow.events import Fit, Flow, Learned, Split
from fairlead.notebook.flow.judging import Trial
from fairlead.notebook.notebook import Place
from fairlead.notebook.record import record
from fairlead.notebook.rules.rule import Confidence, Hit, Step

if TYPE_CHECKING:
    from fairlead.notebook.facts import Facts

_STATISTIC_OF_GROUPS = "pandas.groupby"
_ORDER = {"score": 0, "watch": 1, "folds": 2, "predict": 3}


@record()
class Leak:
    """Hold one statistic that saw rows which are evaluated.

    Parameters
    ----------
    rule : name of the rule that reports it.
    trial : the evaluation that shows it best.
    """

    rule: str
    learned: Learned
    trial: Trial
    confidence: Confidence
    path: tuple[Step, ...]

    def hit(self, message: str, fix: str | None = None) -> Hit:
        """Return what a rule says of it, at the place of the fit."""
        evidence = {"learned_by": self.learned.by, "kind": self.learned.kind}
        return Hit(self.learned.place, message, self.confidence, self.path, fix, evidence)


def leaks_of(flow: Flow) -> tuple[Leak, ...]:
    """Return every statistic that leaks, in the order of the notebook, each with its clearest evaluation."""
    splits = split_places(flow)
    targets = target_columns(flow)
    best: dict[Place, tuple[Learned, Trial]] = {}
    for trial in sorted(flow.trials, key=lambda trial: _ORDER[trial.kind]):
        for learned in trial.statistics:
            best.setdefault(learned.place, (learned, trial))
    return tuple(
        Leak(
            _rule(learned, trial, targets), learned, trial, _confidence(learned, trial), path_of(learned, trial, splits)
        )
        for _, (learned, trial) in sorted(best.items())
    )


def _rule(learned: Learned, trial: Trial, targets: frozenset[str]) -> str:
    if learned.kind == "target-encode":
        return "target-encoding"
    if learned.by.startswith(_STATISTIC_OF_GROUPS) and learned.columns and learned.columns & targets:
        return "target-encoding"
    if learned.kind == "select":
        return "feature-selection"
    in_folds = trial.kind == "folds" or trial.kind == "score" and trial.fit == trial.answer
    return "preprocess-before-cv" if in_folds else "preprocess-before-split"


def _confidence(learned: Learned, trial: Trial) -> Confidence:
    if learned.kind == "model":
        return "low"
    if trial.kind == "predict" or trial.uncalled or not trial.known or not learned.sure:
        return "medium"
    if trial.kind == "folds" and learned.rows == trial.data.rows and _is_a_part(trial):
        return "medium"
    return "high"


def _is_a_part(trial: Trial) -> bool:
    """Tell whether a cross-validation runs on training rows, so that test rows may tell the truth later."""
    return all(any(part.startswith("train#") for part in path) for path in trial.data.rows)


def target_columns(flow: Flow) -> frozenset[str]:
    """Return the columns that models learn to answer."""
    names: set[str] = set()
    for fit in flow.of(Fit):
        if fit.target is not None and fit.target.derived is not None and len(fit.target.derived) <= 2:
            names |= fit.target.derived
    return frozenset(names)


def split_places(flow: Flow) -> dict[str, Place]:
    """Return where each part of rows was cut off."""
    found: dict[str, Place] = {}
    for split in flow.of(Split):
        for rows in split.parts:
            for path in rows:
                found.setdefault(path[-1], split.place)
    return found


def cut_of(trial: Trial, splits: dict[str, Place]) -> Place | None:
    """Return where the rows of a trial were cut off first; of several paths of rows, the first in order."""
    return next((splits[part] for path in sorted(trial.data.rows) for part in path if part in splits), None)


def path_of(learned: Learned, trial: Trial, splits: dict[str, Place]) -> tuple[Step, ...]:
    """Return the steps from the statistic over the split and the fit of the model to the score."""
    steps = [Step("fit", learned.place, f"{short(learned.by)} learns from {rows_in_words(learned)}")]
    cut = cut_of(trial, splits)
    if cut is not None:
        steps.append(Step("split", cut, "train and test are parted only here"))
    if trial.kind == "folds":
        steps.append(Step("score", trial.score, f"{short(trial.metric)} parts the rows into folds"))
        return tuple(steps)
    steps.append(Step("model", trial.fit, f"{model_name(trial)} is fitted"))
    steps.append(Step("score", trial.score, _score_in_words(trial)))
    return tuple(steps)


def _score_in_words(trial: Trial) -> str:
    rows = trial.data.name or "the held-out rows"
    if trial.kind == "watch":
        return f"{rows} are watched during the fit"
    return f"{trial.metric or 'the model'} tells about {rows}, which it has seen"


def rows_in_words(learned: Learned) -> str:
    """Return a few words on what a statistic was learned from."""
    return "all rows" if all(len(path) == 1 for path in learned.rows) else "rows that are evaluated too"


def model_name(trial: Trial) -> str:
    """Return the name of the model in a trial, such as ``SVC`` or ``lightgbm.train``."""
    if trial.estimator is None:
        return "the model"
    name = short(trial.estimator.name)
    return name if name[:1].isupper() else trial.estimator.name


def short(name: str) -> str:
    """Return a qualified name as people say it.

    >>> short("sklearn.preprocessing.StandardScaler"), short("pandas.groupby.mean"), short("pandas.mean")
    ('StandardScaler', 'groupby mean', 'mean')
    """
    if name.startswith(_STATISTIC_OF_GROUPS):
        return f"groupby {name.rpartition('.')[2]}"
    return name.rpartition(".")[2]


def of_rule(facts: Facts, rule: str) -> Iterator[Leak]:
    """Yield the leaks that a rule reports."""
    return (leak for leak in facts.leaks if leak.rule == rule)
