"""Read the corpus: notebooks as short files of cells, each with a header that says what it must become."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "notebooks"
_MARK = re.compile(r"^# %%(?P<words>.*)$")
_KNOWN = {
    *("title", "tasks", "kept", "parallel", "params", "packages", "printed", "files", "builder"),
    *("repeats", "runs_in_order", "refused", "stops", "told", "slow"),
}


@dataclass(frozen=True, slots=True)
class SourceCell:
    """Hold a cell: its kind (code or markdown), its text, and the number of its execution, if it has one."""

    kind: str
    text: str
    count: int | None = None
    raises: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """Hold a notebook of the corpus and what must become of it.

    Parameters
    ----------
    tasks : the least number of tasks.
    kept : pieces of code that stand somewhere in the written project.
    parallel : pairs of pieces of code whose tasks need nothing of one another.
    params : values that stand in params.toml.
    packages : distributions that pyproject.toml asks for.
    printed : numbers that the pipeline prints.
    repeats : whether the notebook gives the same values each time.
    runs_in_order : whether it runs from top to bottom; if not, then in the order of its counts.
    refused : the cell (from 1; 0: the whole notebook) and a word of the reason, if nothing may be written.
    stops : the code cell at which the notebook's own run ends.
    told : whether something is to be named as not handled.
    slow : whether it only ends at a time limit.
    """

    name: str
    title: str
    cells: Sequence[SourceCell]
    tasks: int = 1
    kept: Sequence[str] = ()
    parallel: Sequence[tuple[str, str]] = ()
    params: Sequence[Any] = ()
    packages: Sequence[str] = ()
    printed: Sequence[str] = ()
    repeats: bool = True
    runs_in_order: bool = True
    refused: Mapping[str, Any] | None = None
    stops: int | None = None
    told: bool = False
    slow: bool = False
    files: Mapping[str, str] = field(default_factory=dict)


@cache
def cases() -> tuple[Case, ...]:
    """Return the corpus in the order of its names."""
    return tuple(case_of(path) for path in sorted(FOLDER.glob("*.py")))


def case(name: str) -> Case:
    """Return one notebook of the corpus."""
    return next(one for one in cases() if one.name == name)


def case_of(path: Path) -> Case:
    """Read a notebook and its header.

    Raises
    ------
    ValueError
        The header is missing, or says what nobody reads.
    """
    lines = path.read_text().split("\n")
    if lines[0] != "# ---":
        raise ValueError(f"{path.name} has no header")
    end = lines.index("# ---", 1)
    header = tomllib.loads("\n".join(line.removeprefix("#").removeprefix(" ") for line in lines[1:end]))
    if unknown := set(header) - _KNOWN:
        raise ValueError(f"{path.name}: nobody reads {sorted(unknown)}")
    builder = header.pop("builder", None)
    cells = sixty_cells() if builder == "sixty" else _cells(lines[end + 1 :])
    files = {name: text.removeprefix("\n") for name, text in header.pop("files", {}).items()}
    return Case(path.stem, header.pop("title"), tuple(cells), files=files, **header)


def _cells(lines: Sequence[str]) -> list[SourceCell]:
    cells: list[tuple[str, list[str]]] = []
    for line in lines:
        if mark := _MARK.match(line):
            cells.append((mark["words"], []))
        elif cells:
            cells[-1][1].append(line)
    return [_cell(words, "\n".join(text).strip("\n")) for words, text in cells]


def _cell(words: str, text: str) -> SourceCell:
    if "[markdown]" in words:
        return SourceCell("markdown", re.sub(r"(?m)^# ?", "", text))
    count = re.search(r"count=(\d+)", words)
    return SourceCell("code", text, int(count[1]) if count else None, raises="raises" in words)


def content_of(one: Case) -> dict[str, Any]:
    """Return the JSON of a notebook, the same each time."""
    cells: list[dict[str, Any]] = []
    for number, cell in enumerate(one.cells, 1):
        tags = {"tags": ["raises-exception"]} if cell.raises else {}
        common = {"cell_type": cell.kind, "id": f"cell{number}", "metadata": tags, "source": lines_of(cell.text)}
        code = {"execution_count": cell.count, "outputs": []} if cell.kind == "code" else {}
        cells.append(common | code)
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def lines_of(text: str) -> list[str]:
    """Return text as an .ipynb keeps it."""
    return [line if last else line + "\n" for last, line in _with_last(text.split("\n"))] if text else []


def _with_last(lines: Sequence[str]) -> list[tuple[bool, str]]:
    return [(number == len(lines), line) for number, line in enumerate(lines, 1)]


def write(one: Case, folder: Path) -> Path:
    """Write a notebook, and the files beside it, into a folder; return the notebook's path."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in one.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    path = folder / f"{one.name}.ipynb"
    path.write_text(json.dumps(content_of(one), ensure_ascii=False, indent=1) + "\n")
    return path


def sixty_cells() -> list[SourceCell]:
    """Return sixty code cells: a table made ready in small steps, then ten models, each over several cells."""
    steps = [
        "import numpy as np\nimport pandas as pd\nfrom sklearn.linear_model import Ridge",
        "rng = np.random.default_rng(60)\ndf = pd.DataFrame(rng.normal(size=(120, 8)), columns=list('abcdefgh'))",
        "df.head()",
        "df.describe()",
    ]
    for first, second in zip("abcdefgh", "bcdefgha", strict=True):
        steps.append(f"df['{first}_{second}'] = df['{first}'] * df['{second}']")
        steps.append(f"df['{first}_{second}'].mean()")
    steps += [
        "target = df['a'] * 2 + df['b_c'] + rng.normal(size=len(df)) / 10",
        "df.loc[df['c'] > 1, 'c'] = 1",
        "train, test = df[:80], df[80:]",
        "y_train, y_test = target[:80], target[80:]",
        "scores = {}",
    ]
    for number in range(10):
        steps.append(f"model_{number} = Ridge(alpha={number / 10 + 0.0})")
        steps.append(f"model_{number}.fit(train, y_train)")
        steps.append(f"score_{number} = model_{number}.score(test, y_test)\nscores['model_{number}'] = score_{number}")
    steps += [f"score_{number}" for number in range(0, 8, 2)]
    steps.append("print(max(scores, key=scores.get), max(scores.values()))")
    cells = [SourceCell("code", text) for text in steps]
    cells.insert(0, SourceCell("markdown", "# Sixty cells"))
    cells.insert(len(cells) - 35, SourceCell("markdown", "## Models"))
    return cells
