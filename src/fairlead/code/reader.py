"""Read the identity of functions."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FunctionType, MappingProxyType, MethodType
from typing import Any

from fairlead.code.pieces import text_of
from fairlead.code.source import Files
from fairlead.code.trace import LINK, Trace
from fairlead.code.values import token


@dataclass(frozen=True, slots=True)
class CodeDigest:
    """Identify the code of one task.

    Parameters
    ----------
    digest : SHA-256 over all pieces, 64 hexadecimal digits
    pieces : readable name -> digest of 16 hexadecimal digits. Names of the task's own module stand alone
        (``clean``, ``THRESHOLD``), others carry their module (``helpers.clean``); ``<module>`` stands for
        statements at the top of a file that set up a library (``pd.set_option(...)``); ``clean (bytecode)``
        is a function whose source is not at hand, ``helpers (module)`` a module that is used as a value, and
        ``helpers (file)`` a whole file that is imported later.
    unknown : names whose content cannot be followed; the task's results must not be reused

    >>> CodeDigest("00", {"clean": "11"}, ()).unknown
    ()
    """

    digest: str
    pieces: Mapping[str, str]
    unknown: tuple[str, ...]


class CodeReader:
    """Read the identity of functions; one reader serves one load of a pipeline and remembers what it read.

    Parameters
    ----------
    project_root : folder whose code is followed. Files outside it, and those in ``site-packages``, ``.venv``
        or ``.fairlead``, are libraries and count by name.

    Examples
    --------
    >>> notebook = {"__name__": "__main__"}
    >>> exec("LIMIT = 3; is_small = lambda number: number < LIMIT", notebook)
    >>> code = CodeReader(Path.cwd()).digest(notebook["is_small"])
    >>> sorted(code.pieces), code.unknown
    (['<lambda> (bytecode)', 'LIMIT'], ())
    """

    def __init__(self, project_root: Path) -> None:
        self._files = Files(project_root)
        # The functions are kept, because the id of a function that is gone may be given to another.
        self._digests: dict[int, tuple[object, CodeDigest]] = {}

    def digest(self, function: Callable[..., object]) -> CodeDigest:
        """Digest a function with everything of the project that it uses, as it is in memory now.

        The answer is remembered: later changes of a global do not count.

        Returns
        -------
        CodeDigest, equal for equal code in any process and on any machine with the same Python version
        """
        known = self._digests.get(id(function))
        if known is None:
            known = self._digests[id(function)] = function, _digest(Trace(self._files), function)
        return known[1]

    def location(self, function: Callable[..., object]) -> tuple[str, int]:
        """Tell where a function is written: its file, relative to the project where it can be, and its line.

        A decorated function is found behind its decorators. For what is not written in Python, the answer is
        the name of its module and line 0.

        >>> import json
        >>> CodeReader(Path.cwd()).location(len)
        ('builtins', 0)
        """
        inner = _innermost(function)
        code = getattr(inner, "__code__", None)
        if not isinstance(code, CodeType):
            return str(getattr(inner, "__module__", None) or type(inner).__module__), 0
        return self._files.place(code.co_filename), code.co_firstlineno


def _digest(trace: Trace, function: object) -> CodeDigest:
    first = token(trace, function, getattr(function, "__name__", type(function).__name__))
    if not first.startswith(LINK):
        first = trace.piece(type(function).__name__, first)
    while trace.waiting:
        name, item = trace.waiting.popleft()
        trace.texts[name] = text_of(trace, name, item)
    # Two functions that call each other use the same pieces; which of them is the task must count too.
    trace.texts[first.removeprefix(LINK)] += "\nthe task"
    digests = {name: _sha(text) for name, text in sorted(trace.texts.items())}
    whole = _sha("\n".join(f"{name} {digest}" for name, digest in digests.items()))
    pieces = {name: digest[:16] for name, digest in digests.items()}
    return CodeDigest(whole, MappingProxyType(pieces), tuple(sorted(trace.unknown)))


def _sha(text: str) -> str:
    # A lone surrogate is legal in a string constant.
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _innermost(value: Any) -> Any:
    """Unwrap tasks, partial functions, methods and decorated functions."""
    for _ in range(100):
        if getattr(type(value), "__fairlead_task__", False):
            value = value.function
        elif isinstance(value, functools.partial):
            value = value.func
        elif isinstance(value, MethodType | staticmethod | classmethod):
            value = value.__func__
        elif callable(getattr(value, "__wrapped__", None)):
            value = value.__wrapped__
        elif isinstance(called := vars(type(value)).get("__call__"), FunctionType):
            value = called
        else:
            break
    return value
