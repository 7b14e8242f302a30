"""Name the folder of a path once, at the top, where an environment variable may say another.

The path stays text: ``"/Users/jo/data/a.csv"`` becomes ``f"{DATA_DIR}/a.csv"``. Without the variable it is the very
text that it was: the notebook goes on for its author, and whatever takes a text (glob, OpenCV, ``+``) still takes it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fairlead.notebook.facts import Facts
from fairlead.notebook.fix.edit import Edit
from fairlead.notebook.fix.imports import first_offset, imports_added, is_free, leading_imports, top_cell
from fairlead.notebook.fix.spans import line_end, offset_of, text_of
from fairlead.notebook.rules.rule import Hit

_LITERAL = re.compile(r"(?P<prefix>[rRfF]{0,2})(?P<quote>'''|\"\"\"|'|\")(?P<body>.*)(?P=quote)", re.DOTALL)
_DEFAULT = re.compile(
    r"os\.environ\.get\(\s*(?P<quote>['\"])(?P<name>\w+)(?P=quote)\s*,\s*(?P<default>.+)\)", re.DOTALL
)
_FILE_NAME = re.compile(r"[^/\\]*\.\w+$")


@dataclass(frozen=True, slots=True)
class _Written:
    """Hold a path as it is written: letters before the quotes, the quotes, the folder, and what follows it."""

    prefix: str
    quote: str
    folder: str
    rest: str

    @property
    def literal(self) -> str:
        """Return the folder alone as it would be written."""
        return f"{self.prefix.replace('f', '').replace('F', '')}{self.quote}{self.folder}{self.quote}"

    def below(self, name: str) -> str:
        """Return the path below a folder that has a name."""
        if not self.rest:
            return name
        prefix = self.prefix if "f" in self.prefix.lower() else f"{self.prefix}f"
        return f"{prefix}{self.quote}{{{name}}}{self.rest}{self.quote}"


def folder_named(facts: Facts, hit: Hit) -> Sequence[Edit] | str:
    """Put a name into the place of the folder of a path."""
    cell = facts.notebook.cells[hit.place.cell - 1]
    begin = offset_of(cell.source, hit.place.line, hit.place.column)
    end = offset_of(cell.source, hit.place.end_line, hit.place.end_column)
    literal = _literal_around(facts, hit) or (begin, end)
    written = _written(cell.source[slice(*literal)])
    if written is None or cell.source[slice(*literal)] != cell.code[slice(*literal)]:
        return "the path is not written in one plain piece"
    if not _is_name_of_os(facts):
        return "the name `os` means something else in this notebook"
    known = _known_name(facts, written, hit.place.cell)
    if known is not None:
        return [Edit(cell.number, *literal, written.below(known))]
    top = top_cell(facts, cell.number)
    name = next((one for one in _names(written.folder) if is_free(facts, one)), None)
    if top is None or name is None:
        return "there is no cell of Python at the top to name the folder in"
    block = _block(facts, top.number, name, written)
    if block is None:
        return "the folder would be named behind its first use"
    return [*imports_added(facts, top.number, ["import os"]), *block, Edit(cell.number, *literal, written.below(name))]


def _literal_around(facts: Facts, hit: Hit) -> tuple[int, int] | None:
    """Return where the f-string stands that a path begins; `ast` does not say where its pieces are."""
    for found in facts.index.of(ast.JoinedStr):
        place = facts.index.place(found)
        if found.cell == hit.place.cell and (place.line, place.column) == (hit.place.line, hit.place.column):
            source = facts.notebook.cells[found.cell - 1].source
            ends = offset_of(source, place.end_line, place.end_column)
            return offset_of(source, place.line, place.column), ends
    return None


def _written(text: str) -> _Written | None:
    """Return the parts of a path as it is written; None where it is not one plain piece of text.

    >>> _written("'/Users/jo/a.csv'")
    _Written(prefix='', quote="'", folder='/Users/jo', rest='/a.csv')
    """
    match = _LITERAL.fullmatch(text)
    if match is None or match["quote"] in match["body"] or "\n" in match["body"]:
        return None
    prefix, body = match["prefix"], match["body"]
    is_format = "f" in prefix.lower()
    fixed, brace, _ = body.partition("{")
    if not is_format and (brace or "}" in body):
        return None  # a template, or a brace that an f-string would read
    if "%" in body or "://" in body:
        return None
    folder = _folder(fixed, whole=not brace)
    if not folder or re.fullmatch(r"~|[A-Za-z]:|[/\\]*", folder):
        return None
    rest = body[len(folder) :]
    if not is_format and "r" not in prefix.lower() and "\\N" in rest:
        return None
    return _Written(prefix, match["quote"], folder, rest)


def _folder(fixed: str, *, whole: bool) -> str:
    """Return the folder of a path: without its file, or without what the gaps of an f-string fill in."""
    bare = fixed.rstrip("/\\")
    if whole and not _FILE_NAME.search(bare):
        return bare
    return re.sub(r"[/\\]+[^/\\]*$", "", fixed) if re.search(r"[/\\]", fixed) else ""


def _is_name_of_os(facts: Facts) -> bool:
    return facts.index.aliases.get("os") == "os" or is_free(facts, "os")


def _known_name(facts: Facts, written: _Written, cell: int) -> str | None:
    """Return the name that the same folder has already."""
    for found in facts.index.of(ast.Assign):
        match = _DEFAULT.fullmatch(text_of(facts, found.node.value, found.cell))
        target = found.node.targets[0]
        if match is None or not isinstance(target, ast.Name) or found.function is not None or found.cell > cell:
            continue
        default = _LITERAL.fullmatch(match["default"].strip())
        if default is not None and default["body"] == written.folder and default["prefix"] in written.literal[:2]:
            return target.id
    return None


def _names(folder: str) -> Iterator[str]:
    """Yield names for a folder, the first best.

    >>> list(_names("/Users/jo/my images"))[:3]
    ['DATA_DIR', 'MY_IMAGES_DIR', 'DATA_DIR_2']
    """
    yield "DATA_DIR"
    last = re.sub(r"\W+", "_", re.split(r"[/\\]", folder)[-1]).strip("_").upper()
    if last and last.isascii() and not last[0].isdigit():
        yield f"{last}_DIR"
    yield from (f"DATA_DIR_{number}" for number in range(2, 10))


def _block(facts: Facts, cell: int, name: str, written: _Written) -> list[Edit] | None:
    """Return the edit that names the folder behind the imports with which a cell begins."""
    top = facts.notebook.cells[cell - 1]
    line = f'{name} = os.environ.get("{name}", {written.literal})'
    comment = f"# Where the files lie; on another machine the environment variable {name} says so."
    if next(_named_before(facts, cell), None) is not None:
        at = max(_named_before(facts, cell))
        return [Edit(cell, at, at, f"\n{line}")]
    imports = list(leading_imports(top))
    if not imports:
        at = first_offset(top)
        return [Edit(cell, at, at, f"{comment}\n{line}\n\n")]
    last = imports[-1]
    if top.tree is not None and any(one.lineno == last.end_lineno for one in top.tree.body if one is not last):
        return None  # more stands in the line of the import
    at = line_end(top.source, offset_of(top.source, last.end_lineno or last.lineno, 0))
    return [Edit(cell, at, at, f"\n\n{comment}\n{line}" + ("\n" if _goes_on(top.source, at) else ""))]


def _goes_on(source: str, at: int) -> bool:
    """Tell whether code follows in the very next line."""
    following = source[at + 1 : line_end(source, at + 1)] if at < len(source) else ""
    return bool(following.strip())


def _named_before(facts: Facts, cell: int) -> Iterator[int]:
    """Yield where lines end in a cell that name folders in this way."""
    source = facts.notebook.cells[cell - 1].source
    for found in facts.index.of(ast.Assign):
        if found.cell == cell and found.function is None and _DEFAULT.fullmatch(text_of(facts, found.node.value, cell)):
            yield line_end(source, offset_of(source, found.node.end_lineno or 1, 0))
