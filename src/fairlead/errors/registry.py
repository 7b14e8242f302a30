"""Say what is wrong with versions of models and their aliases, and on the way from and to MLflow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fairlead.errors.model import ModelError
from fairlead.errors.words import NAMES_SHOWN, choice, clause, count, raised, show, shown_url, without_password

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Self


class UnknownModelError(ModelError):
    """Tell that the registry has no such model, version or alias."""

    code = "FL540"

    @classmethod
    def of(cls, name: str, known: Sequence[str]) -> Self:
        """No model has this name."""
        return cls(
            f"There is no model '{name}' in the registry.",
            hint=choice(name, known, otherwise="run a pipeline that puts one there: `fairlead run`."),
        )

    @classmethod
    def no_version(cls, name: str, version: int, known: Sequence[int]) -> Self:
        """The model has no such version."""
        listed = ", ".join(map(str, known[:NAMES_SHOWN]))
        return cls(f"The model '{name}' has no version {version}.", hint=f"use one of {listed}.")

    @classmethod
    def no_alias(cls, name: str, alias: str, known: Sequence[str]) -> Self:
        """No version of the model has this alias."""
        otherwise = f'give it to a version: `fairlead models promote {name}:VERSION --alias {alias} --why "..."`.'
        return cls(f"No version of the model '{name}' is its {alias}.", hint=choice(alias, known, otherwise))

    @classmethod
    def bad_reference(cls, text: str) -> Self:
        """Not a way to name a version."""
        return cls(
            f"{show(text)} names no version of a model.",
            hint="write NAME for the champion, NAME@ALIAS, or NAME:VERSION, as in churn:3.",
        )

    @classmethod
    def retired(cls, name: str, version: int) -> Self:
        """The version was given up, so its files may be gone."""
        return cls(
            f"Version {version} of the model '{name}' was retired, so its files are no longer kept.",
            hint="use another version (`fairlead models list`), or train it again: equal inputs give the same version.",
        )


class StaleChampionError(ModelError):
    """Tell that another version has taken the alias since it was looked at."""

    code = "FL541"

    @classmethod
    def of(cls, name: str, alias: str, expected: int | None, found: int | None) -> Self:
        """`expected` is what the decision was made against, `found` what holds the alias now."""
        return cls(
            f"The {alias} of '{name}' is {_version(found)}, and no longer {_version(expected)}: nothing was changed.",
            hint=f"compare again with the {alias} of now, and then promote.",
        )


class PromotionError(ModelError):
    """Tell that an alias cannot be given in this way."""

    code = "FL542"

    @classmethod
    def bad_share(cls, share: object) -> Self:
        """A share of requests that is none."""
        return cls(
            f"The canary share is {show(share)}; expected a part of the requests between 0 and 1.",
            hint="give it as 10% or 0.1.",
        )

    @classmethod
    def unknown_strategy(cls, kind: str, known: Sequence[str]) -> Self:
        """Not a way to deploy."""
        return cls(f"There is no deploy strategy {show(kind)}.", hint=choice(kind, known, otherwise="leave it out."))

    @classmethod
    def two_strategies(cls) -> Self:
        """A version is to be on trial in two ways."""
        return cls("A version is on trial as a canary or as a shadow, not both.", hint="leave one of the two out.")

    @classmethod
    def nobody_beside(cls, name: str, alias: str, kind: str) -> Self:
        """A canary or a shadow needs a champion beside it."""
        return cls(
            f"There is no {alias} of '{name}' yet, beside which a {kind} could run.",
            hint="let the first version replace nobody: leave the strategy out.",
        )

    @classmethod
    def nothing_before(cls, name: str, alias: str, version: int, others: Sequence[int] = ()) -> Self:
        """There is no earlier version to go back to; `others` have held the alias since."""
        if others:
            later = f"{', '.join(map(str, others))} {'has' if len(others) == 1 else 'have'}"
            return cls(
                f"No version of '{name}' was its {alias} before version {version}; {later} been since.",
                hint=f'name the version: `fairlead models rollback {name} --to {others[-1]} --why "..."`.',
            )
        return cls(
            f"No other version of '{name}' has been its {alias}.",
            hint=f"`fairlead models show {name}` lists what happened; promote a version instead.",
        )

    @classmethod
    def holds_already(cls, name: str, version: int, alias: str) -> Self:
        """The version to go back to is the one that is in use."""
        return cls(
            f"Version {version} of '{name}' is its {alias} already.",
            hint=f"`fairlead models show {name}` lists those that were it before.",
        )

    @classmethod
    def never_held(cls, name: str, version: int, alias: str, earlier: Sequence[int]) -> Self:
        """A version to go back to that has never held the alias."""
        listed = f"{', '.join(map(str, earlier)) or 'no other'} {'have' if len(earlier) > 1 else 'has'}"
        return cls(
            f"Version {version} of '{name}' has never been its {alias}; {listed} been.",
            hint=f'promote it if it is meant: `fairlead models promote {name}:{version} --why "..."`.',
        )

    @classmethod
    def why_missing(cls, what: str) -> Self:
        """It was not said why."""
        reason = "better on the holdout" if what == "promotion" else "precision fell after the price change"
        return cls(f"A {what} is kept with its reason, and none was given.", hint=f'say it: `--why "{reason}"`.')

    @classmethod
    def no_version_named(cls, name: str) -> Self:
        """A version is to get an alias, and it was not said which."""
        return cls(
            f"It is not said which version of '{name}' is meant.",
            hint=f"name it, as in {name}:3; `fairlead models list {name}` shows them.",
        )

    @classmethod
    def two_versions(cls, reference: str, version: int) -> Self:
        """Two versions were named where one is meant."""
        return cls(f"'{reference}' and {version} name two versions.", hint="name one of them.")


class StillNeededError(ModelError):
    """Tell that a version cannot be retired, as it is in use."""

    code = "FL543"

    @classmethod
    def of(cls, name: str, version: int, reason: str) -> Self:
        """`reason` says what it is needed for."""
        return cls(
            f"Version {version} of '{name}' stays: {reason}.",
            hint="give the alias to another version first.",
        )


class MirrorError(ModelError):
    """Tell that a model cannot be mirrored to an MLflow server."""

    code = "FL544"

    @classmethod
    def of(cls, name: str, url: str, reason: object) -> Self:
        """`reason` is what the client of MLflow says; a password in `url` is left out of the message."""
        return cls(
            f"MLflow did not take the model '{name}': {without_password(str(reason), url)}.",
            where=shown_url(url),
            hint="check that an MLflow server runs there, and mirror again: it goes on where it stopped.",
        )


class ModelImportError(ModelError):
    """Tell that a model of MLflow cannot be imported."""

    code = "FL565"

    @classmethod
    def no_place(cls, uri: str) -> Self:
        """Not a folder, and no address in MLflow either."""
        return cls(
            f"'{uri}' is no folder, and no address of a model in MLflow.",
            hint="write models:/NAME/VERSION, models:/NAME@ALIAS, runs:/RUN/model, or a folder with a file MLmodel.",
        )

    @classmethod
    def not_fetched(cls, uri: str, url: str | None, reason: object) -> Self:
        """The server does not answer, or has no such model; a password in `url` is left out of the message."""
        said = without_password(str(reason), url or "")
        return cls(
            f"'{uri}' cannot be fetched from MLflow: {clause(said)}.",
            where=shown_url(url) if url else None,
            hint="check the name and the version, and say which server it is on: `--from http://127.0.0.1:5000`.",
        )

    @classmethod
    def no_mlmodel(cls, uri: str) -> Self:
        """A folder that is no model of MLflow."""
        return cls(
            f"There is no model of MLflow in '{uri}': it has no file MLmodel.",
            hint="name the folder that `mlflow.sklearn.save_model` wrote, or in a run the one of the model itself.",
        )

    @classmethod
    def broken_mlmodel(cls, uri: str, reason: str) -> Self:
        """The file that describes the model cannot be read."""
        return cls(f"The file MLmodel of '{uri}' is damaged: {clause(reason)}.", hint="fetch or log the model again.")

    @classmethod
    def no_sklearn(cls, uri: str, flavors: Sequence[str]) -> Self:
        """A model of another library."""
        return cls(
            f"The model '{uri}' is none of scikit-learn; its flavors are {', '.join(flavors) or 'none'}.",
            hint="log it with mlflow.sklearn.log_model, or train it again with Model.fit.",
        )

    @classmethod
    def unknown_form(cls, uri: str, form: str, known: Sequence[str]) -> Self:
        """The pipeline is written in a way that nobody here can read."""
        return cls(
            f"The model '{uri}' is stored as '{form}'; known are {', '.join(known)}.",
            hint='log it again: mlflow.sklearn.log_model(..., serialization_format="skops").',
        )

    @classmethod
    def is_pickle(cls, uri: str, form: str) -> Self:
        """Loading it would run code."""
        return cls(
            f"The model '{uri}' is stored as {form}. Loading that runs whatever code is in it, so it was not opened.",
            hint="if you trust who wrote it and the way it came: `--trust-pickle` (in Python trust_pickle=True). "
            'Better: log it again with serialization_format="skops".',
        )

    @classmethod
    def not_loadable(cls, uri: str, error: BaseException) -> Self:
        """The pickle ends with an error."""
        return cls(
            f"The model '{uri}' cannot be loaded: {raised(error)}.",
            hint="install the libraries that it was made with, and put its own code into a module of the project.",
        )

    @classmethod
    def rows_needed(cls, uri: str) -> Self:
        """MLflow does not keep the rows of training."""
        return cls(
            f"The model '{uri}' comes without the rows that it was trained on, and they were not given.",
            hint="name them: `--data customers.parquet --target churn`. The schema, the reference and the golden rows "
            "are taken from them.",
        )

    @classmethod
    def rows_not_needed(cls, uri: str) -> Self:
        """A model that Fairlead has mirrored has its schema and reference with it."""
        return cls(
            f"The model '{uri}' was mirrored by Fairlead and brings its own schema, reference and golden rows.",
            hint="leave `--data` and `--target` out.",
        )

    @classmethod
    def no_target(cls, target: str, columns: Sequence[str]) -> Self:
        """The table has no such column."""
        return cls(
            f"The target '{target}' is not in the table ({count(len(columns), 'column')}).",
            hint=choice(target, columns, otherwise="name the column of the answers."),
        )

    @classmethod
    def other_rows(cls, uri: str, error: BaseException) -> Self:
        """The pipeline cannot answer the rows, so they are not those that it was trained on."""
        return cls(
            f"The model '{uri}' cannot answer the rows that were given: {raised(error)}.",
            hint="give the rows of its training as they were then: the same columns, types and categories.",
        )


def _version(number: int | None) -> str:
    """Return a version of a model in words."""
    return "nobody" if number is None else f"version {number}"
