"""What is wrong with an evaluation: which statistics saw its rows, and which of its rows the model was fitted on.

Rules and `pairs` read this; it is where "leak" is defined.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from fairlead.notebook.flow.events import CrossValidation, Data, Estimator, Evaluate, Fit, Flow, Learned, Predict
from fairlead.notebook.flow.rows import RowPath, Rows, is_within, origins, share_rows
from fairlead.notebook.notebook import Place
from fairlead.notebook.record import record

Overlap = Literal["", "same", "part", "copies"]


@record()
class Trial:
    """Hold a fit, the rows on which the fitted model was tried, and what is wrong with that.

    Parameters
    ----------
    fit, answer, score : where the model was fitted, where it answered, where the answers were scored.
    statistics : learned from rows that are evaluated too, and used before.
    refits : learned from the evaluated rows alone.
    overlap : ``same``: the model is scored on the rows it was fitted on; ``part``: on some of them, or on more;
        ``copies``: rows were repeated before they were parted; "" where nothing overlaps.
    kind : ``score``, ``folds`` (cross-validation), ``watch`` (rows that a fit only watches) or ``predict`` (not
    scored).
    known : whether no unknown call stood on the way.
    """

    estimator: Estimator | None
    trained_on: Data
    data: Data
    fit: Place
    answer: Place
    score: Place
    kind: Literal["score", "folds", "watch", "predict"]
    metric: str = ""
    statistics: tuple[Learned, ...] = ()
    refits: tuple[Learned, ...] = ()
    overlap: Overlap = ""
    known: bool = True
    uncalled: bool = False

    @property
    def is_held_out(self) -> bool:
        """Tell whether the model is tried on rows that it was not fitted on, and that are not copies of those."""
        return not self.overlap


def trials_of(flow: Flow) -> tuple[Trial, ...]:
    """Return every trial of a model, in order: for each fit and estimator each place once."""
    found: dict[object, Trial] = {}
    for trial in _trials(flow):
        made = trial.estimator.place if trial.estimator is not None else None
        key = (trial.fit, trial.answer, trial.score, trial.kind, trial.data.rows, made)
        before = found.get(key)
        if before is None or _weight(trial) > _weight(before):
            found[key] = trial
    tried = {trial.fit for trial in found.values() if trial.kind == "score" and not trial.overlap}
    return tuple(trial for trial in found.values() if not (_is_own_validation(trial) and trial.fit in tried))


def _is_own_validation(trial: Trial) -> bool:
    """Tell whether a fit cut its own validation rows off: where other rows are scored, those matter."""
    return trial.kind == "watch" and any(path[-1].startswith("in#validation ") for path in trial.data.rows)


def _weight(trial: Trial) -> int:
    return 4 * len(trial.statistics) + 2 * bool(trial.overlap) + len(trial.refits)


def _trials(flow: Flow) -> Iterator[Trial]:
    scored = {event.predicted for event in flow.of(Evaluate)}
    fits: dict[int, tuple[Data, Place]] = {}
    for event in flow.events:
        if isinstance(event, Fit):
            if event.estimator is not None:
                fits[event.estimator.identity] = event.data, event.place
            for watched in event.evaluation:
                yield _trial(
                    event.estimator, event.data, watched, event.place, event.place, event.place, "watch", event
                )
        elif isinstance(event, Evaluate):
            if event.trained_on is not None and event.fit is not None:
                answer = event.predicted or event.place
                yield _trial(
                    event.estimator,
                    event.trained_on,
                    event.data,
                    event.fit,
                    answer,
                    event.place,
                    "score",
                    event,
                    event.metric,
                )
        elif isinstance(event, CrossValidation):
            yield _folds(event)
        elif isinstance(event, Predict) and event.place not in scored and event.estimator.identity in fits:
            trained, place = fits[event.estimator.identity]
            yield _trial(event.estimator, trained, event.data, place, event.place, event.place, "predict", event)


def _trial(
    estimator: Estimator | None,
    trained: Data,
    data: Data,
    fit: Place,
    answer: Place,
    score: Place,
    kind: Literal["score", "watch", "predict"],
    event: Fit | Evaluate | Predict,
    metric: str = "",
) -> Trial:
    overlap = _overlap(trained, data)
    given = _without_own_validation(trained.rows)
    statistics: list[Learned] = []
    refits: list[Learned] = []
    by_rows = overlap in ("same", "part") and is_within(data.rows, given)
    for one in sorted(trained.learned | data.learned, key=_in_order):
        if one.kind in ("resample", "") or by_rows and is_within(one.rows, given):
            continue
        if not share_rows(one.rows, data.rows):
            continue
        if one in data.learned and one not in trained.learned and is_within(one.rows, data.rows):
            refits.append(one)
        elif not by_rows or not share_rows(one.rows, trained.rows) or kind == "score":
            statistics.append(one)
    if by_rows:
        statistics.clear()
    if kind == "predict" and not _is_labelled(trained, data):
        statistics.clear()
        refits = [one for one in refits if not one.by.startswith(("pandas.", "numpy."))]
        overlap = ""
    return Trial(
        estimator=estimator,
        trained_on=trained,
        data=data,
        fit=fit,
        answer=answer,
        score=score,
        kind=kind,
        metric=metric,
        statistics=tuple(statistics),
        refits=tuple(refits),
        overlap=overlap,
        known=trained.known and data.known,
        uncalled=event.uncalled,
    )


def _in_order(learned: Learned) -> tuple[Place, bool, str, str, list[RowPath]]:
    """Sort statistics by place, of one place the surest first: sets have another order in each process."""
    return learned.place, not learned.sure, learned.by, learned.kind, sorted(learned.rows)


def _folds(event: CrossValidation) -> Trial:
    """Return the trial of a cross-validation: whatever was learned from its rows before has seen every fold."""
    data = event.data
    statistics = tuple(
        one
        for one in sorted(data.learned, key=_in_order)
        if one.kind not in ("resample", "model", "") and share_rows(one.rows, data.rows)
    )
    return Trial(
        estimator=event.estimator,
        trained_on=data,
        data=data,
        fit=event.place,
        answer=event.place,
        score=event.place,
        kind="folds",
        metric=event.by,
        statistics=statistics,
        overlap="copies" if data.repeated is not None else "",
        known=data.known,
        uncalled=event.uncalled,
    )


def _overlap(trained: Data, data: Data) -> Overlap:
    copied = data.repeated is not None and data.repeated == trained.repeated
    if copied and not is_within(data.rows, trained.rows):
        return "copies"
    if share_rows(trained.rows, data.rows):
        return "same" if _without_own_validation(trained.rows) == data.rows else "part"
    return ""


def _without_own_validation(rows: Rows) -> Rows:
    """Return the rows that a fit was given, before it cut its own validation rows off."""
    return frozenset(path[:-1] if path[-1].startswith("out#validation ") else path for path in rows)


def _is_labelled(trained: Data, data: Data) -> bool:
    """Tell whether rows that are only predicted are a part of labelled rows: of the origin of the training rows."""
    return origins(data.rows) <= origins(trained.rows) and all(
        "#=" not in path[-1] and "#" in path[-1] for path in data.rows
    )
