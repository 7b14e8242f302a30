"""What happened in the abstract run of a notebook, in the order in which it would happen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from fairlead.notebook.flow.rows import RowPath, Rows, share_rows
from fairlead.notebook.notebook import Place
from fairlead.notebook.record import record

if TYPE_CHECKING:
    from fairlead.notebook.flow.judging import Trial

__all__ = [
    "CrossValidation",
    "Data",
    "Estimator",
    "Evaluate",
    "Event",
    "Fit",
    "Flow",
    "Learned",
    "Predict",
    "Read",
    "Resample",
    "RowPath",
    "Rows",
    "Save",
    "Split",
    "Transform",
    "share_rows",
]


@record()
class Learned:
    """Hold that a value depends on a statistic of rows.

    Parameters
    ----------
    rows : from which it was learned.
    by : what learned it: ``sklearn.preprocessing.StandardScaler``, ``pandas.DataFrame.mean``.
    kind : ``preprocess``, ``select``, ``target-encode``, ``resample``, ``model``.
    place : where it was learned (the fit).
    columns : names of columns that the statistic was computed from; None where unknown.
    sure : whether it is plainly a statistic; not so of a filter by a quantile, or where a step is guessed.
    """

    rows: Rows
    by: str
    kind: str
    place: Place
    columns: frozenset[str] | None = None
    sure: bool = True


@record()
class Data:
    """Describe a value that went into an event.

    Parameters
    ----------
    rows : which rows it holds; empty where it is unknown.
    learned : statistics that its values depend on.
    columns : names of columns that are surely in it; None where unknown.
    derived : names of columns that its values were computed from; None where unknown.
    repeated : rows that may be in it more than once, through resampling or concatenation: the place where that
    happened.
    known : whether no unknown call stood on its way.
    name : the name it has in the notebook, for messages.
    ordered : whether its values look at neighbouring rows, such as a rolling mean.
    """

    rows: Rows = frozenset()
    learned: frozenset[Learned] = frozenset()
    columns: frozenset[str] | None = None
    derived: frozenset[str] | None = None
    repeated: Place | None = None
    known: bool = True
    name: str = ""
    ordered: bool = False


@record()
class Estimator:
    """Describe an object that learns.

    Parameters
    ----------
    name : qualified class; of a pipeline ``sklearn.pipeline.Pipeline``.
    kind : ``transformer``, ``selector``, ``resampler``, ``encoder``, ``classifier``, ``regressor``, ``clusterer``,
        ``search``, ``pipeline``, ``net`` or ``unknown``.
    steps : of a pipeline, column transformer, search or meta-estimator, the estimators in it.
    place : where it was made.
    arguments : of its constructor as far as they are constants, by name; an argument of unknown value is ``...``.
    identity : the same for the same object.
    variable : the name it has in the notebook, for messages.
    """

    name: str
    kind: str
    place: Place
    identity: int
    steps: tuple[Estimator, ...] = ()
    arguments: dict[str, Any] = field(default_factory=dict, hash=False)
    variable: str = ""

    def called(self, variable: str) -> Estimator:
        """Return it with the name that it has in the notebook."""
        return Estimator(self.name, self.kind, self.place, self.identity, self.steps, self.arguments, variable)


@record(kw_only=True)
class Event:
    """Be something that happened.

    Parameters
    ----------
    place : of the call.
    node : the `ast` node, for those who mend it.
    loop : whether it stands in a loop, so that it happens again.
    function : whether it stands in a function that nothing in the notebook calls.
    """

    place: Place
    node: Any = field(default=None, hash=False, compare=False, repr=False)
    loop: bool = False
    uncalled: bool = False


@record(kw_only=True)
class Fit(Event):
    """An estimator, or a statistic such as a mean, learned from rows.

    Parameters
    ----------
    estimator : None of a bare statistic (``df.mean()``), whose name is in `by`.
    data, target : what it learned from; target is None where there was none.
    evaluation : data given only to stop early or to watch (``eval_set``, ``validation_data``).
    again : whether the estimator had been fitted before.
    """

    by: str
    estimator: Estimator | None
    data: Data
    target: Data | None = None
    evaluation: tuple[Data, ...] = ()
    again: bool = False


@record(kw_only=True)
class Transform(Event):
    """A fitted transformer was applied to rows."""

    estimator: Estimator
    data: Data
    fitted_on: Rows


@record(kw_only=True)
class Split(Event):
    """Rows were parted into train and test.

    Parameters
    ----------
    by : ``sklearn.model_selection.train_test_split``, ``.iloc``, ``KFold.split``, ...
    data : every array that was parted.
    parts : row paths of the parts, train first.
    shuffled : None where unknown.
    seeded : whether it is the same each time (a seed, or no shuffling).
    stratified : whether `stratify` was given.
    grouped : whether groups are kept together.
    """

    by: str
    data: tuple[Data, ...]
    parts: tuple[Rows, ...] = ()
    shuffled: bool | None = None
    seeded: bool = True
    stratified: bool = False
    grouped: bool = False


@record(kw_only=True)
class CrossValidation(Event):
    """An estimator was fitted and scored on folds: ``cross_val_score``, ``GridSearchCV.fit``.

    Parameters
    ----------
    splitter : qualified name of the splitter, or "" for the default.
    search : whether it chooses parameters.
    """

    by: str
    estimator: Estimator
    data: Data
    target: Data | None = None
    splitter: str = ""
    search: bool = False
    metrics: tuple[str, ...] = ()


@record(kw_only=True)
class Predict(Event):
    """A fitted model answered for rows."""

    estimator: Estimator
    data: Data
    fitted_on: Rows


@record(kw_only=True)
class Evaluate(Event):
    """A model was scored.

    Parameters
    ----------
    metric : ``accuracy_score``, ``score`` (the estimator's own), ``evaluate`` ...
    estimator : whose answers were scored; None where unknown.
    trained_on : data of that model's fit.
    data : the rows for which it answered.
    truth : the true answers.
    fit : the place where the model was fitted.
    predicted : the place where it answered.
    thresholds : cuts between classes that were found with scored rows and applied to the answers.
    """

    metric: str
    estimator: Estimator | None
    data: Data
    truth: Data | None = None
    trained_on: Data | None = None
    fit: Place | None = None
    predicted: Place | None = None
    thresholds: frozenset[Learned] = frozenset()


@record(kw_only=True)
class Resample(Event):
    """Rows were repeated or made up: SMOTE, ``sample(replace=True)``, ``pd.concat([df, minority])``."""

    by: str
    data: Data
    result: Data


@record(kw_only=True)
class Read(Event):
    """A table or model was read.

    Parameters
    ----------
    by : qualified name of the function.
    source : the path or address, as far as it is a constant; None where unknown.
    data : what came out of it.
    """

    by: str
    source: str | None
    data: Data | None = None


@record(kw_only=True)
class Save(Event):
    """Something was written to a file.

    Parameters
    ----------
    what : ``model``, ``transformer``, ``table``, ``figure``, ``unknown``.
    estimator : if it is one.
    """

    by: str
    target: str | None
    what: str
    estimator: Estimator | None = None


Kind = TypeVar("Kind", bound=Event)


@dataclass(frozen=True)
class Flow:
    """Hold the events of a notebook.

    Parameters
    ----------
    complete : whether the abstract run came to the end within its budget of steps.
    estimators : every object that learns, in the order in which they were made.
    brought : where files are brought in by ``%run``; what happens in them happens there.
    """

    events: Sequence[Event]
    complete: bool = True
    estimators: Sequence[Estimator] = ()
    brought: frozenset[Place] = frozenset()

    @cached_property
    def trials(self) -> tuple[Trial, ...]:
        """Return every try of a fitted model on rows, with what is wrong with it."""
        from fairlead.notebook.flow.judging import trials_of

        return trials_of(self)

    def of(self, kind: type[Kind]) -> Iterator[Kind]:
        """Return the events of a kind in their order."""
        found: Any = self._by_kind.get(kind, ())
        return iter(found)

    @cached_property
    def _by_kind(self) -> dict[type[Event], list[Event]]:
        by_kind: dict[type[Event], list[Event]] = {}
        for event in self.events:
            by_kind.setdefault(type(event), []).append(event)
        return by_kind
