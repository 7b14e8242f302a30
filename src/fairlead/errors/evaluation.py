"""Say what is wrong with measuring a model: its metrics, and the gates that judge them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fairlead.errors import FairleadError
from fairlead.errors.words import choice, count, quoted, raised, show

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Self


class EvaluationError(FairleadError):
    """Tell that a model cannot be measured on these rows."""

    code = "FL550"

    @classmethod
    def too_few_rows(cls, rows: int, least: int, where: str) -> Self:
        """So few rows that no number about them would mean anything."""
        return cls(
            f"There are {count(rows, 'row')}; at least {least:,} are needed.",
            where=where,
            hint="keep a larger share of the rows for the holdout, or use fewer folds.",
        )

    @classmethod
    def unknown_class(cls, value: object, known: Sequence[object], where: str) -> Self:
        """A class turns up that the training rows do not have."""
        return cls(
            f"The target has the class {show(value)}, which the training rows do not have; they have {show(known)}.",
            where=where,
            hint="split the rows so that each class is on both sides, or leave the class out.",
        )

    @classmethod
    def class_missing(cls, value: object, rows: int, where: str) -> Self:
        """A class that the training rows have is nowhere among the rows to be judged by."""
        return cls(
            f"Not one of the {rows:,} rows has the class {show(value)}, which the training rows have.",
            where=where,
            hint="keep more rows for the holdout, or split so that each class is on both sides.",
        )

    @classmethod
    def too_few_of_class(cls, value: object, rows: int, folds: int) -> Self:
        """A class has fewer rows than there are folds."""
        return cls(
            f"The class {show(value)} has {count(rows, 'row')}, fewer than the {folds} folds.",
            hint="use fewer folds, or collect more rows of this class.",
        )

    @classmethod
    def unknown_column(cls, name: str, known: Sequence[str], purpose: str) -> Self:
        """A column that is named for a purpose ("slices", "the split by time") is not in the table."""
        return cls(
            f"Column '{name}' is not in the table ({count(len(known), 'column')}); it was named for {purpose}.",
            hint=choice(name, known, otherwise="name a column of the table."),
        )

    @classmethod
    def not_a_mask(cls, name: str, rows: int, found: str) -> Self:
        """A slice does not say yes or no for each row."""
        return cls(
            f"The slice '{name}' must be true or false for each of {count(rows, 'row')}; it is {found}.",
            hint="give a column's name, or a function such as lambda rows: rows['tenure'] < 12.",
        )

    @classmethod
    def too_many_values(cls, column: str, values: int, most: int) -> Self:
        """A column of words has too many different ones to make a slice of each."""
        return cls(
            f"Column '{column}' has {values:,} different values; at most {most} make slices.",
            hint="name another column, or say which rows are meant: slices={'new': lambda rows: rows['tenure'] < 12}.",
        )

    @classmethod
    def missing_times(cls, column: str, missing: int) -> Self:
        """Rows without a time cannot be put in order."""
        return cls(
            f"Column '{column}' is missing in {count(missing, 'row')}, so they cannot be put in order of time.",
            hint="leave these rows out, or fill the time in.",
        )

    @classmethod
    def one_moment(cls, column: str) -> Self:
        """All rows are of one time, so there is no later part."""
        return cls(
            f"Column '{column}' leaves no later rows to be judged by: too many of them are of one time.",
            hint="name a column with more different times, or a smaller share.",
        )

    @classmethod
    def no_such_level(cls, level: float, known: Sequence[float]) -> Self:
        """No bound is kept for this level of confidence."""
        return cls(
            f"There is no bound at the level {level:g}.",
            hint=f"use one of {', '.join(f'{one:g}' for one in known)}.",
        )


class MetricError(EvaluationError):
    """Tell that a metric has no value on these rows, or does not fit the question."""

    code = "FL551"

    @classmethod
    def unknown(cls, name: str, known: Iterable[str]) -> Self:
        """There is no such metric."""
        return cls(
            f"There is no metric '{name}'.",
            hint=choice(name, known, otherwise="see fairlead.model.evaluation.METRICS."),
        )

    @classmethod
    def other_task(cls, name: str, task: str, fitting: Iterable[str]) -> Self:
        """The metric is about another kind of question."""
        return cls(f"The metric '{name}' cannot be asked of a {task} model.", hint=f"use one of {quoted(fitting)}.")

    @classmethod
    def no_rows(cls, name: str) -> Self:
        """There is nothing to measure."""
        return cls(f"The metric '{name}' has no value on 0 rows.", hint="look at the filter that chose the rows.")

    @classmethod
    def no_chances(cls, name: str) -> Self:
        """The model gives no probabilities."""
        return cls(
            f"The metric '{name}' needs probabilities, and the model has no predict_proba.",
            hint="use a metric of classes, such as 'f1', or wrap the estimator in CalibratedClassifierCV.",
        )

    @classmethod
    def answers_missing(cls, name: str, missing: int, rows: int) -> Self:
        """Some answers are no numbers."""
        return cls(
            f"The metric '{name}' has no value: the answer is not a finite number in {missing:,} of"
            f" {count(rows, 'row')}.",
            hint="look at one of these rows step by step; a division by 0 or a missing value is likely.",
        )

    @classmethod
    def one_class(cls, name: str, there: Sequence[object], classes: Sequence[object], rows: int) -> Self:
        """Not every class is among the rows."""
        return cls(
            f"The metric '{name}' has no value: of the classes {show(classes)} the {count(rows, 'row')} hold only"
            f" {show(there)}.",
            hint="take more rows, or a metric that needs no second class, such as 'accuracy'.",
        )

    @classmethod
    def not_a_number(cls, name: str, rows: int) -> Self:
        """The metric came out as NaN or infinite."""
        return cls(
            f"The metric '{name}' is not a finite number on {count(rows, 'row')}.",
            hint="look at the truth of these rows: it may be constant.",
        )


class GateError(FairleadError):
    """Tell that a gate is not written in a way that can be judged."""

    code = "FL552"

    @classmethod
    def unknown_condition(cls, name: str, known: Iterable[str]) -> Self:
        """There is no such condition."""
        return cls(
            f"There is no condition '{name}'.",
            hint=choice(name, known, otherwise="write it: a function with @condition."),
        )

    @classmethod
    def not_a_condition(cls, found: object) -> Self:
        """Something else stands in the list of conditions."""
        return cls(
            f"A gate is a list of conditions; it holds {show(found)}.",
            hint='call a condition: Gate([metric_floor("roc_auc", 0.8)]).',
        )

    @classmethod
    def no_conditions(cls) -> Self:
        """A gate without conditions would let everything pass."""
        return cls(
            "The gate has no conditions, so everything would pass.",
            hint='say at least one: Gate([metric_floor("roc_auc", 0.8)]).',
        )

    @classmethod
    def bad_argument(cls, condition: str, name: str, value: object, expected: str) -> Self:
        """An argument of a condition has a value that it cannot take."""
        return cls(
            f"The condition '{condition}' has {name}={show(value)}; expected {expected}.", hint=f"correct '{name}'."
        )

    @classmethod
    def unknown_argument(cls, condition: str, name: str, known: Iterable[str]) -> Self:
        """A condition takes no such argument."""
        return cls(
            f"The condition '{condition}' has no argument '{name}'.",
            hint=choice(name, known, otherwise="it takes none."),
        )

    @classmethod
    def argument_missing(cls, condition: str, name: str) -> Self:
        """A condition was not told something that it needs."""
        return cls(f"The condition '{condition}' needs '{name}'.", hint=f"write {condition}({name}=...).")

    @classmethod
    def name_taken(cls, name: str) -> Self:
        """A project's own condition has the name of one that comes with Fairlead."""
        return cls(f"There is a condition '{name}' already.", hint="give the function another name.")

    @classmethod
    def no_sentence(cls, name: str) -> Self:
        """A project's own condition does not say what it asks for."""
        return cls(
            f"The condition '{name}' has no docstring, so nobody could read what it asks for.",
            hint="write one sentence into it; {name} stands for the argument of that name.",
        )

    @classmethod
    def raised(cls, name: str, error: BaseException) -> Self:
        """A project's own condition could not be judged."""
        return cls(
            f"The condition '{name}' raised {raised(error)}.",
            hint="mend it; nothing passes a gate that cannot be judged.",
        )

    @classmethod
    def no_judgement(cls, name: str, found: object) -> Self:
        """A project's own condition returned something else than a judgement."""
        return cls(
            f"The condition '{name}' returned {show(found)}; expected passes(...), fails(...) or skips(...).",
            hint="return one of the three.",
        )
