"""Compare a candidate with the champion, on rows that neither of them was trained on.

The champion is asked as it is, and never fitted again. It was trained long before, on rows of which some may be among
those that the candidate is judged by: on these it would look better than it is. They are left out, for both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fairlead.errors import FairleadError
from fairlead.model.evaluation.answers import Answers, ask
from fairlead.model.evaluation.compare import Gain, McNemar, mcnemar
from fairlead.model.evaluation.judge import CANDIDATE, Judge, Measured, measure, value_or_none
from fairlead.model.evaluation.seen import seen_by
from fairlead.model.model import Model

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

CHAMPION = "champion"

LEAST_COMPARED = 30
"""On fewer rows nothing is compared: the usual rule of thumb for a mean to be about normal."""


@dataclass(frozen=True, slots=True)
class Champion:
    """Say which model the candidate was compared with, and on which rows.

    Parameters
    ----------
    version : int or None, in the registry.
    digest : of the model.
    rows : int, on which both were asked.
    excluded : int, rows that were left out because the champion was trained on them.
    trouble : str or None, why it could not be compared.
    """

    version: int | None
    digest: str
    rows: int = 0
    excluded: int = 0
    trouble: str | None = None

    @property
    def name(self) -> str:
        """Name it in a sentence."""
        return "the champion" if self.version is None else f"the champion (version {self.version})"


@dataclass(frozen=True, slots=True, eq=False)
class Rival:
    """Hold the comparison with the champion, and its answers for a closer look at parts of the rows.

    Parameters
    ----------
    is_compared : bool array of shape (n_judged,), the rows that both were asked about.
    answers : of the champion, on those rows.
    """

    about: Champion | None = None
    measured: Measured = field(default_factory=Measured)
    mcnemar: McNemar | None = None
    is_compared: Array | None = None
    answers: Answers | None = None


@dataclass(frozen=True, slots=True)
class Slice:
    """Hold how candidate and champion do on a part of the rows; a metric without a value there is left out.

    Parameters
    ----------
    rows : int, of this part; compared : of those, the rows that the champion was asked about too.
    """

    name: str
    rows: int
    compared: int
    candidate: Mapping[str, float]
    champion: Mapping[str, float]
    gains: Mapping[str, Gain]


def compare_champion(
    champion: Model | None,
    version: int | None,
    candidate: Answers,
    judge: Judge,
    metrics: Sequence[str],
    *,
    is_unseen: bool,
    resamples: int,
) -> Rival:
    """Ask the champion about the rows that it has not seen, and compare.

    Parameters
    ----------
    is_unseen : whether the caller knows that it has seen none of them, where the model itself does not say.
    """
    import numpy as np

    if champion is None:
        return Rival()
    judged = judge.parts.judged
    seen = seen_by(champion.metadata, judged.keys) if judged.has_ids else None
    if seen is None and not is_unseen:
        unknown = "it is not known which rows it was trained on"
        words = unknown if judged.has_ids else f"{unknown}: the rows to be judged by have no ids (keys=...)"
        return _troubled(champion, version, words, 0)
    new = np.ones(len(candidate), dtype=bool) if seen is None else ~seen
    excluded = int((~new).sum())
    if new.sum() < LEAST_COMPARED:
        words = f"only {int(new.sum()):,} of {len(candidate):,} rows are new to it; it was trained on the others"
        return _troubled(champion, version, words, excluded)
    if (champion.task, set(champion.classes)) != (judge.task, set(judge.classes)):
        words = f"it answers another question: {champion.task}, {list(champion.classes)}"
        return _troubled(champion, version, words, excluded)
    mine = candidate.rows(new)
    try:
        rows = judged.take(np.flatnonzero(new).tolist())
        theirs = ask(champion.tolerant(), rows.X, mine.truth, judge.task, judge.classes)
        measured = measure({CANDIDATE: mine, CHAMPION: theirs}, metrics, judge.seed, resamples)
    except FairleadError as error:  # of another schema, or a class is not among the rows that are left
        return _troubled(
            champion, version, f"it cannot be measured on these rows: {error.message.rstrip('.')}", excluded
        )
    return Rival(
        Champion(version, champion.digest, int(new.sum()), excluded),
        Measured({CHAMPION: measured.scores[CHAMPION]}, measured.gains),
        None if judge.task == "regression" else mcnemar(mine, theirs),
        new,
        theirs,
    )


def one_slice(
    name: str, mask: Array, candidate: Answers, rival: Rival, metrics: Sequence[str], seed: int, resamples: int
) -> Slice:
    """Measure candidate and champion on a part of the rows."""
    mine = _values(candidate.rows(mask), metrics)
    if rival.answers is None or rival.is_compared is None:
        return Slice(name, int(mask.sum()), 0, mine, {}, {})
    both = mask & rival.is_compared
    shared, theirs = candidate.rows(both), rival.answers.rows(mask[rival.is_compared])
    values = _values(theirs, metrics)
    # A metric of the one has a value wherever that of the other has: that depends on the truth of the rows.
    known = [metric for metric in metrics if metric in values]
    found = measure({CANDIDATE: shared, CHAMPION: theirs}, known, seed, resamples) if known else Measured()
    return Slice(name, int(mask.sum()), int(both.sum()), mine, values, found.gains.get(CHAMPION, {}))


def _values(answers: Answers, metrics: Sequence[str]) -> dict[str, float]:
    values = {metric: value_or_none(metric, answers) for metric in metrics}
    return {metric: value for metric, value in values.items() if value is not None}


def _troubled(champion: Model, version: int | None, words: str, excluded: int) -> Rival:
    return Rival(Champion(version, champion.digest, 0, excluded, words))
