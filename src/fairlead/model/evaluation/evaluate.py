"""Measure a recipe: beside a dummy, a simple baseline and the champion, with intervals, on rows that none of them saw.

The champion is asked as it is and never fitted again. Rows that it was trained on are left out of the comparison with
it, for the candidate too; if it is not known which those are, that is said, and a gate refuses to compare.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from fairlead.clock import Clock
from fairlead.model.evaluation.baselines import chosen_baselines
from fairlead.model.evaluation.calibration import Bin, calibration_bins
from fairlead.model.evaluation.compare import RESAMPLES, Gain, Interval, McNemar
from fairlead.model.evaluation.judge import CANDIDATE, Folded, Judge, folded, measure, refuse_missing_class, truth_of
from fairlead.model.evaluation.latency import Latency, latency_of
from fairlead.model.evaluation.metrics import DEFAULT_METRICS
from fairlead.model.evaluation.parity import Parity, parity_of
from fairlead.model.evaluation.rival import Champion, Slice, compare_champion, one_slice
from fairlead.model.evaluation.seen import digest_of_rows
from fairlead.model.evaluation.slices import Slices, slice_masks
from fairlead.model.evaluation.split import Folds, Rows, Split, part
from fairlead.model.model import Model
from fairlead.model.seeds import seeded
from fairlead.model.target import Task

if TYPE_CHECKING:
    from fairlead.model.registry import Registry


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Hold everything that was measured about a candidate, in plain values.

    Parameters
    ----------
    model : str, its name; digest : of the candidate, fitted on the rows that are learned from.
    metrics : by name; the first is the one that models are compared by.
    split, split_kind : how the rows were parted, in words and as ``holdout``, ``folds`` or ``time``.
    time_column : the column of times, if there is one; is_time_ordered : whether all rows that are judged by are later.
    rows : int by what they are for: ``train`` and ``judged``.
    scores : by model (candidate, champion, dummy, simple) and metric, on the rows that are judged by.
    gains : by the other model and metric, by how much the candidate is better.
    folds : by metric, the candidate in a cross-validation on the rows that are learned from.
    champion : None if there is none yet.
    mcnemar : whether candidate and champion are right equally often.
    holdout : str, digest of the set of rows that are judged by.
    looks : int or None, how often these rows were looked at to judge a model, this time included; None if unknown.
    """

    model: str
    digest: str
    task: Task
    metrics: tuple[str, ...]
    split: str
    split_kind: str
    time_column: str | None
    is_time_ordered: bool | None
    rows: Mapping[str, int]
    scores: Mapping[str, Mapping[str, Interval]]
    gains: Mapping[str, Mapping[str, Gain]]
    folds: Mapping[str, Folded]
    slices: tuple[Slice, ...]
    calibration: tuple[Bin, ...]
    champion: Champion | None
    mcnemar: McNemar | None
    latency: Latency
    parity: Parity
    holdout: str
    seed: int
    looks: int | None = None

    @property
    def values(self) -> dict[str, float]:
        """Return the candidate's metrics as plain numbers: what goes onto a model's card."""
        return {name: interval.value for name, interval in self.scores[CANDIDATE].items()}

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain values, ready for JSON."""
        return asdict(self)


def evaluate_recipe(
    recipe: Any,
    X: Any,
    y: Any,
    *,
    model_name: str,
    split: Split | None = None,
    keys: Any = None,
    folds: int = 5,
    metrics: Sequence[str] | None = None,
    champion: Model | None = None,
    champion_version: int | None = None,
    champion_is_unseen: bool = False,
    baselines: Mapping[str, Any] | None = None,
    slices: Slices | None = None,
    model: Model | None = None,
    seed: int = 0,
    resamples: int = RESAMPLES,
    registry: Registry | None = None,
    trusted: Sequence[str] = (),
    clock: Clock | None = None,
) -> Evaluation:
    """Measure a recipe on rows that it did not learn from.

    Parameters
    ----------
    recipe : unfitted scikit-learn estimator; it is not changed.
    X, y : table and truth to learn from.
    split : `Folds`, `Holdout` or `TimeOrdered`: which rows are judged by; cross-validation if not given.
    keys : what tells the rows of X apart, such as a customer's id; all that stands in a row if not given.
    folds : of the cross-validation on the rows that are learned from, shown beside; 0 leaves it out.
    metrics : names, the first for comparing models; those of `DEFAULT_METRICS` if not given.
    champion : the model in use, with its version.
    champion_is_unseen : whether you know that the champion was trained on none of the rows that are judged by. Needed
        only if the champion does not say itself what it was trained on; see `trained_on`.
    baselines : unfitted estimators by name; ``dummy`` and ``simple`` replace those that are made by default.
    slices : parts of the rows to look at by themselves, see `fairlead.model.evaluation.slices`.
    model : the recipe fitted on the rows that are learned from, if you have it; fitted here if not.
    registry : where it is noted that the rows were looked at, and counted how often.
    trusted : types that may be loaded when the candidate is saved and loaded again, beside scikit-learn's.

    Raises
    ------
    TrainingDataError, ModelError
        Nothing can be learned from the rows, or with the recipe.
    EvaluationError
        Nothing can be measured: a class is missing among the rows that are judged by, a column is not there.
    MetricError
        A metric does not fit the question or has no value.

    Examples
    --------
    >>> import numpy, pandas
    >>> from sklearn.linear_model import LogisticRegression
    >>> source = numpy.random.default_rng(7)
    >>> rows = pandas.DataFrame({"tenure": source.integers(0, 72, 300).astype(float)})
    >>> left = rows["tenure"] + source.normal(0, 20, 300) < 20
    >>> found = evaluate_recipe(LogisticRegression(), rows, left, model_name="churn", metrics=["roc_auc"])
    >>> found.split, round(found.values["roc_auc"], 2)
    ('cross-validation with 5 folds on 300 rows', 0.87)
    """
    parts = part(Rows.of(X, y, keys, "the rows to learn from"), split or Folds())
    fitted = model or Model.fit(model_name, recipe, parts.train.X, parts.train.y, seed=seed)
    asked = tuple(metrics or DEFAULT_METRICS[fitted.task])
    truth = truth_of(parts.judged, fitted.task, fitted.classes)
    refuse_missing_class(truth, fitted.classes, asked)
    judge = Judge(parts, truth, fitted.task, fitted.classes, seed)
    asked_model = fitted.tolerant()  # what the recipe can do counts here, not which rows are let in
    candidate = judge.answers(seeded(recipe, seed), asked_model)
    others = {
        name: judge.answers(seeded(estimator, seed))
        for name, estimator in chosen_baselines(fitted.task, baselines).items()
    }
    measured = measure({CANDIDATE: candidate, **others}, asked, seed, resamples)
    rival = compare_champion(
        champion, champion_version, candidate, judge, asked, is_unseen=champion_is_unseen, resamples=resamples
    )
    holdout = digest_of_rows(parts.judged.keys)
    return Evaluation(
        model=model_name,
        digest=fitted.digest,
        task=fitted.task,
        metrics=asked,
        split=parts.sentence,
        split_kind=parts.kind,
        time_column=parts.time_column,
        is_time_ordered=parts.is_time_ordered,
        rows={"train": len(parts.train), "judged": len(parts.judged)},
        scores={**measured.scores, **rival.measured.scores},
        gains={**measured.gains, **rival.measured.gains},
        folds=folded(judge.by_fold(seeded(recipe, seed), folds) if folds else [], asked),
        slices=tuple(
            one_slice(name, mask, candidate, rival, asked, seed, resamples)
            for name, mask in slice_masks(parts.judged.X, slices).items()
        ),
        calibration=() if candidate.chances is None else calibration_bins(candidate),
        champion=rival.about,
        mcnemar=rival.mcnemar,
        latency=latency_of(asked_model, parts.judged.X, clock),
        parity=parity_of(asked_model, parts.judged.X, trusted),
        holdout=holdout,
        seed=seed,
        looks=None if registry is None else registry.look(model_name, holdout, why=f"candidate {fitted.digest[:12]}"),
    )
