"""Say what is wrong with a run: finding it, resuming it, the engine that carries it out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fairlead.errors import FairleadError
from fairlead.errors.words import choice, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Self


class RunError(FairleadError):
    """Tell that what was asked of a run is not possible."""

    code = "FL200"

    @classmethod
    def already_ended(cls, run: str, state: str) -> Self:
        """Nothing can be cancelled in a run that has ended."""
        return cls(
            f"Run {run} has already ended ({state}); there is nothing to cancel.",
            hint=f"`fairlead show {run}` shows how it went.",
        )

    @classmethod
    def nothing_selected(cls, selection: str) -> Self:
        """`selection` ("--from load --until extract") leaves no task to run."""
        return cls(
            f"'{selection}' selects no task: no path leads from the first to the last.",
            hint="`fairlead graph` shows which task follows which.",
        )


class RunNotFoundError(RunError):
    """Tell that no run has this id."""

    code = "FL201"

    @classmethod
    def of(cls, run: str, recent: Sequence[str]) -> Self:
        """No run is called `run`; `recent` are the latest runs, newest first."""
        return cls(
            f"There is no run '{run}' in this project.",
            hint=choice(run, recent, otherwise="this project has no runs yet; start one with `fairlead run`."),
        )

    @classmethod
    def ambiguous(cls, start: str, matches: Sequence[str]) -> Self:
        """More runs than one begin with the letters that were given."""
        return cls(
            f"{len(matches)} runs begin with '{start}': {quoted(matches)}.",
            hint="give more characters of the id; `fairlead runs` lists them.",
        )


class NothingToResumeError(RunError):
    """Tell that no run is left to be finished."""

    code = "FL202"

    @classmethod
    def no_runs(cls) -> Self:
        """The project has no run at all."""
        return cls(
            "There is nothing to resume: this project has no runs yet.",
            hint="start one with `fairlead run`.",
        )

    @classmethod
    def finished(cls, run: str, state: str) -> Self:
        """The run, or the latest one if none was named, has nothing left to do."""
        return cls(
            f"There is nothing to resume: run {run} has {state}.",
            hint="start a new one with `fairlead run`; tasks that are the same come from the cache.",
        )


class RunOwnedError(RunError):
    """Tell that another process is working on the run."""

    code = "FL203"

    @classmethod
    def of(cls, run: str, process: int, host: str, since: str) -> Self:
        """`process` (its pid) on `host` owns the run; `since` is the time it took it."""
        return cls(
            f"Run {run} is being worked on by process {process} on {host}, since {since}.",
            hint=f"wait for it, or stop it with `fairlead cancel {run}`.",
        )


class FencedError(RunError):
    """Tell that another process has taken the run over, so that this one stops without writing."""

    code = "FL204"

    @classmethod
    def of(cls, run: str) -> Self:
        """Another process holds the run now; this one held it before."""
        return cls(
            f"Another process has taken over run {run}; this one has stopped and written nothing since.",
            hint=f"`fairlead show {run}` shows how the run goes on.",
        )


class ShapeChangedError(RunError):
    """Tell that the pipeline has other tasks than when the run began."""

    code = "FL205"

    @classmethod
    def of(cls, run: str, added: Sequence[str], removed: Sequence[str]) -> Self:
        """Name the tasks that were `added` and `removed` since; both empty means that edges have changed."""
        changes = [f"added {quoted(added)}"] if added else []
        changes += [f"removed {quoted(removed)}"] if removed else []
        changed = ", ".join(changes) or "other edges"
        return cls(
            f"Run {run} cannot go on: the pipeline has changed since it began ({changed}).",
            hint="start a new run with `fairlead run`; tasks that are the same come from the cache.",
        )


class StoredOutputMissingError(RunError):
    """Tell that an output that was to be used again is not stored."""

    code = "FL206"

    @classmethod
    def of(cls, task: str, upstream: str) -> Self:
        """`task` was to run without `upstream`, and no output of `upstream` is stored."""
        return cls(
            f"Task '{task}' needs the output of '{upstream}', and none is stored.",
            where=f"task '{task}'",
            hint=f"run '{upstream}' too: `fairlead run --from {upstream}`.",
        )


class EffectUnknownError(RunError):
    """Tell that a side effect may or may not have happened, so that Fairlead does not repeat it unasked."""

    code = "FL207"

    @classmethod
    def of(cls, task: str, run: str) -> Self:
        """`task` was cut off in `run` after it had begun and before it reported back."""
        return cls(
            f"Task '{task}' was cut off in run {run}: its side effect may or may not have happened.",
            where=f"task '{task}'",
            hint=f"look whether it happened; if so, `fairlead resume --assume-done {task}`,"
            f" if not, `fairlead resume --repeat-effect {task}`.",
        )


class LoaderDiedError(RunError):
    """Tell that the process that loads the pipeline file has died."""

    code = "FL208"

    @classmethod
    def of(cls, status: int, last_lines: Sequence[str] = ()) -> Self:
        """The process ended with `status`: an exit code, or the negative number of the signal that killed it.

        >>> print(LoaderDiedError.of(-11, ["reading model.bin"]).message)
        The process that loads the pipeline file has died: killed by SIGSEGV. It last said: reading model.bin
        """
        said = f" It last said: {' / '.join(last_lines[-3:])}" if last_lines else " It said nothing."
        return cls(
            f"The process that loads the pipeline file has died: {_ending(status)}.{said}",
            hint="import the file with Python alone to see it happen; look for exit() or memory running out.",
        )

    @classmethod
    def scheduler(cls, address: str, reason: str) -> Self:
        """The scheduler of a Dask cluster does not answer any more.

        >>> print(LoaderDiedError.scheduler("tcp://cluster:8786", "OSError: closed").message)
        The scheduler of the Dask cluster tcp://cluster:8786 does not answer any more: OSError: closed.
        """
        return cls(
            f"The scheduler of the Dask cluster {address} does not answer any more: {reason}.",
            hint="what was finished is stored: start the cluster again, or run `fairlead resume --engine local`.",
        )

    @classmethod
    def no_workers(cls, address: str) -> Self:
        """A Dask cluster has lost its last worker.

        >>> print(LoaderDiedError.no_workers("tcp://cluster:8786").message)
        The Dask cluster tcp://cluster:8786 has no worker left.
        """
        return cls(
            f"The Dask cluster {address} has no worker left.",
            hint="what was finished is stored: start workers again, or run `fairlead resume --engine local`.",
        )


class EngineError(RunError):
    """Tell that the engine that was named cannot be used."""

    code = "FL209"

    @classmethod
    def unknown(cls, text: str) -> Self:
        """An engine is none that is known.

        >>> print(EngineError.unknown("ray://x").message)
        'ray://x' is not an engine.
        """
        return cls(
            f"'{text}' is not an engine.",
            hint="engines are: local, dask-local:4 (four workers here), dask://HOST:PORT and dask+tls://HOST:PORT.",
        )

    @classmethod
    def no_scheduler(cls, cluster: str, seconds: float) -> Self:
        """Nothing answers at the address of the scheduler.

        >>> print(EngineError.no_scheduler("tcp://cluster:8786", 30.0).message)
        No Dask scheduler answered at tcp://cluster:8786 within 30 s.
        """
        return cls(
            f"No Dask scheduler answered at {cluster} within {seconds:g} s.",
            hint="look whether it runs and can be reached from here: `dask scheduler` prints its address.",
        )

    @classmethod
    def no_workers(cls, cluster: str, seconds: float) -> Self:
        """The cluster has a scheduler and no worker.

        >>> print(EngineError.no_workers("tcp://cluster:8786", 30.0).message)
        The Dask cluster tcp://cluster:8786 had no worker within 30 s.
        """
        return cls(
            f"The Dask cluster {cluster} had no worker within {seconds:g} s.",
            hint="start one on a machine that sees the project: `dask worker HOST:PORT`.",
        )

    @classmethod
    def no_project(cls, host: str, file: str) -> Self:
        """A worker's machine does not have the project.

        >>> print(EngineError.no_project("node7", "/data/churn/pipeline.py").message)
        The Dask worker on node7 does not find the pipeline file /data/churn/pipeline.py.
        """
        return cls(
            f"The Dask worker on {host} does not find the pipeline file {file}.",
            hint="put the project on a folder that all machines share, or at the same path in the workers' image.",
        )

    @classmethod
    def other_code(cls, host: str, file: str) -> Self:
        """A worker's machine has another version of the project.

        >>> print(EngineError.other_code("node7", "/data/churn/pipeline.py").message)
        The Dask worker on node7 has another version of /data/churn/pipeline.py, or of what it imports.
        """
        return cls(
            f"The Dask worker on {host} has another version of {file}, or of what it imports.",
            hint="bring code and packages there to the state that they have here: results are those of one version.",
        )


def _ending(status: int) -> str:
    """Return in words how a process ended."""
    from signal import Signals  # only needed once a process has died

    if status >= 0:
        return f"exit code {status}"
    names = {number.value: number.name for number in Signals}
    return f"killed by {names.get(-status, f'signal {-status}')}"
