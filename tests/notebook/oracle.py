"""Observe leaks: run a labelled script twice, the second time with other values in half of its test rows, and compare.

If what a model is fitted on changes with rows that it never holds, a statistic of those rows reached it
(`preprocessing`). If test rows that were left alone are asked about with other values than before, while the training
rows did not change, a statistic of the test rows was applied to them (`refit`). If rows that are asked about stand
among those that were fitted on, the two overlap.

``python tests/notebook/oracle.py`` prints what was observed beside the labels and the analyser's answers. It runs the
labelled scripts that need no more than pandas, Polars and scikit-learn, on tables that it makes up, and watches what
enters `fit`, `predict`, `predict_proba`, `decision_function` and `score` where the script itself calls them. Which rows
of the file are asked about it knows from pandas' index and from `train_test_split`; where neither tells (slices of
arrays), and in time series, whose rows hold values of their neighbours, it says only whether the rows overlap.

A leak that it observes is one. A leak that it does not observe may be one all the same: columns chosen on all rows may
be the same columns without the test rows.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import functools
import io
import os
import sys
import tempfile
import types
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from confusion import LABELS, SCRIPTS, Pair, Verdict, labelled_pairs, verdicts_of

ROWS = 400
FIRST = 1_000_000
"""Label of a file's first row, so that it is told from the position that a reset index gives."""


def tables(seed: int) -> dict[str, pd.DataFrame]:
    """Make up the tables that the scripts read, by the names of their files."""
    random = np.random.default_rng(seed)
    noise = random.normal
    n = ROWS
    holes = random.random((n, 2)) < 0.1

    x = noise(size=(n, 6))
    credit = pd.DataFrame(x, columns=[f"x{i}" for i in range(6)]).set_axis(range(FIRST, FIRST + n)).rename_axis("id")
    credit["default"] = (x[:, 0] + x[:, 1] + noise(size=n) > 0.5).astype(int)

    houses = pd.DataFrame(
        {
            "area": random.gamma(6, 15, n),
            "rooms": random.uniform(1, 9, n),
            "age": random.uniform(0, 90, n),
            "distance": random.uniform(0, 30, n),
            "district": random.choice(["north", "south", "west"], n),
        }
    )
    houses["price"] = 2000 * houses["area"] - 900 * houses["age"] + noise(0, 9000, n) + 300_000
    houses["area"] = houses["area"].mask(holes[:, 0])
    houses["rooms"] = houses["rooms"].mask(holes[:, 1])

    titanic = pd.DataFrame(
        {
            "survived": random.integers(0, 2, n),
            "pclass": random.integers(1, 4, n),
            "name": [f"Person {i}, {title}. A" for i, title in enumerate(random.choice(["Mr", "Mrs", "Miss"], n))],
            "sex": random.choice(["male", "female"], n),
            "age": np.where(holes[:, 0], np.nan, random.uniform(1, 80, n)),
            "sibsp": random.integers(0, 4, n),
            "parch": random.integers(0, 3, n),
            "ticket": [f"A{i}" for i in range(n)],
            "fare": np.where(holes[:, 1], np.nan, random.gamma(2, 15, n)),
        }
    )

    telco = pd.DataFrame(
        {
            "tenure": random.uniform(0, 72, n),
            "monthly": random.uniform(18, 120, n),
            "total": np.where(holes[:, 0], np.nan, random.gamma(2, 900, n)),
            "contract": random.choice(["monthly", "one year", "two years"], n),
            "payment": random.choice(["card", "cheque", "transfer"], n),
            "churn": random.choice(["Yes", "No"], n, p=[0.3, 0.7]),
        }
    )

    sales = pd.DataFrame(
        {
            "date": pd.date_range("2021-01-01", periods=n).astype(str),
            "temp": noise(12, 6, n),
            "sales": 200 + 30 * np.sin(np.arange(n) / 7) + noise(0, 5, n),
        }
    )
    return {
        "credit.csv": credit.reset_index(),
        "houses.csv": houses,
        "titanic.csv": titanic,
        "telco.csv": telco,
        "sales.csv": sales,
    }


KEPT = {"id", "default", "price", "survived", "pclass", "churn", "sibsp", "parch", "date"}
"""Columns that are left as they are: targets, by which rows may be stratified, and those of few values."""


def changed(table: pd.DataFrame, rows: Sequence[int]) -> pd.DataFrame:
    """Give other values to the features of some rows, within the column's range but for one row just above it.

    So means, medians and largest values change, and no limit that a script has in it does. What is missing stays so.
    """
    table = table.copy()
    for column in table.columns.difference(list(KEPT)):
        if pd.api.types.is_float_dtype(table[column]):
            low, high = table[column].min(), table[column].max()
            present = [row for row in rows if pd.notna(table.loc[row, column])]
            table.loc[present, column] = low + (table.loc[present, column] - low) * 0.6
            table.loc[present[:1], column] = high + (high - low) * 0.04
    return table


@dataclass(frozen=True, slots=True)
class Asked:
    """Hold what entered a model when it was asked, and when it had been fitted.

    Parameters
    ----------
    lines : of the fit and of the question.
    trained, features : arrays of shape (n_rows, n_columns).
    rows : which rows of the file `features` are; None where unknown.
    """

    lines: tuple[int, int]
    trained: Any
    features: Any
    rows: list[int] | None


@dataclass
class Watch:
    """Collect what enters the estimators of a script during one run."""

    script: Path
    asked: list[Asked] = field(default_factory=list)
    fits: dict[int, tuple[int, Any, Any]] = field(default_factory=dict)
    tests: list[list[int]] = field(default_factory=list)

    def line(self) -> int | None:
        """Return the line of the script that called the watched function, None if a library did."""
        frame = sys._getframe(2)
        return frame.f_lineno if frame.f_code.co_filename == str(self.script) else None

    def saw_fit(self, line: int, model: Any, features: Any) -> None:
        """Note a fit; the model is kept, so that no other takes its identity."""
        self.fits[id(model)] = line, model, _array(features)

    def saw_question(self, line: int, model: Any, features: Any) -> None:
        """Note that a model was asked."""
        if id(model) in self.fits:
            fit, _, trained = self.fits[id(model)]
            rows = _rows(features) or next(
                (test for test in self.tests[::-1] if len(test) == len(_array(features))), None
            )
            self.asked.append(Asked((fit, line), trained, _array(features), rows))

    def saw_split(self, parted: Sequence[Any], parts: Sequence[Any]) -> None:
        """Note which rows of the file became the test part."""
        tests = [rows for part in parts[1::2] if (rows := _rows(part))]
        if not tests and len(_array(parted[0])) == ROWS:
            tests = [list(_positions(parted[0], parts[1]))]
        self.tests += tests[:1]


def _array(features: Any) -> Any:
    """Return features as numbers; texts become numbers that are the same for the same text."""
    table = pd.DataFrame(features.toarray() if hasattr(features, "toarray") else features)
    return np.column_stack([_numbers(table.iloc[:, position]) for position in range(table.shape[1])])


def _numbers(column: pd.Series) -> Any:
    if pd.api.types.is_numeric_dtype(column):
        return column.to_numpy(float, na_value=np.nan)
    return (pd.util.hash_array(column.astype(str).to_numpy(object)) % 2**32).astype(float)


def _rows(features: Any) -> list[int] | None:
    """Return which rows of the file a pandas table or column holds, if its index still says so."""
    if not isinstance(features, pd.DataFrame | pd.Series):
        return None
    labels = features.index
    known = pd.api.types.is_integer_dtype(labels) and len(labels) > 0 and labels.min() >= FIRST
    return [int(label) - FIRST for label in labels] if known else None


def _positions(whole: Any, part: Any) -> Iterator[int]:
    """Find the rows of an array in another by their values."""
    at = {row.tobytes(): position for position, row in enumerate(_array(whole))}
    return (at[row.tobytes()] for row in _array(part))


QUESTIONS = ("predict", "predict_proba", "decision_function", "score")


@contextlib.contextmanager
def watching(script: Path) -> Iterator[Watch]:
    """Watch classifiers, regressors, pipelines and searches, and `train_test_split`; label the rows of read tables."""
    import sklearn.model_selection

    watch = Watch(script)
    with contextlib.ExitStack() as stack:
        for owner, name in _methods():
            _replace(stack, owner, name, lambda before, name=name: _watched(before, watch, name))
        _replace(stack, sklearn.model_selection, "train_test_split", lambda before: _watched_split(before, watch))
        _replace(stack, pd, "read_csv", _labelled_read)
        yield watch


def _methods() -> Iterator[tuple[Any, str]]:
    """Return every function to replace, with the object that holds it: a class, or the descriptor of a method."""
    from sklearn.model_selection._search import BaseSearchCV
    from sklearn.pipeline import Pipeline
    from sklearn.utils import all_estimators

    models = {model for _, model in all_estimators(type_filter=["classifier", "regressor"])}
    owners = {owner for model in models | {BaseSearchCV, Pipeline} for owner in model.__mro__} - {object}
    for owner in owners:
        for name in ("fit", *QUESTIONS):
            held = owner.__dict__.get(name)
            if isinstance(held, types.FunctionType):
                yield owner, name
            elif hasattr(held, "fn"):  # a method that is there only if the inner estimator has it
                yield held, "fn"


def _replace(stack: contextlib.ExitStack, owner: Any, name: str, watched: Callable[[Any], Any]) -> None:
    before = getattr(owner, name)
    stack.callback(setattr, owner, name, before)
    setattr(owner, name, watched(before))


def _watched(before: Callable[..., Any], watch: Watch, name: str) -> Callable[..., Any]:
    @functools.wraps(before)
    def method(self: Any, X: Any, *args: Any, **kwargs: Any) -> Any:
        line = watch.line()
        if line is not None and before.__name__ == "fit":
            watch.saw_fit(line, self, X)
        elif line is not None:
            watch.saw_question(line, self, X)
        return before(self, X, *args, **kwargs)

    return method


def _watched_split(before: Callable[..., Any], watch: Watch) -> Callable[..., Any]:
    def split(*arrays: Any, **options: Any) -> Any:
        parts = before(*arrays, **options)
        watch.saw_split(arrays, parts)
        return parts

    return split


def _labelled_read(before: Callable[..., Any]) -> Callable[..., Any]:
    def read(*args: Any, **options: Any) -> Any:
        table = before(*args, **options)
        if "index_col" not in options:
            table.index = table.index + FIRST
        return table

    return read


def run(script: Path, contents: Mapping[str, pd.DataFrame]) -> Watch:
    """Run a script in a folder of its own with the tables that it reads, and return what was seen."""
    code = compile(script.read_text(), str(script), "exec")
    here = Path.cwd()
    with tempfile.TemporaryDirectory() as folder, watching(script) as watch:
        for name, table in contents.items():
            table.to_csv(Path(folder) / name, index=False)
        os.chdir(folder)
        try:
            with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
                warnings.simplefilter("ignore")
                exec(code, {"__name__": "__main__"})
        finally:
            os.chdir(here)
    return watch


@dataclass(frozen=True, slots=True)
class Observed:
    """Hold what was seen of a pair; `preprocessing` and `refit` are None where the rows are unknown or overlap."""

    overlap: bool
    preprocessing: bool | None
    refit: bool | None


def observe(script: Path, seed: int = 0) -> dict[tuple[int, int], Observed]:
    """Run a script with and without changed test rows, and tell of each pair, by its lines, what was seen."""
    contents = tables(seed)
    first = run(script, contents)
    again: dict[tuple[int, ...], Watch] = {}
    seen: dict[tuple[int, int], list[Observed]] = {}
    for position, asked in enumerate(first.asked):
        overlap = _overlap(asked.trained, asked.features)
        observed = Observed(overlap, None, None)
        if asked.rows is not None and not overlap:
            half = tuple(sorted(asked.rows)[::2])
            if half not in again:
                again[half] = run(script, {name: changed(table, half) for name, table in contents.items()})
            observed = _compared(asked, again[half].asked[position], set(half))
        seen.setdefault(asked.lines, []).append(observed)
    return {lines: _any(several) for lines, several in seen.items()}


def _overlap(trained: Any, features: Any) -> bool:
    """Tell whether rows stand in both, going by values; rows of few values say nothing, being alike by chance."""
    if trained.shape[1] != features.shape[1] or not _telling(features):
        return False
    rows = {row.tobytes() for row in trained}
    return any(row.tobytes() in rows for row in features)


def _telling(features: Any) -> bool:
    different = len({row.tobytes() for row in features})
    return different > 100 or different > 0.5 * len(features)


def _compared(before: Asked, after: Asked, half: set[int]) -> Observed:
    """Compare the two runs at one question."""
    learned = not _same(before.trained, after.trained)
    assert before.rows is not None
    alone = [position for position, row in enumerate(before.rows) if row not in half]
    moved = before.features.shape != after.features.shape or not _same(before.features[alone], after.features[alone])
    return Observed(False, learned, moved and not learned)


def _same(one: Any, other: Any) -> bool:
    return one.shape == other.shape and np.allclose(one, other, 1e-9, 1e-12, equal_nan=True)


def _any(several: Sequence[Observed]) -> Observed:
    def some(answers: list[bool | None]) -> bool | None:
        known = [answer for answer in answers if answer is not None]
        return any(known) if known else None

    return Observed(
        any(one.overlap for one in several),
        some([one.preprocessing for one in several]),
        some([one.refit for one in several]),
    )


NEEDS = {"numpy", "pandas", "polars", "sklearn", "scipy", "matplotlib", "joblib", "argparse"}


def runnable() -> list[Path]:
    """Return the labelled scripts that can run here: they import and read only what there is."""
    return [path for path in sorted(SCRIPTS.glob("*.py")) if _can_run(path)]


def _can_run(path: Path) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of escapes in the strings of old scripts
        try:
            tree = ast.parse(path.read_text())
        except SyntaxError:  # it has magics
            return False
    nodes = list(ast.walk(tree))
    imported = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    texts = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    files = {text for text in texts if text.endswith(".csv")}
    return {name.partition(".")[0] for name in imported} <= NEEDS and bool(files) and files <= tables(0).keys()


@dataclass(frozen=True, slots=True)
class Compared:
    """Hold a labelled pair beside what was observed of it."""

    pair: Pair
    observed: Observed

    def contradictions(self) -> Iterator[str]:
        """Name the leaks that were observed in spite of a label that says there is none."""
        for kind in ("overlap", "preprocessing", "refit"):
            if getattr(self.observed, kind) and getattr(self.pair, kind) is False:
                yield kind

    def unseen(self) -> Iterator[str]:
        """Name the leaks of the label that could have been observed and were not."""
        for kind in ("overlap", "preprocessing", "refit"):
            if getattr(self.observed, kind) is False and getattr(self.pair, kind):
                yield kind


def comparisons(scripts: Sequence[Path]) -> Iterator[Compared]:
    """Run scripts, and give each labelled pair that was seen with its observation."""
    by_script: dict[str, list[Pair]] = {}
    for pair in labelled_pairs(LABELS):
        by_script.setdefault(pair.file, []).append(pair)
    for script in scripts:
        observed = observe(script)
        for pair in by_script[script.name]:
            if (pair.train_line, pair.test_line) in observed:
                yield Compared(pair, observed[pair.train_line, pair.test_line])


def main() -> None:
    """Print observations, labels and the analyser's answers that do not agree, and how many do."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    done = list(comparisons(runnable()))
    print(f"{len({one.pair.file for one in done})} scripts ran, {len(done)} labelled pairs were seen.")
    for kind in ("overlap", "preprocessing", "refit"):
        asked = [one for one in done if None not in (getattr(one.observed, kind), getattr(one.pair, kind))]
        leaks = [one for one in asked if getattr(one.observed, kind)]
        labelled = sum(getattr(one.observed, kind) == getattr(one.pair, kind) for one in asked)
        analysed = sum(getattr(one.observed, kind) == _analysed(one.pair, kind) for one in asked)
        print(f"{kind}: observed {len(leaks)} of {len(asked)}; agree: label {labelled}, analyser {analysed}")
    for one in done:
        for kind in one.contradictions():
            print(f"{one.pair}: {kind} observed, labelled clean")
        for kind in one.unseen():
            print(f"{one.pair}: {kind} labelled, not observed")


def _analysed(pair: Pair, kind: str) -> bool:
    lines = pair.train_line, pair.test_line
    return verdicts_of(SCRIPTS / pair.file).get(lines, Verdict()).has(kind, "medium")


if __name__ == "__main__":
    main()
