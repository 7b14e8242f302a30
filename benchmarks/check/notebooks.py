"""Write notebooks of a realistic size, put together from code that the rules are tested on.

python benchmarks/check/notebooks.py FOLDER 500 corpus
python benchmarks/check/notebooks.py FOLDER 150 scripts
"""

from __future__ import annotations

import ast
import json
import random
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

TESTS = Path(__file__).parents[2] / "tests" / "notebook"
FEWEST, MOST = 30, 80
"""Cells of a notebook, text included."""

SEED = 20261126
_MARK = re.compile(r"^# %%.*$", re.MULTILINE)
_EXPECTED = re.compile(r"\s*# <- hit.*")


def main() -> None:
    """Write as many notebooks as asked for into a folder."""
    folder, number, kind = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    folder.mkdir(parents=True, exist_ok=True)
    chance = random.Random(SEED)
    parts = list(pieces() if kind == "corpus" else scripts())
    for n in range(number):
        text = json.dumps(notebook(parts, chance), indent=1)
        (folder / f"notebook-{n:04}.ipynb").write_text(text + "\n", encoding="utf-8")


def pieces() -> Iterator[list[str]]:
    """Yield the notebooks of the corpus as lists of sources."""
    for path in sorted(TESTS.glob("corpus/*/*")):
        if path.suffix == ".py":
            text = _EXPECTED.sub("", path.read_text(encoding="utf-8"))
            yield [cell.strip("\n") for cell in _MARK.split(text) if cell.strip()]
        elif path.suffix == ".ipynb":
            cells = json.loads(path.read_text(encoding="utf-8")).get("cells", [])
            yield ["".join(cell["source"]) for cell in cells if cell.get("cell_type") == "code"]


def scripts() -> Iterator[list[str]]:
    """Yield the labelled scripts as lists of sources: a cell a paragraph."""
    for path in sorted(TESTS.glob("labelled/scripts/*.py")):
        cells, begun = [], ""
        for paragraph in re.split(r"\n{2,}(?=\S)", path.read_text(encoding="utf-8").strip("\n")):
            begun = f"{begun}\n\n{paragraph}" if begun else paragraph
            if is_python(begun):
                cells.append(begun)
                begun = ""
        yield [*cells, begun] if begun else cells


def is_python(source: str) -> bool:
    """Tell whether a text is complete: a paragraph may end within a function or a text."""
    try:
        ast.parse(source)
    except SyntaxError:
        return False
    return True


def notebook(parts: Sequence[Sequence[str]], chance: random.Random) -> dict[str, object]:
    """Return a notebook of several parts, each with a heading, run from top to bottom, with small outputs."""
    wanted = chance.randint(FEWEST, MOST)
    cells: list[dict[str, object]] = []
    while len(cells) < wanted:
        part = chance.choice(parts)
        cells.append({"cell_type": "markdown", "metadata": {}, "source": [f"## Part {len(cells)}"]})
        cells += [code(source, len(cells) + n, chance) for n, source in enumerate(part, 1)]
    return {"cells": cells, "metadata": {"language_info": {"name": "python"}}, "nbformat": 4, "nbformat_minor": 5}


def code(source: str, count: int, chance: random.Random) -> dict[str, object]:
    """Return a cell of code with some lines of output."""
    printed = [f"{n}  {chance.random():.6f}\n" for n in range(chance.randint(0, 12))]
    outputs = [{"name": "stdout", "output_type": "stream", "text": printed}] if printed else []
    lines = source.splitlines(keepends=True)
    return {"cell_type": "code", "execution_count": count, "metadata": {}, "outputs": outputs, "source": lines}


if __name__ == "__main__":
    main()
