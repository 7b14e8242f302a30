"""Read a cell's Python as far as it can be read: whole, or else statement by statement."""

from __future__ import annotations

import ast
import re
from bisect import bisect_right

from fairlead.notebook.lines import blocks
from fairlead.notebook.notebook import Problem

_REPAIRS = 12
"""Lines that are taken out of one broken statement before it is given up."""

_LONGEST_REPAIRED = 20_000
"""Characters of a broken statement beyond which it is given up at once: each repair reads it again."""

_UNPARSABLE = (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError)
_READINGS = 30
"""How many times over a cell is read in parts, in all, before what is left of it is given up."""

_PRINT = re.compile(r"(\s*print)[ \t]([^>=\s].*)$")


def parsed(code: str) -> tuple[ast.Module | None, Problem | None]:
    r"""Return what code means and, if it is not Python, why.

    >>> tree, problem = parsed("x = 1\ny = = 2\nz = 3")
    >>> [ast.unparse(statement) for statement in tree.body], problem.line
    (['x = 1', 'pass', 'z = 3'], 2)
    """
    clean = code if code.isascii() and "\0" not in code else _encodable(code)
    try:
        tree = _tree(clean)
    except _UNPARSABLE as error:
        statements = _readable_statements(clean)
        return (ast.Module(statements, []) if statements else None), _problem(error)
    if clean is not code and clean != code:
        return tree, Problem("A character in it is not text.", code[: _first_difference(code, clean)].count("\n") + 1)
    return tree, None


def _tree(code: str) -> ast.Module:
    flags = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    tree: ast.Module = compile(code, "<cell>", "exec", flags, dont_inherit=True)
    return tree


def _encodable(code: str) -> str:
    """Return code without NUL and lone surrogates, which the parser refuses outright."""
    if "\0" in code:
        code = code.replace("\0", " ")
    if code.isascii():
        return code
    return code.encode("utf-8", "replace").decode("utf-8")


def _first_difference(one: str, other: str) -> int:
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), 0)


def _problem(error: BaseException) -> Problem:
    if isinstance(error, SyntaxError):
        message = (error.msg or "invalid syntax").partition(" (<cell>")[0]
        return Problem(message, max(error.lineno or 1, 1), max((error.offset or 1) - 1, 0))
    if isinstance(error, (RecursionError, MemoryError)):
        return Problem("too deeply nested", 1)
    return Problem(str(error) or type(error).__name__, 1)


def _readable_statements(code: str) -> list[ast.stmt]:
    """Return the statements at the left margin that can be read, each where it stands.

    What cannot be read together is parted at the statement that Python complains of, or in halves, until each broken
    statement stands alone; many errors cost no more than the budget.
    """
    lines = code.split("\n")
    parts = list(blocks(lines))
    found: list[ast.stmt] = []
    waiting = [(0, len(parts))]
    budget = _READINGS * len(code) + _LONGEST_REPAIRED
    while waiting and budget > 0:
        first, last = waiting.pop()
        begin, end = parts[first][0], parts[last - 1][1]
        if last - first == 1:
            budget -= sum(map(len, lines[begin:end])) + 1
            found += _moved(_statements(lines[begin:end]), begin)
            continue
        text = "\n" * begin + "\n".join(lines[begin:end])
        budget -= len(text)
        try:
            found += _tree(text).body
        except _UNPARSABLE as error:
            number = (getattr(error, "lineno", None) or 0) - 1
            broken = bisect_right(parts, number, key=lambda part: part[0]) - 1
            middle = broken if first <= broken < last else (first + last) // 2
            halves = ((first, middle), (middle, middle + 1), (middle + 1, last))
            waiting += [half for half in reversed(halves) if half[0] < half[1]]
    return found


def _moved(statements: list[ast.stmt], lines: int) -> list[ast.stmt]:
    """Return statements that were read by themselves, put where they stand in the cell."""
    for statement in statements if lines else ():
        ast.increment_lineno(statement, lines)
    return statements


def _statements(lines: list[str]) -> list[ast.stmt]:
    """Return the statements of one block; lines that spoil it are blanked out, a few of them."""
    small = sum(map(len, lines)) <= _LONGEST_REPAIRED
    for _ in range(_REPAIRS if small else 1):
        try:
            return _tree("\n".join(lines)).body
        except SyntaxError as error:
            number = error.lineno or 0
            if not small or not 0 < number <= len(lines) or not lines[number - 1].strip():
                return []
            lines = [*lines]
            lines[number - 1] = _mended(lines[number - 1], error)
        except _UNPARSABLE:
            return []
    return []


def _mended(line: str, error: SyntaxError) -> str:
    """Return a line that spoils its statement as something that does not: a call of print, or nothing."""
    printed = _PRINT.match(line)
    if printed is not None:
        return f"{printed[1]}({printed[2]})"
    if isinstance(error, IndentationError):
        return ""
    return line[: len(line) - len(line.lstrip())] + "pass"
