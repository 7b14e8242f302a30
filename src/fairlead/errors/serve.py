"""Say what is wrong with serving a model, its log of predictions, outcomes and scored tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fairlead.errors import FairleadError
from fairlead.errors.words import NAMES_SHOWN, choice, clause, count, other_separator, quoted, show

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path
    from typing import Self


class UnanswerableRowError(FairleadError):
    """Tell that a row has the right form and that the pipeline of the model refuses it all the same."""

    code = "FL580"

    @classmethod
    def by_pipeline(cls, name: str, error: BaseException) -> Self:
        """A step of the pipeline raised; what it says may be long, so its first line counts."""
        reason = str(error).strip().partition("\n")[0] or type(error).__name__
        return cls(
            f"The model '{name}' cannot answer this row: {clause(reason)}.",
            hint="send values as in training, or let a step of the recipe take such values.",
        )


class ServingError(FairleadError):
    """Tell that a model cannot be served in the way that was asked."""

    code = "FL585"

    @classmethod
    def no_port(cls, host: str, port: int, reason: str) -> Self:
        """The address cannot be listened at; `reason` is what the system says."""
        return cls(
            f"Nothing can be served at {host}:{port}: {clause(reason)}.",
            hint="stop what listens there, or choose another port: --port 8001, or --port 0 for any that is free.",
        )

    @classmethod
    def which_model(cls, known: Sequence[str]) -> Self:
        """No model was named, and the registry does not have exactly one."""
        if not known:
            return cls("There is no model in the registry.", hint="run a pipeline that puts one there: `fairlead run`.")
        return cls(
            f"The registry has {len(known)} models: {quoted(known)}.",
            hint=f"say which one is meant: `fairlead serve {known[0]}`; other commands take `--model {known[0]}`.",
        )


class ApiKeyError(FairleadError):
    """Tell that an API key is missing, or cannot be made or revoked."""

    code = "FL586"

    @classmethod
    def none_yet(cls, host: str) -> Self:
        """Others can reach the server, and nobody has a key."""
        return cls(
            f"Other machines can reach {host}, and there is no API key that they would have to show.",
            hint="make one: `fairlead keys add NAME`. To let everybody in, say so: --no-auth.",
        )

    @classmethod
    def none_here(cls) -> Self:
        """API keys are to be asked for, and nobody has one."""
        return cls("API keys are to be asked for, and there is none.", hint="make one: `fairlead keys add NAME`.")

    @classmethod
    def taken(cls, name: str) -> Self:
        """A key with this name counts already."""
        return cls(
            f"There is a key '{name}' already.",
            hint=f"use another name, or take that one back first: `fairlead keys revoke {name}`.",
        )

    @classmethod
    def unknown(cls, name: str, known: Sequence[str]) -> Self:
        """No key with this name counts."""
        return cls(
            f"There is no key '{name}' that could be revoked.",
            hint=choice(name, known, otherwise="`fairlead keys list` shows them all."),
        )

    @classmethod
    def bad_name(cls, name: str) -> Self:
        """A name that is none."""
        return cls(
            f"{show(name)} is no name for a key.",
            hint="use letters, digits, dots, dashes and underscores, at most 100: who asks with it, as in web-shop.",
        )


class LogError(FairleadError):
    """Tell that predictions cannot be logged, or that the log of them cannot be read."""

    code = "FL593"

    @classmethod
    def not_writable(cls, folder: Path | str, reason: object) -> Self:
        """The folder of the log cannot be made or written; `reason` is what the system says."""
        return cls(
            f"Predictions cannot be logged: {clause(str(reason))}.",
            where=str(folder),
            hint="let the user of the server write there, or name another folder.",
        )

    @classmethod
    def not_written(cls, folder: Path | str, records: int, reason: object) -> Self:
        """Records were to be logged and could not be; none of them is acknowledged."""
        return cls(
            f"{count(records, 'prediction')} could not be logged: {clause(str(reason))}.",
            where=str(folder),
            hint="make room or let the folder be written; the log goes on by itself once it can.",
        )

    @classmethod
    def behind(cls, folder: Path | str, waiting: int, reason: object) -> Self:
        """Journals pile up, as none of them can be made into a segment; `waiting` is in bytes."""
        return cls(
            f"{waiting / 1e6:,.0f} MB of the log wait to become segments, and that fails: {clause(str(reason))}.",
            where=str(folder),
            hint="mend what fails; the log goes on by itself then, and nothing of it is lost.",
        )

    @classmethod
    def closed(cls, folder: Path | str) -> Self:
        """A record came after the log was closed."""
        return cls(
            "The log of predictions is closed.",
            where=str(folder),
            hint="close it after the last request is answered.",
        )

    @classmethod
    def no_log(cls, folder: Path | str) -> Self:
        """There is no log where one was to be read."""
        return cls(
            "No prediction has been logged here.",
            where=str(folder),
            hint="the server writes the log; is it the folder that it was started with?",
        )

    @classmethod
    def bad_setting(cls, name: str, value: object, expected: str) -> Self:
        """A setting of the log has a value that means nothing."""
        return cls(f"The log cannot use {name} = {show(value)}; expected {expected}.", hint="change the setting.")


class OutcomeError(FairleadError):
    """Tell that outcomes cannot be joined to the predictions that they are about."""

    code = "FL594"

    @classmethod
    def no_column(cls, role: str, column: str, columns: Iterable[str]) -> Self:
        """A table of outcomes lacks the column that is to be the `role`: the id, the truth or the time."""
        known = list(columns)
        return cls(
            f"The outcomes have no column '{column}' for {role}.",
            hint=other_separator(known) or choice(column, known, "name the column that has it."),
        )

    @classmethod
    def no_id(cls, rows: int) -> Self:
        """Rows say what happened and not to which prediction."""
        return cls(
            f"{count(rows, 'outcome')} without an id: nobody knows which prediction is meant.",
            hint="leave these rows out.",
        )

    @classmethod
    def no_class(cls, values: Sequence[object], classes: Sequence[object]) -> Self:
        """A truth is none of the classes that the model can answer."""
        shown = ", ".join(show(value) for value in values)
        return cls(
            f"The model answers {', '.join(map(show, classes[:NAMES_SHOWN]))}, and the outcomes say {shown}.",
            hint="write the outcomes as the target was written in training.",
        )

    @classmethod
    def no_number(cls, values: Sequence[object]) -> Self:
        """A truth is no number, and the model answers numbers."""
        shown = ", ".join(show(value) for value in values)
        return cls(f"The model answers numbers, and the outcomes say {shown}.", hint="leave these rows out.")

    @classmethod
    def no_time(cls, column: str, value: object) -> Self:
        """A value of the column of times cannot be read as one."""
        return cls(
            f"{show(value)} in column '{column}' is no time.",
            hint='write times in ISO 8601, as in "2026-11-23T14:45:00Z".',
        )


class ScoringError(FairleadError):
    """Tell that a table cannot be scored in the way that was asked."""

    code = "FL595"

    @classmethod
    def not_parquet(cls, out: Path | str) -> Self:
        """Predictions are written as Parquet only."""
        return cls(f"Predictions are written as Parquet, and '{out}' ends otherwise.", hint="end it with .parquet.")

    @classmethod
    def is_there(cls, out: Path | str) -> Self:
        """A file that would be written is there."""
        return cls(
            "There is a file already, and it is not overwritten.",
            where=str(out),
            hint="move it away, or name another one.",
        )

    @classmethod
    def is_busy(cls, out: Path | str) -> Self:
        """Another process is scoring into the same file."""
        return cls("Another process is writing this file.", where=str(out), hint="wait for it, or name another one.")

    @classmethod
    def other_job(cls, out: Path | str, work: Path | str, what: str) -> Self:
        """What was begun and interrupted was begun with something else; `what` says with what."""
        return cls(
            f"Scoring was interrupted here, and it was begun with {what}.",
            where=str(out),
            hint=f"repeat it as it was begun, or remove '{work}' to begin anew.",
        )

    @classmethod
    def missing_column(cls, column: str, columns: Iterable[str]) -> Self:
        """The table lacks a column of the model, or one that is to stay."""
        known = list(columns)
        return cls(
            f"The table has no column '{column}' ({count(len(known), 'column')}).",
            hint=other_separator(known) or choice(column, known, "is it the table that the model is for?"),
        )

    @classmethod
    def column_taken(cls, column: str) -> Self:
        """The table has a column of a name that is written."""
        return cls(
            f"The table has a column '{column}', which would be written too.",
            hint="rename it, or say which columns stay: `--keep customer_id`.",
        )

    @classmethod
    def rows_lost(cls, rows: int, answered: int, quarantined: int) -> Self:
        """Rows in and rows out do not add up; the result is not given out."""
        return cls(
            f"{count(rows, 'row')} came in; {answered:,} answered and {quarantined:,} refused are not as many.",
            hint="this is a bug of Fairlead: please report it; nothing was written.",
        )

    @classmethod
    def worker_dies(cls, cluster: str, times: int) -> Self:
        """Worker after worker dies under one chunk."""
        return cls(
            f"Workers of {cluster} have died {times} times under the same rows.",
            hint="look for the memory that a worker may have; what is done stays, and the same command goes on.",
        )

    @classmethod
    def cluster_lost(cls, cluster: str, reason: str) -> Self:
        """The cluster has gone away in the middle."""
        return cls(
            f"The cluster {cluster} is lost: {clause(reason)}.",
            hint="what is done stays: the same command goes on, with another engine or with `--engine local`.",
        )

    @classmethod
    def not_shared(cls, who: str, folder: Path | str) -> Self:
        """A worker writes elsewhere than this machine reads."""
        return cls(
            f"The worker on {who} does not have the folder '{folder}' that this machine has.",
            hint="put the project, the table and the answers on a folder that all machines share, at the same path.",
        )

    @classmethod
    def other_model(cls, called: str) -> Self:
        """A worker finds another model under the same name."""
        return cls(
            f"A worker has another model under the name {called}.",
            hint="let all machines use one store and one place of outputs: store.url and store.blobs.",
        )


class ParityError(FairleadError):
    """Tell that a server does not answer as the model was trained, or that this cannot be found out."""

    code = "FL596"

    @classmethod
    def differs(cls, model: str, different: int, rows: int, example: str) -> Self:
        """Answers over HTTP are other ones; `example` is the first row with both answers."""
        return cls(
            f"'{model}' is not put into use: {different:,} of {count(rows, 'row')} are answered otherwise over HTTP "
            f"than by the trained model; {clause(example)}.",
            hint="this is a bug of a step, or of Fairlead: `/model` names the plan. The alias has not moved.",
        )

    @classmethod
    def not_compared(cls, model: str, reason: str) -> Self:
        """Nothing could be compared."""
        return cls(
            f"'{model}' is not put into use, as its server could not be compared with it: {clause(reason)}.",
            hint='mend that, or say why it must go without: `--no-parity "REASON"`. The alias has not moved.',
        )

    @classmethod
    def no_server(cls, reason: str) -> Self:
        """The server that was started for the comparison does not answer."""
        return cls(
            f"The server of the comparison does not answer: {clause(reason)}.",
            hint="start it yourself to see more: `fairlead serve NAME:VERSION --port 0`.",
        )

    @classmethod
    def odd_status(cls, status: int, text: str) -> Self:
        """The server gave neither an answer nor a refusal."""
        return cls(
            f"The server of the comparison answers {status}: {clause(text[:200])}.",
            hint="start it yourself to see more: `fairlead serve NAME:VERSION --port 0`.",
        )

    @classmethod
    def no_reason(cls) -> Self:
        """The comparison is to be left out, and it was not said why."""
        return cls(
            "A model that goes into use without a comparison is kept with the reason, and none was given.",
            hint='say it: `--no-parity "the server extra is not on this machine; replayed on staging"`.',
        )
