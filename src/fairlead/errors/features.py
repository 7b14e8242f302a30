"""Say what is wrong with a recipe of features, its curve of investment, and a join by time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fairlead.errors import FairleadError
from fairlead.errors.words import REASON_LEFT_OUT, choice, count, raised, show

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Self


class FeatureError(FairleadError):
    """Tell that a recipe cannot be shown or measured."""

    code = "FL561"

    @classmethod
    def not_a_recipe(cls, kind: str) -> Self:
        """Neither a transformer nor a pipeline of them."""
        return cls(
            f"A recipe is expected, not a value of type {kind}.",
            hint="give a scikit-learn Pipeline, ColumnTransformer or transformer.",
        )

    @classmethod
    def not_a_table(cls, kind: str) -> Self:
        """Rows in a form that has no columns."""
        return cls(
            f"Rows are expected as a table, not as a value of type {kind}.",
            hint="give a pandas or polars table, a list of dicts, or an array with a row for each row.",
        )

    @classmethod
    def no_rows(cls, columns: int) -> Self:
        """An empty table shows nothing."""
        return cls(
            f"There is nothing to show: 0 rows, {count(columns, 'column')}.",
            hint="look at the step before: a filter or a join may have taken every row out.",
        )

    @classmethod
    def unknown_column(cls, name: str, columns: Sequence[str], where: str | None = None) -> Self:
        """A column is asked for that the table has not."""
        return cls(
            f"Column '{name}' is not in the table ({count(len(columns), 'column')}).",
            where=where,
            hint=choice(name, columns, otherwise="give the table its columns."),
        )

    @classmethod
    def unknown_feature(cls, name: str, features: Sequence[str]) -> Self:
        """A feature is asked for that the recipe does not make."""
        return cls(
            f"The recipe makes no feature '{name}' ({count(len(features), 'feature')}).",
            hint=choice(name, features, otherwise="ask for one that it makes."),
        )

    @classmethod
    def not_fitted(cls, path: str, kind: str) -> Self:
        """The recipe has learned nothing yet, and cannot without the answers."""
        return cls(
            f"The recipe is not fitted, and its step '{path}' ({kind}) learns from the answers.",
            hint="give the answers, target=..., or a recipe that is fitted already.",
        )


class FeatureStepError(FeatureError):
    """Tell that a step of a recipe fails."""

    code = "FL562"

    @classmethod
    def failed(cls, path: str, kind: str, error: BaseException, where: str | None = None) -> Self:
        """A step raises; `path` says where in the recipe it is."""
        told = cls(
            f"The step '{path}' ({kind}) fails with {raised(error)}.",
            where=where,
            hint="try this step alone on the same rows: `fit_transform`, or `fit` for a model.",
        )
        told.discreet = f"The step '{path}' ({kind}) fails with {type(error).__name__}; {REASON_LEFT_OUT}."
        return told


class CurveError(FeatureError):
    """Tell that the investment curve cannot be measured."""

    code = "FL563"

    @classmethod
    def no_steps(cls) -> Self:
        """An empty list of steps."""
        return cls("The curve has no steps.", hint='give at least one: [("raw", recipe)].')

    @classmethod
    def not_a_step(cls, position: int, kind: str) -> Self:
        """An item of the list is no pair of a name and a recipe."""
        return cls(
            f"Step {position} of the curve is of type {kind}; a pair of a name and a recipe is expected.",
            hint='write it as ("one-hot", recipe).',
        )

    @classmethod
    def duplicate_step(cls, name: str) -> Self:
        """Two steps have one name."""
        return cls(f"Two steps of the curve are called '{name}'.", hint="give each a name of its own.")

    @classmethod
    def no_model(cls, step: str, kind: str) -> Self:
        """A recipe ends in a transformer, so that it predicts nothing."""
        return cls(
            f"The recipe of step '{step}' is a {kind} that predicts nothing.",
            hint="put a model at its end, the same in each step: make_pipeline(features, LogisticRegression()).",
        )

    @classmethod
    def other_model(cls, step: str, kind: str, first: str) -> Self:
        """One step predicts classes and another numbers."""
        return cls(
            f"Step '{step}' is a {kind}, and the first step a {first}.",
            hint="end each step in the same model, so that only the features differ.",
        )

    @classmethod
    def other_length(cls, name: str, values: int, rows: int) -> Self:
        """The target, the times or the groups are not as long as the table."""
        return cls(
            f"'{name}' has {count(values, 'value')}, and the table {count(rows, 'row')}.",
            hint="take both from one table, after every filter.",
        )

    @classmethod
    def missing_values(cls, name: str, missing: int, rows: int) -> Self:
        """Rows without an answer cannot be judged, and rows without a time not be put in order."""
        return cls(
            f"'{name}' is missing in {missing} of {count(rows, 'row')}.",
            hint="leave these rows out, or fill the values in.",
        )

    @classmethod
    def constant_target(cls, name: str, value: object, rows: int) -> Self:
        """There is one answer only."""
        return cls(
            f"'{name}' is {show(value)} in all of {count(rows, 'row')}, so there is nothing to tell apart.",
            hint="check the column and the filter before it, or take rows of a longer time.",
        )

    @classmethod
    def too_few_rows(cls, rows: int, folds: int) -> Self:
        """Fewer rows, groups or moments than the split needs."""
        return cls(
            f"{count(rows, 'row')} cannot be split into {folds} folds.",
            hint="use fewer folds (cv=...), or more rows.",
        )

    @classmethod
    def too_few_of_class(cls, value: object, rows: int, folds: int) -> Self:
        """A class has fewer rows than there are folds."""
        return cls(
            f"The class {show(value)} has {count(rows, 'row')}, fewer than the {folds} folds.",
            hint="use fewer folds (cv=...), or collect more rows of this class.",
        )

    @classmethod
    def class_missing(cls, value: object, part: str, fold: int, split: str) -> Self:
        """A part of a fold holds no row of a class."""
        return cls(
            f"No {part} row of fold {fold} has the class {show(value)} ({split}).",
            hint="use fewer folds (cv=...), or rows of a longer time.",
        )

    @classmethod
    def too_few_moments(cls, name: str, moments: int, folds: int) -> Self:
        """So few different times that no later part is left for each fold."""
        return cls(
            f"'{name}' has {count(moments, 'different time')}; "
            f"{folds} folds in order of time need {folds + 1} or more.",
            hint="use fewer folds (cv=...), or a finer time.",
        )

    @classmethod
    def unknown_metric(cls, name: str, known: Sequence[str]) -> Self:
        """Scikit-learn has no scorer of this name."""
        return cls(
            f"There is no metric '{name}'.",
            hint=choice(name, known, otherwise="give a name of scikit-learn's, such as roc_auc."),
        )

    @classmethod
    def no_number(cls, metric: str, step: str, fold: int, split: str) -> Self:
        """The metric gives NaN or infinity."""
        return cls(
            f"The metric '{metric}' gives no number for step '{step}', fold {fold} ({split}).",
            hint="look for predictions that are NaN, and for folds with one class only.",
        )

    @classmethod
    def no_chances(cls, step: str, kind: str) -> Self:
        """A business impact needs a probability to hold against the threshold."""
        return cls(
            f"The model of step '{step}' ({kind}) gives no probabilities, which the costs are reckoned from.",
            hint="use a model with predict_proba, such as CalibratedClassifierCV around it, or leave costs out.",
        )

    @classmethod
    def not_two_classes(cls, classes: int) -> Self:
        """Costs are stated for yes or no."""
        return cls(
            "The costs are those of a decision between two classes, and the "
            + ("target is a number." if classes == 0 else f"target has {classes} classes."),
            hint="leave costs out, or make a target of yes and no.",
        )

    @classmethod
    def bad_setting(cls, name: str, value: object, expected: str) -> Self:
        """An argument of the curve or a cost is out of its range."""
        return cls(f"'{name}' is {show(value)}; expected {expected}.", hint=f"change '{name}'.")


class JoinError(FeatureError):
    """Tell that two tables cannot be joined by time."""

    code = "FL564"

    @classmethod
    def other_libraries(cls, left: str, right: str) -> Self:
        """The tables are not both polars or both pandas ones."""
        return cls(
            f"The left table is one of {left}, the right one of {right}; both polars or both pandas is expected.",
            hint="convert one of them first: polars.from_pandas(table), table.to_pandas().",
        )

    @classmethod
    def no_time_named(cls) -> Self:
        """Neither `on` nor both of the two names is given."""
        return cls(
            "Which columns hold the times is not said.",
            hint='name one that both tables have, on="time", or left_time="..." and right_time="...".',
        )

    @classmethod
    def not_one_name(cls, argument: str, value: object) -> Self:
        """Several columns, or something that is no name, where the column of times is meant."""
        return cls(
            f"'{argument}' is {show(value)}, of type {type(value).__name__}; expected the name of one time column.",
            hint="columns that say whose row it is go to by=[...], two names of times to left_time=, right_time=.",
        )

    @classmethod
    def unknown_column(cls, name: str, side: str, columns: Sequence[str]) -> Self:  # type: ignore[override]
        """A column is named that the table has not."""
        return cls(
            f"Column '{name}' is not in the {side} table ({count(len(columns), 'column')}).",
            hint=choice(name, columns, otherwise="give the table its columns."),
        )

    @classmethod
    def column_twice(cls, name: str, side: str) -> Self:
        """Two columns have one name."""
        return cls(f"Column '{name}' is in the {side} table twice.", hint="drop or rename one of them.")

    @classmethod
    def no_times(cls, name: str, side: str, dtype: str) -> Self:
        """A column holds text or anything else that has no order in time."""
        return cls(
            f"Column '{name}' of the {side} table holds {dtype}; times, days or numbers are expected.",
            hint="read it as times first: pandas.to_datetime(...), or str.to_datetime() in polars.",
        )

    @classmethod
    def missing_times(cls, name: str, side: str, missing: int, rows: int) -> Self:
        """Of a row without a time nobody can say whether it is of the past or of the future."""
        return cls(
            f"Column '{name}' of the {side} table is missing in {missing} of {count(rows, 'row')}, "
            "which are neither past nor future.",
            hint="leave these rows out, or fill the times in.",
        )

    @classmethod
    def other_times(cls, left: str, left_kind: str, right: str, right_kind: str) -> Self:
        """Times of two kinds, of which one is not known to be before or after the other."""
        return cls(
            f"'{left}' is a {left_kind}, and '{right}' is a {right_kind}: which of two is earlier is not known.",
            hint="say the time zone of both, or make both days; a fact of a day is known when the day is over.",
        )

    @classmethod
    def out_of_range(cls, name: str, unit: str) -> Self:
        """A year beyond what 64 bits of nanoseconds hold."""
        return cls(
            f"Column '{name}' holds a time that cannot be counted in {unit} (1677 to 2262 in ns).",
            hint="bring both columns to microseconds, or look for a 9999-12-31 that stands for never.",
        )

    @classmethod
    def bad_duration(cls, name: str, value: object, *, is_number: bool) -> Self:
        """A length of time that does not go with the times."""
        expected = "a number, as the times are numbers" if is_number else "a timedelta, as the times are dates"
        return cls(f"'{name}' is {show(value)}; expected {expected}.", hint=f"change '{name}'.")

    @classmethod
    def negative_duration(cls, name: str, value: object) -> Self:
        """It would look into the future."""
        return cls(f"'{name}' is {show(value)}; below 0 it would let rows of the future in.", hint="give 0 or more.")

    @classmethod
    def other_keys(cls, name: str, left: str, right: str) -> Self:
        """A key that is text here and a number there matches nothing."""
        return cls(
            f"Column '{name}' is {left} in the left table and {right} in the right one, so that nothing would match.",
            hint="bring both to one type.",
        )

    @classmethod
    def tied_rows(cls, rows: int, time: str, keys: Sequence[str]) -> Self:
        """Two right rows have one key and time, and which is meant is not known."""
        same = ", ".join(f"'{name}'" for name in [*keys, time])
        return cls(
            f"For {count(rows, 'left row')} the right row is not the only one with the same {same}.",
            hint='keep one of them, or say that the last one in the table counts: ties="last".',
        )

    @classmethod
    def name_taken(cls, name: str, suffix: str) -> Self:
        """The new name of a right column is one that is there already."""
        return cls(
            f"A column of the right table would be called '{name}', and there is one already.",
            hint=f"give another ending: suffix=..., now {suffix!r}.",
        )
