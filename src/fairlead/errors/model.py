"""Say what is wrong with a model: its recipe, the rows it is given, the files it is saved in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fairlead.errors import FairleadError
from fairlead.errors.words import NAMES_SHOWN, choice, clause, count, nearest, quoted, raised, show

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from typing import Self


class ModelError(FairleadError):
    """Tell that a model cannot be made, saved or used."""

    code = "FL530"

    @classmethod
    def no_estimator(cls, value: object) -> Self:
        """What should be a recipe is no scikit-learn estimator, or the class of one."""
        if isinstance(value, type):
            return cls(f"The recipe is the class {value.__name__}.", hint=f"make one of it: {value.__name__}().")
        return cls(
            f"The recipe is of type {type(value).__name__}, and no scikit-learn estimator.",
            hint="give a Pipeline or an estimator, such as make_pipeline(StandardScaler(), LogisticRegression()).",
        )

    @classmethod
    def no_predictor(cls, kind: str) -> Self:
        """The recipe ends with something that answers nothing."""
        return cls(
            f"The recipe ends with {kind}, which is neither a classifier nor a regressor.",
            hint="put an estimator at its end, such as LogisticRegression or HistGradientBoostingRegressor.",
        )

    @classmethod
    def not_fitted(cls, kind: str) -> Self:
        """A model was to be made of a pipeline that has not been trained."""
        return cls(
            f"The {kind} has not been fitted, so it can answer nothing yet.",
            hint="fit it first, or let Fairlead do it: Model.fit(name, recipe, X, y).",
        )

    @classmethod
    def not_savable(cls, step: str, error: BaseException) -> Self:
        """A part of the pipeline cannot be written to a file."""
        return cls(
            f"The step {step} cannot be saved: {raised(error)}.",
            hint="use functions and classes that are written at the top of a module of the project.",
        )

    @classmethod
    def no_probabilities(cls, name: str, task: str) -> Self:
        """A model is asked for probabilities and knows none."""
        return cls(
            f"The model '{name}' ({task}) knows no probabilities.",
            hint="ask it with predict, or train an estimator that has predict_proba.",
        )

    @classmethod
    def bad_metric(cls, metric: str, value: object) -> Self:
        """A metric that nothing can be compared with."""
        return cls(
            f"The metric '{metric}' is {show(value)}; expected a finite number.",
            hint="look for missing values in the predictions or the target it was computed from.",
        )

    @classmethod
    def not_plain(cls, what: str, name: str, value: object) -> Self:
        """Something that is to be kept with a model is no value that JSON can hold."""
        return cls(
            f"'{name}' in {what} is a {type(value).__name__}, which cannot be kept with a model.",
            hint="give text, numbers, lists or dicts of them.",
        )

    @classmethod
    def changed(cls, name: str) -> Self:
        """The pipeline was fitted again after the model was made of it."""
        return cls(
            f"The pipeline of the model '{name}' has changed since the model was made of it.",
            hint="make the model anew from the pipeline as it is now: Model.of(name, pipeline, X, y).",
        )

    @classmethod
    def other_format(cls, name: str, found: object, known: int) -> Self:
        """The files of a model were written by a newer Fairlead."""
        return cls(
            f"The files of the model '{name}' have the format {show(found)}; this version of Fairlead reads {known}.",
            hint="use the version of Fairlead that wrote them, or train the model again.",
        )

    @classmethod
    def bad_name(cls, what: str, name: object) -> Self:
        """A name of a model or an alias that commands could not tell apart."""
        return cls(
            f"{show(name)} cannot be the name of {what}.",
            hint="use letters, digits, '-' and '_', and begin with a letter, as in 'churn' or 'champion'.",
        )

    @classmethod
    def folder_taken(cls, folder: Path | str) -> Self:
        """A model is to be exported to a folder that holds something."""
        return cls(f"The folder '{folder}' is not empty, and nothing in it is overwritten.", hint="name a new folder.")

    @classmethod
    def no_export(cls, folder: Path | str, file: str) -> Self:
        """A folder that is no exported model."""
        return cls(
            f"There is no exported model in '{folder}': it has no {file}.",
            hint="make one: `fairlead models export NAME FOLDER`.",
        )

    @classmethod
    def broken_export(cls, folder: Path | str, file: str, reason: str) -> Self:
        """What says which files an exported model has cannot be read."""
        return cls(
            f"The model in '{folder}' cannot be read, for its {file} is damaged: {clause(reason)}.",
            hint="carry the whole folder over again, or export the model anew: `fairlead models export NAME FOLDER`.",
        )


class TrainingDataError(ModelError):
    """Tell that nothing can be learned from these rows or this target."""

    code = "FL531"

    @classmethod
    def no_rows(cls, columns: int) -> Self:
        """An empty table."""
        return cls(
            f"There is nothing to train on: 0 rows, {count(columns, 'column')}.",
            hint="look at the step before: a filter or a join may have taken every row out.",
        )

    @classmethod
    def column_twice(cls, name: str) -> Self:
        """Two columns have one name."""
        return cls(f"The column '{name}' is there twice.", hint="drop or rename one of them.")

    @classmethod
    def mixed_column(cls, name: str, types: Sequence[str], odd: object) -> Self:
        """A column holds values of several types, or of one that no request can bring."""
        return cls(
            f"The column '{name}' holds values of the types {', '.join(types)}, such as {show(odd)}.",
            hint="bring it to one of: whole number, number, truth value, text, date, time.",
        )

    @classmethod
    def unknown_column(cls, name: str, columns: Sequence[str]) -> Self:
        """The recipe asks for a column that the table has not."""
        return cls(
            f"The recipe asks for the column '{name}', which the table has not ({count(len(columns), 'column')}).",
            hint=choice(name, columns, otherwise="give the table its columns."),
        )

    @classmethod
    def other_length(cls, values: int, rows: int) -> Self:
        """The target is not as long as the table."""
        return cls(
            f"The target has {count(values, 'value')}, and the table {count(rows, 'row')}.",
            hint="take both from one table, after every filter.",
        )

    @classmethod
    def missing_target(cls, missing: int, first: int, rows: int) -> Self:
        """Values of the target are missing."""
        return cls(
            f"The target of {missing} of {count(rows, 'row')} is missing, the first in row {first}.",
            hint="train on the rows whose outcome is known: drop the others, or join the outcomes.",
        )

    @classmethod
    def constant_target(cls, value: object, rows: int) -> Self:
        """There is one outcome only."""
        return cls(
            f"The target is {show(value)} in all of {count(rows, 'row')}, so there is nothing to tell apart.",
            hint="check the column and the filter before it, or take rows of a longer time.",
        )

    @classmethod
    def class_missing(cls, name: object, found: Sequence[object]) -> Self:
        """A class that was expected does not occur in the target."""
        return cls(
            f"The class {show(name)} does not occur in the target; found {', '.join(map(show, found[:NAMES_SHOWN]))}.",
            hint="take more rows, or split them so that each part has every class (stratify=y).",
        )

    @classmethod
    def unknown_class(cls, name: object, classes: Sequence[object]) -> Self:
        """The target has a class that was not expected."""
        return cls(
            f"The class {show(name)} is in the target; expected {', '.join(map(show, classes[:NAMES_SHOWN]))}.",
            hint="mend the value at its source, or name it among the classes.",
        )

    @classmethod
    def no_such_column(cls, name: str, columns: Sequence[str]) -> Self:
        """A column that is said to have missing values later is not there."""
        return cls(
            f"The column '{name}' may be missing later, and the table has no such column.",
            hint=choice(name, columns, otherwise="give the table its columns."),
        )

    @classmethod
    def no_number(cls, value: object) -> Self:
        """A regression is to learn something that is no number."""
        return cls(
            f"The target holds {show(value)}; a regressor learns numbers.",
            hint="use a classifier, or turn the target into numbers.",
        )


class ModelInputError(ModelError):
    """Tell that rows are not such as a model needs."""

    code = "FL532"

    @classmethod
    def not_rows(cls, kind: str) -> Self:
        """Something that is no table."""
        return cls(
            f"Rows are expected; what was given is {kind}.",
            hint='give a pandas or polars table, or a list of dicts: [{"tenure": 3, "plan": "basic"}].',
        )

    @classmethod
    def no_rows(cls) -> Self:
        """A table without a single row."""
        return cls("There are no rows to answer.", hint="give at least one; an empty table needs no model.")

    @classmethod
    def never_missing(cls, column: str, row: int) -> Self:
        """A value is missing in a column in which training has never seen that."""
        return cls(
            f"The value of '{column}' in row {row} is missing; in training this column always had one.",
            hint="give it a value. If it may be missing and the recipe can handle that, train with "
            f'may_be_missing=["{column}"].',
        )

    @classmethod
    def unknown_value(cls, column: str, row: int, value: object, known: Sequence[object]) -> Self:
        """A value that training has not seen, and that the recipe has no place for."""
        more = f" and {len(known) - NAMES_SHOWN} more" if len(known) > NAMES_SHOWN else ""
        return cls(
            f"The value of '{column}' in row {row} is {show(value)}, which the model cannot handle; "
            f"in training there were {', '.join(map(show, known[:NAMES_SHOWN]))}{more}.",
            hint='mend it, or train with an encoder that handles others, as OneHotEncoder(handle_unknown="ignore").',
        )

    @classmethod
    def missing_column(cls, missing: Sequence[str], others: Sequence[str]) -> Self:
        """Columns of training are not in the rows; `others` are in them and not needed."""
        first = missing[0]
        near = nearest(first, others)
        return cls(
            f"The rows have no column {quoted(missing)}, which the model was trained with.",
            hint=f"'{near}' is there: did you mean it?" if near else "give every column of training.",
        )

    @classmethod
    def wrong_type(cls, column: str, row: int, value: object, kind: str) -> Self:
        """A value is of another kind than the column had in training."""
        words = {"int": "a number", "float": "a number", "bool": "true or false", "string": "text"}
        return cls(
            f"The value of '{column}' in row {row} is {show(value)}, of type {type(value).__name__}; "
            f"expected {words.get(kind, f'a {kind} in ISO 8601')}.",
            hint="convert it as it was converted for training.",
        )

    @classmethod
    def wrong_width(cls, found: int, expected: int) -> Self:
        """An array has not as many columns as in training."""
        return cls(
            f"The array has {count(found, 'column')}; the model was trained with {expected}.",
            hint="give the columns of training in their order.",
        )

    @classmethod
    def ragged(cls, row: int, column: str) -> Self:
        """A row of a list of dicts lacks a key that the first one has."""
        return cls(
            f"Row {row} has no '{column}', which row 0 has.",
            hint=f'give it, with a missing value as {{"{column}": null}}.',
        )


class TamperedModelError(ModelError):
    """Tell that the files of a model are not those that were saved. Nothing in them was interpreted."""

    code = "FL533"

    @classmethod
    def part_changed(cls, part: str, expected: str, found: str | None) -> Self:
        """The bytes of a file have another SHA-256."""
        other = f", found {found[:12]}" if found else ""
        return cls(
            f"The file {part} of the model has changed: its SHA-256 should begin with {expected[:12]}{other}.",
            hint="it was not loaded; go back to another version (`fairlead models list`), or train again.",
        )

    @classmethod
    def part_missing(cls, part: str) -> Self:
        """A file is gone."""
        return cls(
            f"The file {part} of the model is gone, or was set aside because its bytes had changed.",
            hint="put back the folder of outputs, go back to another version, or train again.",
        )

    @classmethod
    def other_digest(cls, name: str, expected: str, found: str) -> Self:
        """The files are whole and are not those of this version."""
        return cls(
            f"The files of the model '{name}' are those of another one: expected the digest {expected[:12]}, "
            f"found {found[:12]}.",
            hint="it was not loaded; go back to another version (`fairlead models list`), or train again.",
        )

    @classmethod
    def other_pipeline(cls, name: str) -> Self:
        """The card of the model names another pipeline."""
        return cls(
            f"The pipeline in the files of the model '{name}' is not the one that its card describes.",
            hint="it was not loaded; go back to another version (`fairlead models list`), or train again.",
        )


class UntrustedTypeError(ModelError):
    """Tell that a model is made of a type that nobody has declared to be trusted, or that cannot be imported."""

    code = "FL534"

    @classmethod
    def of(cls, types: Sequence[str]) -> Self:
        """Types of a pipeline that are neither Fairlead's list nor in the project's settings."""
        entries = ", ".join(f'"{name}"' for name in types[:NAMES_SHOWN])
        return cls(
            f"The model is made of {quoted(types)}, which {'is' if len(types) == 1 else 'are'} not trusted.",
            where="fairlead.toml, [models] trusted",
            hint=f"if the code is yours or you have read it, add: trusted = [{entries}].",
        )

    @classmethod
    def no_module(cls, name: str) -> Self:
        """A function or class that another process could not import."""
        word = name.rpartition(".")[2]
        what = "a lambda" if "<lambda>" in name else f"'{word}', which is written in the script or notebook itself"
        return cls(
            f"The recipe uses {what}, so no other process could load the model.",
            hint="write it as a function or class in a module of the project, and import it from there.",
        )

    @classmethod
    def not_found(cls, reason: str) -> Self:
        """A type cannot be imported here."""
        return cls(
            f"A part of the model cannot be imported here: {clause(reason)}.",
            hint="load it where the project's modules and its libraries can be imported.",
        )


class ModelVersionError(ModelError):
    """Tell that a model was trained with other versions of its libraries than those that are installed."""

    code = "FL535"

    @classmethod
    def of(cls, name: str, trained: Mapping[str, str], here: Mapping[str, str]) -> Self:
        """`trained` are the versions that do not agree, `here` all those that are installed."""
        each = ", ".join(f"{one} {version} (here is {here.get(one, 'none')})" for one, version in trained.items())
        wanted = " ".join(f'"{one}=={version}"' for one, version in trained.items())
        return cls(
            f"The model '{name}' was trained with {each}.",
            hint=f"install what it was trained with (`pip install {wanted}`), or train it again.",
        )


class GoldenMismatchError(ModelError):
    """Tell that a model that was read again does not answer as it did in training."""

    code = "FL536"

    @classmethod
    def of(cls, name: str, row: int, trained: str, here: str) -> Self:
        """A golden row whose answer has changed."""
        return cls(
            f"The model '{name}' answers its golden row {row} with {here}; in training it was {trained}.",
            hint="a step that keeps a state outside of itself, another processor or another NumPy can be the cause: "
            "train the model where it is used.",
        )
