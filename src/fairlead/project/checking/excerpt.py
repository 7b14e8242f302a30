"""The line of source that a finding is about: to be shown, and to know it again when the notebook has changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import blake2b
from typing import Any

from fairlead.finding import Finding, Where
from fairlead.notebook.notebook import Notebook

SECRET = frozenset({"secret-in-code", "secret-in-output", "pii-in-output"})
"""Rules whose very finding must not show what it has found."""

MASK = "•"
LONGEST = 2_000
"""Characters that are kept of a line: data that somebody has pasted into a cell can be megabytes in one."""

_QUOTED = re.compile(r"(?<=[\"'])[^\"']+")


class Sources:
    """Answer with lines of a notebook's source; what a secret's finding points at is masked in them.

    Parameters
    ----------
    findings : among which are those of secrets.
    """

    def __init__(self, notebook: Notebook, findings: Iterable[Finding] = ()) -> None:
        self._is_ipynb = notebook.kind == "ipynb"
        self._lines = {cell.number: cell.source.split("\n") for cell in notebook.cells}
        self._first = {cell.number: cell.first_line for cell in notebook.cells}
        for finding in findings:
            if finding.code in SECRET:
                self._mask(finding.where)

    def line(self, where: Where) -> str:
        """Return the line at a place, "" where there is none."""
        lines, index = self._spot(where)
        return lines[index][:LONGEST] if lines else ""

    def around(self, where: Where) -> tuple[str, str]:
        """Return the lines before and after a place in its cell that are not empty."""
        lines, index = self._spot(where)
        before = next((line for line in reversed(lines[:index]) if line.strip()), "")
        after = next((line for line in lines[index + 1 :] if line.strip()), "")
        return before, after

    def _spot(self, where: Where) -> tuple[list[str], int]:
        """Return the lines of a place's cell and the place among them; no lines where it is not in the source."""
        cell = self._cell_of(where)
        index = (where.line or 1) - 1 - (0 if self._is_ipynb else self._first.get(cell, 1) - 1)
        lines = self._lines.get(cell, [])
        return (lines, index) if 0 <= index < len(lines) else ([], 0)

    def _cell_of(self, where: Where) -> int:
        if self._is_ipynb:
            return where.cell or 0
        return max((number for number, first in self._first.items() if first <= (where.line or 1)), default=0)

    def _mask(self, where: Where) -> None:
        lines, index = self._spot(where)
        if not lines or where.line is None:
            return
        last = index + (where.end_line or where.line) - where.line
        for n in range(index, min(last + 1, len(lines))):
            begin = (where.column or 1) - 1 if n == index else 0
            end = (where.end_column or 0) - 1 if n == last and where.end_column else len(lines[n])
            lines[n] = lines[n][:begin] + _masked(lines[n][begin:end]) + lines[n][end:]


def _masked(text: str) -> str:
    """Return a text as long as before in which nothing can be read: what stands in quotes, or else all of it."""
    hidden = _QUOTED.sub(lambda found: MASK * len(found[0]), text)
    return hidden if hidden != text else re.sub(r"\S", MASK, text)


def with_sources(
    findings: Sequence[Finding],
    notebook: Notebook,
    lines: Sequence[Sequence[int]] = (),
    *,
    secrets: Sequence[Finding] = (),
) -> list[Finding]:
    """Return findings with the source they are about in their evidence: `source`, `fingerprint` and `context`.

    Parameters
    ----------
    lines : by cell and line, the line of the .ipynb file, see `file_lines`.
    secrets : findings among which are those of secrets, which are not shown; those of `findings` never are.
    """
    sources = Sources(notebook, [*findings, *secrets])
    return [_with_source(finding, sources, lines) for finding in findings]


def _with_source(finding: Finding, sources: Sources, lines: Sequence[Sequence[int]]) -> Finding:
    where = replace(finding.where, file_line=_file_line(finding.where.cell, finding.where.line, lines))
    source = sources.line(where)
    evidence = {
        **finding.evidence,
        "source": source,
        "fingerprint": _digest(finding.code, source),
        "context": _digest(*sources.around(where)),
    }
    if finding.steps:
        evidence["path"] = list(_steps(finding, sources, lines))
    return replace(finding, where=where, evidence=evidence)


def _steps(finding: Finding, sources: Sources, lines: Sequence[Sequence[int]]) -> Iterator[dict[str, Any]]:
    for step in finding.steps:
        cell = step.get("cell") if finding.where.cell is not None else None
        numbers = {name: step.get(name) for name in ("line", "column", "end_line", "end_column")}
        file_line = _file_line(cell, step.get("line"), lines)
        source = sources.line(Where(cell=cell, **numbers))
        yield {**_without_file(step), "source": source, **({"file_line": file_line} if file_line else {})}


def _without_file(step: Mapping[str, Any]) -> dict[str, Any]:
    """Return a step without the name of the notebook, which the finding has."""
    return {name: value for name, value in step.items() if name != "file"}


def _file_line(cell: int | None, line: int | None, lines: Sequence[Sequence[int]]) -> int | None:
    if cell is None or not 0 < cell <= len(lines) or not lines[cell - 1]:
        return None
    known = lines[cell - 1]
    return known[min(max(line or 1, 1), len(known)) - 1]


def _digest(*parts: str) -> str:
    """Return what stays the same while only blanks change."""
    text = "\n".join(" ".join(part.split()) for part in parts)
    return blake2b(text.encode(errors="replace"), digest_size=8).hexdigest()
