"""The edge of the program: what becomes of errors and signals, and the exit codes.

====  =========================================================================
0     it was done; a run succeeded
1     the run failed, or was cancelled
2     it could not be done: a `FairleadError`, a typing mistake on the command line
70    an error of Fairlead itself
130   stopped by Ctrl-C; 143: by SIGTERM
====  =========================================================================
"""

from __future__ import annotations

import errno
import gc
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

import typer

from fairlead.errors import DiskFullError, FairleadError, ProjectError, nearest

FAULT = 70
"""``EX_SOFTWARE`` of sysexits.h."""


class Stopped(KeyboardInterrupt):
    """Tell that a signal asked the program to stop."""

    def __init__(self, number: int) -> None:
        by = "stopped by a person" if number == signal.SIGINT else f"stopped by {signal.Signals(number).name}"
        super().__init__(by)
        self.exit_code = 128 + number


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # an icon that an old terminal lacks is no error
    code = perform(given)
    # Python looks for garbage when it ends: after a run of ten thousand tasks for 0.06 s, of memory that goes anyway.
    gc.freeze()
    sys.exit(code)


def perform(arguments: Sequence[str]) -> int:
    """Carry out a command line and return the exit code; errors are reported here and nowhere else."""
    from fairlead.cli.commands import COMMANDS, program

    as_json = "--json" in arguments
    chosen = arguments[:1] if arguments and arguments[0] in COMMANDS else COMMANDS
    try:
        code = program(chosen)(arguments, prog_name="fairlead", standalone_mode=False)
        sys.stdout.flush()
        return int(code or 0)
    except FairleadError as error:
        return report(error, as_json)
    except typer.TyperException as error:
        return report(_usage_error(error, arguments), as_json)
    except (typer.Abort, KeyboardInterrupt):
        return 128 + signal.SIGINT
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:  # the edge of the program: recorded with its traceback
        return report(_known_trouble(error) or _fault(error, arguments), as_json)


def report(error: FairleadError, as_json: bool) -> int:
    """Print an error, for a person on stderr or for a program on stdout, and return the exit code."""
    if as_json:
        from fairlead.cli.documents import print_document

        print_document({"error": error.to_dict()})
        return error.exit_code
    from fairlead.cli.screen import Screen

    screen = Screen(sys.stderr)
    screen.write(f"{screen.paint('✗', 'failed')} {screen.strong(error.code)} {error.message}")
    if error.where:
        screen.write(f"  Where: {error.where}")
    if error.hint:
        screen.write(f"  Hint: {error.hint}")
    return error.exit_code


class Fault(FairleadError):
    """Tell that Fairlead itself is at fault."""

    exit_code = FAULT


def _usage_error(error: typer.TyperException, arguments: Sequence[str]) -> FairleadError:
    """Turn a mistake on the command line into an error with a hint."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context else " ".join(["fairlead", *arguments[:1]])
    message = error.format_message().split("\n")[0].split(" (Possible options")[0].split(" Did you mean")[0]
    hint = f"`{path} --help` shows what can be given."
    if message.startswith("No such command"):
        hint = _meant_command(message.split("'")[1], context, path)
    elif message.startswith("No such option"):
        wanted = message.rpartition(" ")[2].rstrip(".")
        known = [name for one in context.command.params for name in one.opts] if context else []
        near = nearest(wanted, known)
        hint = f"did you mean {near}? {hint}" if near else hint
    return FairleadError(message if message.endswith((".", "?")) else f"{message}.", hint=hint)


def _meant_command(word: str, context: typer.Context | None, path: str) -> str:
    commands = list(getattr(context.command, "commands", {})) if context else []
    if word.endswith(".py") or os.path.isdir(word):
        return f"to run it: `fairlead run {word}`."
    near = nearest(word, commands)
    return f"did you mean `{path} {near}`?" if near else f"`{path} --help` lists the commands."


def _known_trouble(error: Exception) -> FairleadError | None:
    """Return what a person can mend: a folder that may not be written, a full disk."""
    if isinstance(error, OSError):
        place = str(error.filename or ".")
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            return ProjectError.not_writable(place)
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return DiskFullError.of(place)
    return None


def _fault(error: Exception, arguments: Sequence[str]) -> Fault:
    """Keep the traceback of an unexpected error in a file, and say where."""
    import shlex
    import traceback

    text = "".join(traceback.format_exception(error))
    what = f"`fairlead {shlex.join(arguments)}`"
    path = _keep(f"{what}\n{text}")
    met = " ".join(f"{type(error).__name__}: {error}".split()).removesuffix(":")
    return Fault(
        f"Unexpected error, please report it: {what} met {met}",
        where=f"the traceback is in {path}" if path else None,
        hint="what was finished is kept, so trying again costs little; put the traceback into the report."
        if path
        else f"put this into the report:\n{text}",
    )


def _keep(text: str) -> str | None:
    from fairlead.project import Project

    try:
        folder = Project.find().state / "logs"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"fault-{os.getpid()}.log"
        path.write_text(text, encoding="utf-8")
        return os.path.relpath(path)
    except (FairleadError, OSError):
        return None


@contextmanager
def stoppable() -> Iterator[None]:
    """Turn the first Ctrl-C or SIGTERM into `Stopped`, so that all ends in order; a second ends at once."""

    def stop(number: int, frame: FrameType | None) -> None:
        for one in (signal.SIGINT, signal.SIGTERM):
            signal.signal(one, lambda again, _: os._exit(128 + again))
        raise Stopped(number)

    # A shell starts a command with & with SIGINT ignored, and it stays ignored.
    heard = [one for one in (signal.SIGINT, signal.SIGTERM) if signal.getsignal(one) is not signal.SIG_IGN]
    before = {one: signal.signal(one, stop) for one in heard}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
