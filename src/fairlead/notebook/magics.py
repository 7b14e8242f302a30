"""Lower what is IPython's to Python, line by line: then `ast` can read the cell, and every line stays in its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from fairlead.notebook.lines import LineState
from fairlead.notebook.notebook import Magic
from fairlead.notebook.record import record

PYTHON_BODIES = frozenset(
    ("capture", "debug", "memit", "mprun", "lprun", "prun", "snakeviz", "time", "timeit", "pyinstrument", "scalene")
)
"""Cell magics whose body is Python of this notebook; the body of any other is another language or another process."""

PYTHON_LINES = frozenset(("memit", "lprun", "mprun", "prun", "time", "timeit"))
"""Line magics that run the Python statement behind them."""

AUTOMAGIC = frozenset(
    (
        *("cat", "cd", "conda", "cp", "less", "ll", "load", "load_ext", "ls", "man", "matplotlib", "mkdir", "more"),
        *("mv", "pip", "pwd", "pylab", "reload_ext", "rm", "rmdir", "run", "uv", "who", "whos"),
    )
)
"""Magics that people write without their ``%``."""

UNKNOWN = "__magic__"
"""The name whose call stands for what a shell line or magic gives back: nobody knows."""

_LONGEST_LINE = 2_000
"""Characters of a line beyond which nobody has typed it, and no magic is looked for in it."""

_WORD = re.compile(r"[A-Za-z_][\w.]*")
_ASSIGNED = re.compile(r"(?P<targets>[A-Za-z_][\w.\[\], '\"]*?)\s*=\s*(?P<mark>%|!!?)\s*(?P<rest>[\w./~$].*)$")
_OPTION = re.compile(r"\s*-(?:[nrps]\s*\d+|[a-zA-Z]+(?=\s|$))")
_NO_ARGUMENT = r"[-+*/%@&|^<>=]?=|[(\[.,:*/%+=<>|&^]|-\s|(?:in|is|not|and|or|if|for|else)\b"
_AUTOMAGIC_LINE = re.compile(rf"^[ \t]*(?:{'|'.join(sorted(AUTOMAGIC))})[ \t]+(?!{_NO_ARGUMENT})\S", re.MULTILINE)
_AUTOMAGIC_WITHIN = re.compile(rf"\n[ \t]*(?:{'|'.join(sorted(AUTOMAGIC))})[ \t]+(?!{_NO_ARGUMENT})\S")
"""As above; a pattern that begins with a letter of its own is found many times faster."""
_COMMENTED = re.compile(r"^#[ \t]?(%[a-z]\w*.*|![^\W\d].*)$", re.MULTILINE)


@record()
class Lowered:
    """Hold a cell as Python.

    Parameters
    ----------
    code : as many lines as the source.
    opaque : whether the cell is not Python at all (``%%bash``); `code` is then blank.
    """

    code: str
    magics: Sequence[Magic] = ()
    opaque: bool = False


def lowered(source: str) -> Lowered:
    r"""Replace the magics of a cell.

    >>> lowered("%matplotlib inline\nfiles = !ls\n%time fit(X)").code
    'pass\nfiles = __magic__()\npass; fit(X)'
    >>> lowered("%%bash\nls").opaque
    True
    """
    lines = source.split("\n")
    magics: list[Magic] = []
    start = 0
    for position, line in enumerate(lines):
        if not line.strip():
            continue
        if not line.startswith("%%"):
            break
        magic = Magic("cell", _first_word(line[2:]), line if _has_python_body(line) else source, position + 1)
        magics.append(magic)
        if not _has_python_body(line):
            return Lowered("\n" * (len(lines) - 1), magics, opaque=True)
        lines[position] = _captured(line)
        start = position + 1
    for position, code, found in _lines(lines, start):
        lines[position] = code
        if found is not None:
            magics.append(found)
    return Lowered("\n".join(lines), magics)


def commented(source: str) -> tuple[Magic, ...]:
    """Return the magics that jupytext has turned into comments (``# %matplotlib inline``), as in files of cells."""
    if "#" not in source:
        return ()
    found = []
    for match in _COMMENTED.finditer(source):
        text = match[1]
        kind: Literal["shell", "line"] = "shell" if text.startswith("!") else "line"
        line = source.count("\n", 0, match.start()) + 1
        found.append(Magic(kind, _first_word(text.lstrip("%!")), text, line))
    return tuple(found)


def may_be_automagic(source: str) -> bool:
    """Tell whether a cell that is Python may hold a line such as ``ls -l``, which is Python too."""
    return _AUTOMAGIC_LINE.match(source) is not None or _AUTOMAGIC_WITHIN.search(source) is not None


def _has_python_body(line: str) -> bool:
    return _first_word(line[2:]) in PYTHON_BODIES


def _captured(line: str) -> str:
    """Return what a cell magic with a body of Python does to names: ``%%capture out`` binds one."""
    words = line[2:].split()
    names = [word for word in words[1:] if word.isidentifier()]
    return f"{names[0]} = {UNKNOWN}()" if words and words[0] == "capture" and names else "pass"


def _lines(lines: Sequence[str], start: int) -> Iterator[tuple[int, str, Magic | None]]:
    """Yield the lines that change, with what each becomes; lines inside strings and brackets are Python's."""
    state = LineState()
    continued = False
    for position in range(start, len(lines)):
        line = lines[position]
        if continued:
            continued = line.endswith("\\")
            yield position, "", None
            continue
        found = _magic(line, position + 1) if state.at_start else None
        if found is None:
            state.read(line)
            continue
        code, magic = found
        continued = line.endswith("\\") and magic.kind != "help"
        yield position, code, magic


def _magic(line: str, number: int) -> tuple[str, Magic] | None:
    """Return what one line becomes and the magic in it, or None if it is Python."""
    text = line.lstrip()
    if not text or text[0] == "#":
        return None
    indent = line[: len(line) - len(text)]
    if text[0] == "%" and text[1:2] not in (" ", "="):
        return _percent(indent, text, number)
    if text[0] == "!" and text[1:2] != "=":
        return indent + "pass", Magic("shell", _first_word(text.lstrip("!")), text, number)
    if len(text) > _LONGEST_LINE:
        return None
    bare = text.rstrip()
    if bare[0] == "?" or (bare[-1] == "?" and "#" not in bare):
        return indent + "pass", Magic("help", _first_word(bare.lstrip("?%")), text, number)
    assigned = _ASSIGNED.match(text)
    if assigned is not None:
        kind = "line" if assigned["mark"] == "%" else "shell"
        code = f"{indent}{assigned['targets']} = {UNKNOWN}()"
        return code, Magic(kind, _first_word(assigned["rest"]), text, number)  # type: ignore[arg-type]
    if _AUTOMAGIC_LINE.match(text):
        return indent + "pass", Magic("line", _first_word(text), text, number)
    return None


def _percent(indent: str, text: str, number: int) -> tuple[str, Magic]:
    name = _first_word(text.lstrip("%"))
    magic = Magic("line", name, text, number)
    if text.rstrip().endswith("?"):
        return indent + "pass", Magic("help", name, text, number)
    if name in PYTHON_LINES:
        begin = text.index(name) + len(name)
        option = _OPTION.match(text, begin)
        while option is not None:
            begin = option.end()
            option = _OPTION.match(text, begin)
        statement = text[begin:].strip()
        if statement:  # the statement stays in its columns
            return indent + "pass;".ljust(len(text) - len(text[begin:].lstrip())) + text[begin:].lstrip(), magic
    return indent + "pass", magic


def _first_word(text: str) -> str:
    """Return the name of a magic, or the program of a shell line."""
    words = text.split(None, 1)
    if not words:
        return ""
    match = _WORD.match(words[0])
    return match[0] if match is not None and match.end() == len(words[0].rstrip("?;")) else words[0].rstrip("?;")
