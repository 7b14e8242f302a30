"""Run a person's code inside the sandbox, let a grader look at what it has made, and report.

What is printed does not matter to a grader: it is given the objects. The real error goes out with its traceback, cut
to the person's own lines.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

NAME = "your code"
"""What a person's code is called in a traceback."""

REPORT = 3


def main() -> None:
    """Run the job in the file that the last argument names."""
    job = json.loads(Path(sys.argv[-1]).read_text(encoding="utf-8"))
    os.remove(sys.argv[-1])
    grade = _found(job["grader"])
    namespace: dict[str, Any] = {"__name__": "__main__", "__builtins__": __builtins__}
    error = ran(job["code"], namespace)
    report: dict[str, Any] = {"error": error, "grade": None}
    if error is None:
        try:
            report["grade"] = grade(namespace, **job["given"])
        except Exception as failure:  # the edge: a grader may stumble over what it is shown
            report["error"] = described(failure, job["code"])
    sys.stdout.flush()
    _write(json.dumps(report, default=str).encode())


def ran(code: str, namespace: dict[str, Any]) -> dict[str, Any] | None:
    """Run code, and return its error if there is one."""
    try:
        exec(compile(code, NAME, "exec"), namespace)
    except SystemExit:
        return None
    except BaseException as error:  # the edge to a person's code
        return described(error, code)
    return None


def described(error: BaseException, code: str) -> dict[str, Any]:
    """Return an error with its kind, its words, the line of the person's code, and the traceback."""
    lines = code.splitlines()
    own = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == NAME]
    line = error.lineno if isinstance(error, SyntaxError) and error.filename == NAME else None
    line = own[-1].lineno if line is None and own else line
    told = []
    for frame in own:
        told.append(f'  File "{NAME}", line {frame.lineno}, in {frame.name}')
        if frame.lineno and 0 < frame.lineno <= len(lines):
            told.append(f"    {lines[frame.lineno - 1].strip()}")
    head = ["Traceback (most recent call last):"] if told else []
    words = "".join(traceback.format_exception_only(error)).rstrip()
    return {
        "kind": type(error).__name__,
        "words": str(error),
        "line": line,
        "traceback": "\n".join([*head, *told, words]),
    }


def _found(grader: str) -> Callable[..., Any]:
    """Import a grader before the person's code runs, and let it make itself ready: it then knows the real classes."""
    place, _, name = grader.partition(":")
    module = importlib.import_module(place)
    getattr(module, "ready", lambda: None)()
    found: Callable[..., Any] = getattr(module, name)
    return found


def _write(data: bytes) -> None:
    while data:
        data = data[os.write(REPORT, data) :]


if __name__ == "__main__":
    main()
