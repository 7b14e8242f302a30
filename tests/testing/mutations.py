"""Break the churn project in twenty ways, and count how many its tests catch.

python tests/testing/mutations.py            # all of them: about ten minutes
python tests/testing/mutations.py --only 3,7

Each mutation is one change of one file, in a copy of the project and of Fairlead: five in the data, five in the
transformations, five in the model, five in what serves it. A mutation is caught if a test fails because of it; the
tests pass without any, which is tried first.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
LIMIT = 300
"""Seconds that the tests may take."""


@dataclass(frozen=True)
class Mutation:
    """Hold one way to break the project: in a file, a text that stands there once becomes another."""

    layer: str
    what: str
    file: str
    before: str
    after: str


CHURN, MODEL = "examples/churn/churn", "src/fairlead/model"

MUTATIONS = (
    # --- data
    Mutation(
        "data", "a negative tenure passes", f"{CHURN}/quality.py",
        '            between("tenure", 0, 120, **limits),\n            between("monthly_charges", 1, 500, **limits),\n'
        "            plausible_total",
        '            between("tenure", -9, 120, **limits),\n            between("monthly_charges", 1, 500, **limits),\n'
        "            plausible_total",
    ),
    Mutation(
        "data", "nobody looks at contracts", f"{CHURN}/quality.py",
        '    "contract": ("Month-to-month", "One year", "Two year"),', '    "contract": ("Month-to-month", "weekly"),',
    ),
    Mutation(
        "data", "customers may be there twice", f"{CHURN}/quality.py",
        'unique("customer_id", on_row="fail", severity="critical")', 'not_null("customer_id")',
    ),
    Mutation(
        "data", "a column that gives the answer away is let through", f"{CHURN}/quality.py",
        "        if auc > max_lone_auc:", "        if auc > 2:",
    ),
    Mutation(
        "data", "totals that do not fit pass", f"{CHURN}/quality.py",
        "    return no_bill_yet | (col(total).is_not_null() & is_plausible)",
        "    return no_bill_yet | col(total).is_not_null()",
    ),
    # --- transformations
    Mutation(
        "transform", "months of nobody divide by zero", f"{CHURN}/features.py",
        'pl.max_horizontal("tenure", 1)', 'pl.col("tenure")',
    ),
    Mutation(
        "transform", "a feature is made of the mean of all", f"{CHURN}/features.py",
        '"charge_change": pl.col("monthly_charges") - average,',
        '"charge_change": pl.col("monthly_charges") - pl.col("monthly_charges").mean(),',
    ),
    Mutation(
        "transform", "who stays is taken for who leaves", f"{CHURN}/features.py",
        '{"Yes": 1, "No": 0}', '{"Yes": 0, "No": 1}',
    ),
    Mutation(
        "transform", "the split depends on the place in the table", f"{CHURN}/features.py",
        'for name in good["customer_id"]]', 'for name in map(str, range(good.height, 0, -1))]',
    ),
    Mutation(
        "transform", "no service stays a word of its own", f"{CHURN}/features.py",
        '.replace({"No internet service": "No", "No phone service": "No"}),', ',',
    ),
    # --- model
    Mutation(
        "model", "the model hardly learns", f"{CHURN}/model.py",
        "LogisticRegression(C=C, max_iter=2000)", "LogisticRegression(C=1e-6, max_iter=2000)",
    ),
    Mutation(
        "model", "it learns from the holdout", f"{CHURN}/model.py",
        '    features, truth, ids = side(load, "train")\n    check_rows_stand_alone',
        '    features, truth, ids = side(load, "holdout")\n    check_rows_stand_alone',
    ),
    Mutation(
        "model", "a new word in a column is an error", f"{CHURN}/model.py",
        'OneHotEncoder(handle_unknown="ignore")', "OneHotEncoder()",
    ),
    Mutation(
        "model", "contracts are left out", f"{CHURN}/model.py",
        'if name != "churn"]', 'if name not in ("churn", "contract", "payment_method")]',
    ),
    Mutation(
        "model", "each training draws other rows", f"{CHURN}/model.py",
        '    features, truth, ids = side(load, "train")\n    check_rows_stand_alone',
        '    features, truth, ids = side(load.sample(fraction=0.9), "train")\n    check_rows_stand_alone',
    ),
    # --- serving
    Mutation(
        "serving", "numbers are rounded on their way", f"{MODEL}/casts.py",
        "    return None if found is None else float(found)\n\n\ndef _int",
        "    return None if found is None else round(float(found))\n\n\ndef _int",
    ),
    Mutation(
        "serving", "columns stand in another order", f"{MODEL}/rows.py",
        "    return polars.DataFrame(list(columns.values()))",
        '    return polars.DataFrame([one.alias(name) for name, one in zip(columns, reversed(columns.values()))])',
    ),
    Mutation(
        "serving", "the other class is answered", f"{MODEL}/bundle.py",
        "    model = Model.from_documents(documents, load_pipeline(files[PIPELINE], trusted))",
        "    model = Model.from_documents(documents, load_pipeline(files[PIPELINE], trusted))\n"
        "    model.pipeline[-1].coef_ = -model.pipeline[-1].coef_",
    ),
    Mutation(
        "serving", "numbers come a little larger", f"{MODEL}/casts.py",
        "        one = None if is_missing(value) else read(value)",
        "        one = None if is_missing(value) else read(value)\n"
        "        one = one * 1.0000001 if isinstance(one, float) else one",
    ),
    Mutation(
        "serving", "probabilities are not those of the model", f"{MODEL}/model.py",
        "    return numpy.asarray(ask(table), dtype=float).reshape(len(table), -1)",
        "    return numpy.asarray(ask(table), dtype='float32').astype(float).reshape(len(table), -1)",
    ),
)  # fmt: skip


def main() -> int:
    """Try the chosen mutations, print what became of each, and fail if one was not caught."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", help="numbers of mutations, from 1, with commas between")
    chosen = parser.parse_args().only
    numbers = [int(one) for one in chosen.split(",")] if chosen else range(1, len(MUTATIONS) + 1)
    untouched = failures_with(None)
    if untouched:
        print(f"The tests fail without any mutation: {untouched}")
        return 2
    caught = 0
    for number in numbers:
        mutation = MUTATIONS[number - 1]
        first = failures_with(mutation)
        caught += bool(first)
        print(
            f"{number:>2} {mutation.layer:<10} {mutation.what:<55} {'caught: ' + first if first else 'NOT CAUGHT'}",
            flush=True,
        )
    print(f"{caught} of {len(numbers)} caught")
    return 0 if caught == len(numbers) else 1


def failures_with(mutation: Mutation | None) -> str:
    """Return the first test that fails with a mutation; "" if all pass."""
    with tempfile.TemporaryDirectory(prefix="fairlead-mutation-") as folder:
        copy = Path(folder)
        shutil.copytree(ROOT / "src", copy / "src", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copytree(
            ROOT / "examples", copy / "examples", ignore=shutil.ignore_patterns("__pycache__", ".fairlead", "*.parquet")
        )
        if mutation is not None:
            mutate(copy, mutation)
        return first_failure(copy)


def mutate(copy: Path, mutation: Mutation) -> None:
    """Change the file.

    Raises
    ------
    ValueError
        The text does not stand there exactly once: the code has changed, and the mutation must follow.
    """
    path = copy / mutation.file
    text = path.read_text()
    if text.count(mutation.before) != 1:
        raise ValueError(f"{mutation.file} has {text.count(mutation.before)} times, not once: {mutation.before!r}")
    path.write_text(text.replace(mutation.before, mutation.after))


def first_failure(copy: Path) -> str:
    """Run the tests of the project in a copy and return the first that fails, or how they ended if none could run."""
    environment: Mapping[str, str] = {**os.environ, "PYTHONPATH": str(copy / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [
        sys.executable, "-m", "pytest", "-q", "-x", "--no-header", "-p", "no:cacheprovider", "--import-mode=importlib",
        "-o", "pythonpath=.", "-c", "/dev/null", "--rootdir", ".", "tests",
    ]  # fmt: skip
    ended = subprocess.run(
        command,
        cwd=copy / "examples/churn",
        env=environment,
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
    )
    if ended.returncode == 0:
        return ""
    failed = [line for line in ended.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return failed[0].split(" - ")[0].rpartition("::")[2] if failed else f"exit code {ended.returncode}"


if __name__ == "__main__":
    sys.exit(main())
