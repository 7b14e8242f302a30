"""Say what is wrong with batches, policies and replays, triage and detectors of change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fairlead.errors import FairleadError
from fairlead.errors.words import choice, clause, count, quoted, show

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Self


class MonitorError(FairleadError):
    """Batches cannot be profiled or compared."""

    code = "FL610"

    @classmethod
    def no_such_column(cls, column: str, columns: Iterable[str]) -> Self:
        """Tell that a table has no column of that name."""
        known = list(columns)
        return cls(
            f"Column {column!r} is not among the {count(len(known), 'column')} of the table.",
            hint=choice(column, known, "is it another table?"),
        )

    @classmethod
    def other_columns(cls, names: Iterable[str]) -> Self:
        """Tell that two profiles cannot be merged because only one of them has these columns."""
        return cls(
            f"Two profiles have different columns: only one of them has {quoted(names)}.",
            hint="profile both tables with the same `columns`.",
        )

    @classmethod
    def other_kind(cls, name: str) -> Self:
        """Tell that a column is numbers in one profile and words in the other."""
        return cls(
            f"Column '{name}' is numbers in one profile and words in the other.",
            hint="read the column as the same type in both tables.",
        )

    @classmethod
    def no_profile(cls, reason: str) -> Self:
        """Tell that bytes are no profile that can be read."""
        return cls(f"This is no profile: {reason}.", hint="make it again from the table, with `profile`.")

    @classmethod
    def empty_reference(cls) -> Self:
        """Tell that there is nothing to compare with."""
        return cls("The reference has no rows, so nothing can be compared with it.", hint="take an earlier window.")

    @classmethod
    def no_such_metric(cls, metric: str, known: Iterable[str]) -> Self:
        """Tell that a policy is about a metric of which nobody knows whether more is better."""
        return cls(f"There is no metric {metric!r}.", hint=choice(metric, known, "look at the list of metrics."))

    @classmethod
    def bad_policy(cls, policy: str, name: str, value: object, expected: str) -> Self:
        """Tell that a policy was given something that makes no sense."""
        return cls(
            f"{policy} was given {name} = {show(value)}; expected {expected}.",
            hint=f"mend `{name}` where the policy is made.",
        )

    @classmethod
    def other_length(cls, rows: int, found: int) -> Self:
        """Tell that there is not one value for each row."""
        return cls(f"There are {rows} rows and {found} values for them.", hint="give one for each row, in their order.")

    @classmethod
    def few_rows(cls, rows: int, needed: int) -> Self:
        """Tell that nothing can be learned or said from so few rows."""
        return cls(f"There are {rows} rows, and {needed} are needed.", hint="take a longer window.")

    @classmethod
    def one_class(cls, rows: int) -> Self:
        """Tell that all outcomes are the same, so that nothing is to be learned from them."""
        return cls(f"All {rows} outcomes are the same.", hint="take a longer window, or see whether outcomes are late.")

    @classmethod
    def no_outcome(cls, value: object, what: str = "outcome") -> Self:
        """Tell that an outcome, or an answer, is neither 1 nor 0."""
        return cls(
            f"An {what} is {show(value)}; expected 1 or 0, True or False.", hint=f'compare first: {what}s == "yes".'
        )

    @classmethod
    def bad_numbers(cls, what: str, reason: str) -> Self:
        """Tell that numbers cannot be computed with."""
        return cls(f"The {what} cannot be computed with: {reason}.", hint="leave such rows out, or mend them first.")

    @classmethod
    def no_answers(cls, name: str, kind: str) -> Self:
        """Tell that what was given as predictions or outcomes is of a type that a model cannot answer."""
        return cls(f"The {name}s are of type {kind}; expected numbers or classes.", hint="give one value for each row.")

    @classmethod
    def other_kind_of_outcomes(cls, prediction: str, outcome: str) -> Self:
        """Tell that predictions and outcomes cannot be held against each other."""
        return cls(
            f"The predictions are of type {prediction} and the outcomes of type {outcome}: which of them are wrong, "
            "nobody can tell.",
            hint="give both as numbers (probabilities and 0 or 1), or both as classes.",
        )

    @classmethod
    def too_many_segments(cls, by: str, count: int, limit: int) -> Self:
        """Tell that a column of numbers has more values than there can be segments."""
        return cls(
            f"Column '{by}' has {count} different numbers, too many for segments; {limit} at most.",
            hint="cut it into ranges first, or take another column.",
        )

    @classmethod
    def few_outcomes(cls, known: int, rows: int, needed: int) -> Self:
        """Tell that too few outcomes are known by now."""
        return cls(
            f"{count(known, 'outcome')} of {count(rows, 'row')} known by now; {needed} are needed.",
            hint="wait until they are there, or take a longer window.",
        )

    @classmethod
    def bad_probabilities(cls, reason: str) -> Self:
        """Tell that numbers are no probabilities."""
        return cls(f"These are no probabilities: {reason}.", hint="give that of the positive class, between 0 and 1.")

    @classmethod
    def few_periods(cls, periods: int) -> Self:
        """Tell that there is no later period on which a model could be scored."""
        return cls(
            f"A history of {count(periods, 'period')} cannot be replayed; 2 or more are needed.",
            hint="cut the history into shorter periods.",
        )

    @classmethod
    def no_cell(cls, trained: str, scored: str) -> Self:
        """Tell that a staleness matrix does not say how a model did in a later period."""
        return cls(
            f"The matrix does not say how the model of '{trained}' did in '{scored}'.",
            hint="make the matrix again; what is known of it already is not computed twice.",
        )

    @classmethod
    def few_windows(cls, windows: int) -> Self:
        """Tell that too few windows of quiet times were given to learn from them what is usual."""
        return cls(
            f"What is usual cannot be learned from {count(windows, 'window')}; 3 or more in a row are needed.",
            hint="profile the reference week by week, or day by day.",
        )


class PolicyError(MonitorError):
    """The words of a policy cannot be understood."""

    code = "FL620"

    @classmethod
    def no_text(cls, value: object) -> Self:
        """Tell that a policy is written as something else than a text."""
        return cls(f"A policy is {show(value)}; expected a text.", hint='write it in quotes: "every 3".')

    @classmethod
    def not_understood(cls, text: str, word: str, forms: Iterable[str]) -> Self:
        """Tell from which word on a policy is not understood."""
        where = f"{word!r} is not understood there" if word else "a part of it is empty"
        return cls(f"The policy {show(text)} cannot be read: {where}.", hint=f"write it like {quoted(forms)}.")

    @classmethod
    def no_number(cls, text: str, word: str | None, what: str) -> Self:
        """Tell that a number is missing in a policy."""
        found = "nothing is there" if word is None else f"it is {word!r}"
        return cls(
            f"The policy {show(text)} needs a number for the {what}; {found}.",
            hint="write a number such as 3, 0.70 or 30%.",
        )

    @classmethod
    def no_unit(cls, text: str, word: str, known: Iterable[str]) -> Self:
        """Tell that a policy counts in a unit that is not known."""
        return cls(
            f"The policy {show(text)} counts in {word!r}.",
            hint=choice(word, known, "count in periods, days or weeks; a period is as long as --period says."),
        )

    @classmethod
    def no_metric(cls, text: str, word: str, known: Iterable[str]) -> Self:
        """Tell that a policy is about a metric that is not known."""
        said = f"is about {word!r}, which is no metric" if word else "does not say which metric"
        return cls(f"The policy {show(text)} {said}.", hint=choice(word, known, "name one of the metrics."))

    @classmethod
    def wrong_way(cls, text: str, metric: str, bad: str) -> Self:
        """Tell that a metric is bad on the other side of a threshold."""
        better = "higher" if bad == "below" else "lower"
        return cls(
            f"The policy {show(text)} would train while {metric} is good: it is better when it is {better}.",
            hint=f"write {bad} {metric}.",
        )

    @classmethod
    def senseless(cls, text: str, reason: str) -> Self:
        """Tell that a policy was understood and makes no sense."""
        first = reason.partition("\n")[0]
        return cls(f"The policy {show(text)} makes no sense: {clause(first)}.", hint="mend that number.")


class ReplayError(MonitorError):
    """A history cannot be replayed."""

    code = "FL621"

    @classmethod
    def not_named(cls, what: str, option: str, setting: str) -> Self:
        """Tell that it is not said what is to be replayed."""
        return cls(f"It is not said {what}.", hint=f"give {option}, or write {setting} into [replay] of fairlead.toml.")

    @classmethod
    def no_column(cls, role: str, column: str, columns: Iterable[str]) -> Self:
        """Tell that the table lacks the column of the time or of the outcome."""
        known = list(columns)
        return cls(
            f"The column {column!r} of {role} is not in the table ({count(len(known), 'column')}).",
            hint=choice(column, known, "is it another table?"),
        )

    @classmethod
    def no_times(cls, column: str, found: str) -> Self:
        """Tell that a column does not hold times."""
        return cls(
            f"The column '{column}' holds no times: {clause(found)}.",
            hint="name a column of dates or times, or of texts such as 2013-02-28 or 2013-02-28 17:30.",
        )

    @classmethod
    def nothing_left(cls, rows: int, without_time: int, without_outcome: int) -> Self:
        """Tell that no row can be learned from."""
        return cls(
            f"Not one of {count(rows, 'row')} can be used: {without_time} have no time, {without_outcome} no outcome.",
            hint="is it the right table, and are the columns the right ones?",
        )

    @classmethod
    def one_outcome(cls, period: str, rows: int, value: object) -> Self:
        """Tell that the first model would have nothing to tell apart."""
        return cls(
            f"All {count(rows, 'row')} up to {period}, which the first model learns from, have the outcome "
            f"{show(value)}.",
            hint="let it learn from more periods (--first 3), or make them longer (--period month).",
        )

    @classmethod
    def bad_number(cls, option: str, value: object, expected: str) -> Self:
        """Tell that a number of the replay makes no sense."""
        return cls(f"The option {option} is {show(value)}; expected {expected}.", hint=f"mend {option}.")

    @classmethod
    def no_recipe(cls, text: str, reason: str) -> Self:
        """Tell that what is to be trained is not found, or is nothing that can be trained."""
        return cls(
            f"The recipe {text!r} cannot be used: {clause(reason)}.",
            hint="write FILE.py:NAME, of an unfitted estimator, of a function that returns one, or of one that is "
            "given "
            "a table and returns a model.",
        )

    @classmethod
    def not_trained(cls, period: str, reason: str) -> Self:
        """Tell that a model could not be trained or asked; what was done is kept."""
        return cls(
            f"The model of {period} could not be made and scored: {clause(reason)}.",
            hint="mend the recipe or the table, and call it again; models that are done stay.",
        )

    @classmethod
    def worker_died(cls) -> Self:
        """Tell that a process that trains has died."""
        return cls(
            "A process that trained a model has died; it may have needed more memory than there is.",
            hint="call it again with --workers 1; models that are done stay.",
        )

    @classmethod
    def not_measured(cls, policy: str, metric: str, known: Iterable[str]) -> Self:
        """Tell that a policy, or the table, is about a metric that these models do not have."""
        return cls(f"'{policy}' is about {metric}, which these models are not measured by.", hint=choice("", known, ""))

    @classmethod
    def no_target(cls, policy: str, metric: str) -> Self:
        """Tell that a policy compares with a promise that nobody could measure."""
        return cls(
            f"The policy '{policy}' compares with what the first model promised, "
            f"and its {metric} could not be measured.",
            hint=f"give the threshold itself: below {metric} 0.7, or let the first model learn from more (--first).",
        )


class TriageError(MonitorError):
    """A fall of a model cannot be looked into."""

    code = "FL622"

    @classmethod
    def not_named(cls, what: str, option: str) -> Self:
        """Tell that it is not said what is compared."""
        return cls(f"It is not said {what}.", hint=f"give {option}.")

    @classmethod
    def no_column(cls, role: str, column: str, table: str, columns: Iterable[str]) -> Self:
        """Tell that a table lacks a column that is needed."""
        known = list(columns)
        return cls(
            f"The column {column!r} of {role} is not in {table} ({count(len(known), 'column')}).",
            hint=choice(column, known, "is it another table?"),
        )

    @classmethod
    def not_binary(cls, name: str, task: str) -> Self:
        """Tell that the model does not answer yes or no."""
        return cls(
            f"The model '{name}' answers a {task} question; a fall is looked into where there are two classes.",
            hint="look at the drift of its columns: fairlead.monitor.compare.",
        )

    @classmethod
    def unknown_outcome(cls, table: str, value: object, classes: Iterable[object]) -> Self:
        """Tell that an outcome is none of the classes."""
        return cls(
            f"An outcome in {table} is {show(value)}; the model knows {' and '.join(map(show, classes))}.",
            hint="write outcomes as in training, and leave those empty that are not known yet.",
        )

    @classmethod
    def which_is_positive(cls, values: Iterable[object]) -> Self:
        """Tell that without a model nobody knows which outcome the probability is of."""
        return cls(
            f"The outcomes are {' and '.join(map(show, values))}, and it is not said which the probability is of.",
            hint="give --positive.",
        )

    @classmethod
    def not_trained(cls, reason: str) -> Self:
        """Tell that a challenger could not be trained."""
        return cls(f"A challenger cannot be trained: {clause(reason)}.", hint="mend the recipe, or the columns.")

    @classmethod
    def bad_window(cls, reason: str) -> Self:
        """Tell that the windows of the log make no sense."""
        return cls(f"The windows cannot be compared: {clause(reason)}.", hint="give --since, and --until if need be.")


class DetectorError(MonitorError):
    """A detector of changes in a stream cannot be used."""

    code = "FL623"

    @classmethod
    def no_such_detector(cls, name: str, known: Iterable[str]) -> Self:
        """Tell that there is no detector of this name."""
        return cls(f"There is no detector {name!r}.", hint=choice(name, known, "name one that there is."))

    @classmethod
    def bad_setting(cls, detector: str, name: str, value: object, expected: str) -> Self:
        """Tell that a detector was given something that makes no sense."""
        return cls(f"'{detector}' was given {name} = {show(value)}; expected {expected}.", hint=f"mend `{name}`.")

    @classmethod
    def no_value(cls, detector: str, position: int, value: object, expected: str) -> Self:
        """Tell that a value of the stream is nothing that the detector can take."""
        return cls(
            f"Value {position} of the stream is {show(value)}; {detector} takes {expected}.",
            hint="leave out what is not known yet; a stream of errors is 1 for a wrong answer and 0 for a right one.",
        )

    @classmethod
    def no_change(cls, before: float, after: float) -> Self:
        """Tell that there is nothing to detect."""
        return cls(
            f"Between {before:g} and {after:g} there is no change to detect.", hint="give two different error rates."
        )


class BatchError(MonitorError):
    """Tell that a batch cannot be kept, or that there is none as asked for."""

    code = "FL611"

    @classmethod
    def other_rows(cls, name: str, rows: int, found: int) -> Self:
        """There is a batch of this name already, and it was made of other rows."""
        return cls(
            f"There is a batch '{name}' of {count(rows, 'row')} already, made of other rows than these {found}.",
            hint="give the new one another name, or say --replace.",
        )

    @classmethod
    def unknown(cls, name: str, model: str, known: Iterable[str]) -> Self:
        """There is no batch of this name."""
        return cls(
            f"The model '{model}' has no batch '{name}'.",
            hint=choice(name, known, "keep one: `fairlead monitor add TABLE --batch NAME`."),
        )

    @classmethod
    def profile_gone(cls, name: str, what: str) -> Self:
        """The file of a profile is no longer there."""
        return cls(
            f"What is kept of batch '{name}' ({what}) is gone from the place where outputs are stored.",
            hint=f"make it again from the rows: `fairlead monitor add TABLE --batch {name} --replace`.",
        )

    @classmethod
    def bad_reference(cls, text: str, known: Iterable[str], words: Iterable[str]) -> Self:
        """The words for a reference mean nothing."""
        return cls(
            f"{show(text)} is no reference: there are the batches {quoted(known) or '(none)'}.",
            hint=f"say one of: {', '.join(words)}.",
        )

    @classmethod
    def no_reference(cls, text: str, batch: str, known: Iterable[str]) -> Self:
        """There is no batch that a reference could be made of."""
        return cls(
            f"There is nothing that '{text}' could mean for the batch '{batch}'; kept are {quoted(known)}.",
            hint="keep earlier batches (`fairlead monitor add TABLE --batch NAME`), or say --reference training.",
        )

    @classmethod
    def no_training(cls, model: str, reason: str) -> Self:
        """Nothing is kept of what the rows of the training looked like."""
        return cls(
            f"What the training of '{model}' looked like is not known: {clause(reason)}.",
            hint="choose a batch: `fairlead monitor --reference previous`.",
        )

    @classmethod
    def bad_answer(cls, value: object, classes: Iterable[str]) -> Self:
        """An answer or an outcome is nothing that the model could have said."""
        known = list(classes)
        expected = f"one of {quoted(known)}" if known else "a number"
        return cls(
            f"An answer or outcome is {show(value)}; expected {expected}.",
            hint="is it the right column?",
        )

    @classmethod
    def no_column(cls, role: str, column: str, columns: Iterable[str]) -> Self:
        """The table lacks the column that was named for something."""
        return cls(
            f"The table has no column '{column}' for {role}.",
            hint=choice(column, columns, "look at the table."),
        )

    @classmethod
    def no_times(cls, column: str, kind: str) -> Self:
        """A column that is to say when a row is from holds no times."""
        return cls(
            f"The column '{column}' holds {kind}, and no times.",
            hint="write times as in 2024-03-05T12:00:00+01:00, or name the batch: --batch 2024-03.",
        )

    @classmethod
    def name_or_time(cls) -> Self:
        """It is not said which batch the rows are, or it is said twice."""
        return cls(
            "It is not said which batch these rows are.",
            hint="name it (--batch 2024-03), or name the column that tells (--time COLUMN).",
        )
