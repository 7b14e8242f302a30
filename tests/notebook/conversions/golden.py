"""Golden projects: what a person reads of a converted notebook, each project in one text file.

.venv/bin/python tests/notebook/conversions/golden.py    writes all of them anew; read the diff before it is kept
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

from fairlead.project.converting import Wanted, convert

sys.path.insert(0, str(Path(__file__).parent))  # as pytest's conftest.py does

from sources import case, write

FOLDER = Path(__file__).parent / "golden"
BUNDLED = Path(__file__).parents[3] / "examples/churn/notebooks/churn_model_FINAL_v3_USE_THIS.ipynb"
NAMES = ("bundled", "churn_two_models", "functions_with_globals", "grid_search", "plots", "polars_regression")
NOT_READ = ("notebook/",)
"""The notebook itself, and the record, which is for machines."""


def made(name: str, place: Path) -> str:
    """Convert a notebook and return its project as one text; versions of packages are those of the day, so no part."""
    if name == "bundled":
        path = place / BUNDLED.name
        path.write_bytes(BUNDLED.read_bytes())
        convert(path, place / "project", Wanted(fix=True))
    else:
        convert(write(case(name), place), place / "project")
    files = sorted(one for one in (place / "project").rglob("*") if one.is_file())
    shown = [(one.relative_to(place / "project").as_posix(), one) for one in files]
    text = "".join(f"======== {path}\n{one.read_text()}" for path, one in shown if not path.startswith(NOT_READ))
    return re.sub(r"(==|>=)\d[\w.]*", r"\1VERSION", text)


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name in NAMES:
        with tempfile.TemporaryDirectory() as scratch:
            (FOLDER / f"{name}.txt").write_text(made(name, Path(scratch)))
