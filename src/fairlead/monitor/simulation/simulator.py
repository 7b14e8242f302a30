"""Models on simulated months: fitted and scored for real, as few as a question needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fairlead.errors import MonitorError
from fairlead.monitor.estimates.metrics import METRICS
from fairlead.monitor.policies.rules import Policy
from fairlead.monitor.profiles.table import Profile, profile
from fairlead.monitor.replays.matrix import Matrix, cells
from fairlead.monitor.replays.replaying import Costs, Replayed, replay
from fairlead.monitor.simulation.drifts import Drift
from fairlead.monitor.simulation.world import Month, as_written, months_of
from fairlead.monitor.triaging.batch import Answers

if TYPE_CHECKING:
    from numpy.typing import NDArray

MONTHS = 12
DAYS = 30.0


@dataclass(slots=True, eq=False)
class Simulator:
    """Simulate drift on one's own rows, for a recipe of one's own.

    The steps before the estimator are fitted once, on the first rows; a month is then a list of places in one encoded
    table, so that a model is fitted and a month scored in milliseconds. The estimator is fitted anew by each training.

    Parameters
    ----------
    recipe : unfitted scikit-learn Pipeline that ends in a classifier with two classes.
    table : the rows, of any library; `outcomes` are 0 or 1, one for each.
    first : how many rows the first model learns from; the others can come in the months after.
    rows : of each month.
    window : a training takes the rows of so many months before, the first rows among them while they are so near.
    seed : of the order of the rows, of the months, and of the estimator where it draws.

    Raises
    ------
    MonitorError
        The outcomes are not 0 and 1, the recipe is no pipeline, or there are too few rows.

    Examples
    --------
    >>> import numpy, polars
    >>> from fairlead.monitor import Never
    >>> from sklearn.linear_model import LogisticRegression
    >>> from sklearn.pipeline import make_pipeline
    >>> from sklearn.preprocessing import StandardScaler
    >>> draw = numpy.random.default_rng(0)
    >>> table = polars.DataFrame({"tenure": draw.integers(0, 60, 4000)})
    >>> outcomes = draw.random(4000) < 1 / (1 + numpy.exp((table["tenure"].to_numpy() - 20) / 5))
    >>> year = Simulator(make_pipeline(StandardScaler(), LogisticRegression()), table, outcomes, rows=500)
    >>> drift = Drift("sudden", "concept", rule="tenure < 15", strength=0.8)
    >>> never = year.run(drift, Never())
    >>> never.scores[-1]["accuracy"] < never.scores[0]["accuracy"] - 0.1
    True
    """

    recipe: Any
    table: Any
    outcomes: Any
    first: int = 0
    rows: int = 1500
    window: int = 3
    seed: int = 0
    _encoded: Any = field(init=False, repr=False, default=None)
    _places: Any = field(init=False, repr=False, default=None)
    _years: dict[tuple[Drift, int], _Year] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        import numpy

        if not hasattr(self.recipe, "steps") or len(self.recipe.steps) < 2:
            raise MonitorError.bad_policy("Simulator", "recipe", type(self.recipe).__name__, "a Pipeline of two steps")
        self.outcomes = numpy.asarray(self.outcomes).astype(numpy.int8)
        if set(numpy.unique(self.outcomes)) != {0, 1}:
            raise MonitorError.one_class(len(self.outcomes))
        self.first = self.first or len(self.outcomes) // 2
        if not 100 <= self.first <= len(self.outcomes) - 100:
            raise MonitorError.few_rows(len(self.outcomes), 200)
        self._places = numpy.random.default_rng(self.seed).permutation(len(self.outcomes))

    def run(self, drift: Drift, policy: Policy, costs: Costs | None = None, *, months: int = MONTHS) -> Replayed:
        """Return how a policy does in a year with this drift; models that no step of it needs are not fitted.

        Raises
        ------
        MonitorError
            The drift is about a column that is not there.
        """
        return replay(self.matrix(drift, months=months), policy, costs)

    def matrix(self, drift: Drift, *, months: int = MONTHS) -> Matrix:
        """Return the staleness matrix of the year, whose cells are computed when they are first asked for."""
        key = drift, months
        if key not in self._years:
            self._years[key] = self._year(drift, months)
        year = self._years[key]
        return Matrix(
            periods=["the first rows", *(f"month {n}" for n in range(1, months + 1))],
            days=[DAYS * n for n in range(months + 1)],
            rows=[self.first, *(self.rows for _ in range(months))],
            scores=_Scores(year, months + 1),
            target=year.target(),
            drift=_Drifts(year, months + 1),
        )

    def answers(self, drift: Drift, months: Sequence[int], *, of: int = MONTHS) -> Answers:
        """Return what the first model answers in some months of a year, with the outcomes.

        Parameters
        ----------
        months : from 1 on; a year has `of` of them.
        """
        import narwhals as nw
        import numpy

        self.matrix(drift, months=of)
        year = self._years[drift, of]
        chosen = [year.months[month] for month in months]
        tables = [nw.from_native(year.written(one), eager_only=True) for one in chosen]
        sure = [year.model(0).predict_proba(year.inputs(one))[:, 1] for one in chosen]
        outcomes = numpy.concatenate([one.outcomes for one in chosen])
        return Answers.of(nw.concat(tables).to_native(), numpy.concatenate(sure), outcomes)

    def _year(self, drift: Drift, months: int) -> _Year:
        import numpy

        if self._encoded is None:
            self._encoded = _Encoded.of(self.recipe, self.table, self.outcomes, self._places[: self.first])
        encoded = self._encoded
        pool = self._places[self.first :]
        wrong = encoded.matrix
        if drift.mechanism == "broken" and drift.pattern != "none":
            everywhere = numpy.ones(len(self.outcomes), dtype=bool)
            wrong = encoded.transformed(as_written(self.table, everywhere, drift))
        first = self._places[: self.first]
        begin = Month(first, self.outcomes[first], numpy.zeros(self.first, dtype=bool))
        drawn = months_of(self.table, self.outcomes, pool, drift, months, self.rows, self.seed + 1)
        return _Year(encoded, wrong, [begin, *drawn], self.window, self.table, drift)


@dataclass(frozen=True, slots=True, eq=False)
class _Encoded:
    """Hold the rows as the estimator is given them."""

    steps: Any
    estimator: Any
    matrix: NDArray[Any]

    @classmethod
    def of(cls, recipe: Any, table: Any, outcomes: NDArray[Any], first: NDArray[Any]) -> _Encoded:
        from sklearn.base import clone

        steps = clone(recipe[:-1])
        steps.fit(_taken(table, first), outcomes[first])
        return cls(steps, recipe[-1], _dense(steps.transform(table)))

    def transformed(self, table: Any) -> NDArray[Any]:
        return _dense(self.steps.transform(table))


@dataclass(slots=True, eq=False, repr=False)
class _Year:
    """Hold the months, and the models and scores that were needed so far."""

    encoded: _Encoded
    wrong: NDArray[Any]
    months: list[Month]
    window: int
    table: Any
    drift: Drift
    models: dict[int, Any] = field(default_factory=dict)
    scores: dict[tuple[int, int], dict[str, float]] = field(default_factory=dict)
    profiles: dict[int, Profile] = field(default_factory=dict)
    drifts: dict[tuple[int, int], dict[str, float]] = field(default_factory=dict)

    def inputs(self, month: Month) -> NDArray[Any]:
        import numpy

        right: NDArray[Any] = self.encoded.matrix[month.rows]
        if not month.is_broken.any():
            return right
        found: NDArray[Any] = numpy.where(month.is_broken[:, None], self.wrong[month.rows], right)
        return found

    def model(self, trained: int) -> Any:
        """Return the model that is trained after a month, on the last months of the window."""
        if trained not in self.models:
            import numpy
            from sklearn.base import clone

            used = self.months[max(0, trained - self.window + 1) : trained + 1]
            rows = numpy.concatenate([self.inputs(one) for one in used])
            self.models[trained] = clone(self.encoded.estimator).fit(
                rows, numpy.concatenate([one.outcomes for one in used])
            )
        return self.models[trained]

    def score(self, trained: int, scored: int) -> dict[str, float]:
        if (trained, scored) not in self.scores:
            import numpy

            month = self.months[scored]
            sure = self.model(trained).predict_proba(self.inputs(month))[:, 1]
            truth, said = month.outcomes.astype(float), sure >= 0.5
            clipped = numpy.clip(sure, 1e-15, 1 - 1e-15)
            self.scores[trained, scored] = {
                "errors": float((said != (truth > 0.5)).sum()),
                "accuracy": float(METRICS["accuracy"](truth, said, sure)),
                "roc_auc": float(METRICS["roc_auc"](truth, said, sure)),
                "log_loss": float(-(truth * numpy.log(clipped) + (1 - truth) * numpy.log1p(-clipped)).mean()),
            }
        return self.scores[trained, scored]

    def target(self) -> dict[str, float]:
        """Return how good the first model is on rows of its own time: the first month, before anything has changed."""
        if self.drift.at(1) > 0:
            return {}
        return {name: value for name, value in self.score(0, 1).items() if name != "errors"}

    def written(self, month: Month) -> Any:
        """Return the rows of a month as they are written."""
        rows = _taken(self.table, month.rows)
        return as_written(rows, month.is_broken, self.drift) if month.is_broken.any() else rows

    def psi(self, trained: int, scored: int) -> dict[str, float]:
        from fairlead.monitor.drift.report import compare

        if (trained, scored) not in self.drifts:
            report = compare(self._profile(trained), self._profile(scored))
            self.drifts[trained, scored] = {name: one.psi for name, one in report.items() if one.psi is not None}
        return self.drifts[trained, scored]

    def _profile(self, month: int) -> Profile:
        if month not in self.profiles:
            self.profiles[month] = profile(self.written(self.months[month]))
        return self.profiles[month]


@dataclass(frozen=True, slots=True, eq=False)
class _Scores(Mapping[tuple[int, int], Mapping[str, float]]):
    """Look like the scores of all cells, and compute those that are asked for."""

    year: _Year
    count: int

    def __getitem__(self, cell: tuple[int, int]) -> dict[str, float]:
        return self.year.score(*cell)

    def __contains__(self, cell: object) -> bool:
        return isinstance(cell, tuple) and 0 <= cell[0] < cell[1] < self.count

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return iter(cells(self.count))

    def __len__(self) -> int:
        return len(cells(self.count))


class _Drifts(_Scores):
    """The PSI of each column of one month against another, computed when it is asked for."""

    def __getitem__(self, cell: tuple[int, int]) -> dict[str, float]:
        return self.year.psi(*cell)


def _taken(table: Any, places: NDArray[Any]) -> Any:
    import narwhals as nw

    return nw.from_native(table, eager_only=True)[places].to_native()


def _dense(matrix: Any) -> NDArray[Any]:
    import numpy

    found: NDArray[Any] = numpy.asarray(matrix.toarray() if hasattr(matrix, "toarray") else matrix)
    return found
