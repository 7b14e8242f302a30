"""Read the JSON of an .ipynb, of format 3 or 4, also where parts are missing or broken."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fairlead.notebook.cell import code_cell, foreign_cell, text_cell
from fairlead.notebook.notebook import Cell, Notebook, Output

_ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_PYTHONS = ("python", "ipython", "xpython", "sage", "pyodide", "micropython", "pypy")
_CONFLICT = re.compile(r"^(?:<{7} |>{7} |={7}$)", re.MULTILINE)

_KIND_OF: dict[str, Any] = {
    "stream": "stream",
    "execute_result": "result",
    "pyout": "result",
    "display_data": "display",
    "update_display_data": "display",
    "error": "error",
    "pyerr": "error",
}


def ipynb_notebook(text: str, path: str) -> Notebook:
    """Read an .ipynb; what makes no sense is told in the notebook's troubles.

    >>> notebook = ipynb_notebook('{"cells": [{"cell_type": "code", "source": ["x = 1"]}]}', "a.ipynb")
    >>> notebook.cells[0].source
    'x = 1'
    >>> ipynb_notebook("[]", "a.ipynb").troubles[0][0]
    'The file is JSON, but no notebook: it holds a list where an object with cells was expected.'
    """
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        return Notebook(path, "ipynb", (), troubles=((_not_json(text, error), None),))
    return notebook_of_json(content, path)


def notebook_of_json(content: Any, path: str) -> Notebook:
    """Make a notebook of what an .ipynb holds."""
    if not isinstance(content, dict):
        message = (
            f"The file is JSON, but no notebook: it holds {_name(content)} where an object with cells was expected."
        )
        return Notebook(path, "ipynb", (), troubles=((message, None),))
    metadata = _mapping(content.get("metadata"))
    found = _raw_cells(content)
    if found is None:
        message = "The file is JSON, but no notebook: it has no list of cells."
        return Notebook(path, "ipynb", (), metadata, ((message, None),))
    language = language_of(metadata, found)
    troubles: list[tuple[str, int | None]] = []
    cells = [_cell(raw, number, language, troubles) for number, raw in enumerate(found, 1)]
    return Notebook(path, "ipynb", cells, metadata, troubles, language)


def language_of(metadata: Mapping[str, Any], cells: Sequence[Any] = ()) -> str:
    """Return the language of a notebook's kernel, ``python`` where nothing is said.

    >>> language_of({"kernelspec": {"name": "ir", "language": "R"}}), language_of({})
    ('r', 'python')
    """
    info, kernel = _mapping(metadata.get("language_info")), _mapping(metadata.get("kernelspec"))
    first = next((raw for raw in cells if isinstance(raw, dict) and raw.get("cell_type") == "code"), {})
    for said in (info.get("name"), kernel.get("language"), first.get("language"), metadata.get("language")):
        if isinstance(said, str) and said.strip():
            name = said.strip().lower()
            return "python" if name.startswith(_PYTHONS) else name
    return "python"


def _raw_cells(content: Mapping[str, Any]) -> list[Any] | None:
    """Return the cells of format 4, or those of all worksheets of format 3."""
    cells = content.get("cells")
    if isinstance(cells, list):
        return cells
    sheets = content.get("worksheets")
    if not isinstance(sheets, list):
        return None
    lists = [sheet.get("cells") for sheet in sheets if isinstance(sheet, dict)]
    return [cell for cells in lists if isinstance(cells, list) for cell in cells]


def _cell(raw: Any, number: int, language: str, troubles: list[tuple[str, int | None]]) -> Cell:
    if not isinstance(raw, dict):
        troubles.append((f"Cell {number} is {_name(raw)} where an object was expected.", number))
        return text_cell(number, "", "raw")
    source = _newlines(_text(raw["source"] if "source" in raw else raw.get("input")))
    names = _tags(raw.get("metadata"))
    kind = raw.get("cell_type")
    if kind == "heading":
        kind = "markdown"
    if kind != "code":
        if kind not in ("markdown", "raw"):
            troubles.append((f"Cell {number} has the unknown type {kind!r:.40}; it is taken as text.", number))
        return text_cell(number, source, "raw" if kind == "raw" else "markdown", names)
    count = raw["execution_count"] if "execution_count" in raw else raw.get("prompt_number")
    count = count if isinstance(count, int) and not isinstance(count, bool) else None
    shown = raw.get("outputs")
    outputs = tuple(_outputs(shown)) if shown else ()
    if language != "python":
        return foreign_cell(number, source, outputs, count)
    said = raw.get("id")
    return code_cell(
        number, source, execution_count=count, outputs=outputs, tags=names, id=said if isinstance(said, str) else None
    )


def _tags(metadata: Any) -> list[str]:
    tags = metadata.get("tags") if metadata and isinstance(metadata, dict) else None
    return [tag for tag in tags if isinstance(tag, str)] if isinstance(tags, list) else []


def _outputs(raw: Any) -> Iterator[Output]:
    for one in raw if isinstance(raw, list) else ():
        kind = _KIND_OF.get(str(one.get("output_type"))) if isinstance(one, dict) else None
        if kind is not None:
            yield _output(kind, one)


def _output(kind: Any, raw: Mapping[str, Any]) -> Output:
    if kind == "stream":
        name = raw["name"] if "name" in raw else raw.get("stream")
        return Output(kind, _text(raw.get("text")), name=name if isinstance(name, str) else "stdout")
    if kind == "error":
        name, value = _text(raw.get("ename")), _text(raw.get("evalue"))
        lines = raw.get("traceback")
        trace = "\n".join(line for line in lines if isinstance(line, str)) if isinstance(lines, list) else ""
        return Output(kind, _ANSI.sub("", trace) or f"{name}: {value}", name=name)
    data = _mapping(raw.get("data")) or raw
    plain = _text(data["text/plain"] if "text/plain" in data else data.get("text"))
    return Output(kind, plain, _text(data["text/html"] if "text/html" in data else data.get("html")))


def _text(value: Any) -> str:
    """Return text that the format keeps as one string or as a list of lines."""
    if isinstance(value, list):
        try:
            return "".join(value)
        except TypeError:
            return "".join(part for part in value if isinstance(part, str))
    return value if isinstance(value, str) else ""


def _newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _name(value: Any) -> str:
    words = {list: "a list", str: "text", int: "a number", float: "a number", bool: "true or false", dict: "an object"}
    return words.get(type(value), "nothing")


def _not_json(text: str, error: Exception) -> str:
    if not text.strip():
        return "The file is empty: an .ipynb is JSON with a list of cells."
    if isinstance(error, RecursionError):
        return "The JSON of the file is nested too deeply to be read."
    if _CONFLICT.search(text):
        return "The file is not JSON: it holds the marks of a merge that has a conflict (<<<<<<<)."
    if isinstance(error, json.JSONDecodeError):
        return f"The file is not JSON, as an .ipynb must be: {error.msg} in line {error.lineno}, column {error.colno}."
    return f"The file is not JSON, as an .ipynb must be: {error}."
