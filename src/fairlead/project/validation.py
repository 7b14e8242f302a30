"""Check a table against a suite, and keep what was found in the project's history."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fairlead.clock import Clock, SystemClock, new_run_id
from fairlead.data.files.python_file import load_python
from fairlead.data.files.suite_file import load_suite
from fairlead.data.record import record_of
from fairlead.data.report.page import Report
from fairlead.data.result import SAMPLES, Result
from fairlead.data.source import source_name
from fairlead.data.suite import Suite
from fairlead.data.table import Progress
from fairlead.errors import StoreError, SuiteError
from fairlead.finding import Finding
from fairlead.project.place import SETTINGS_FILE
from fairlead.project.settings import Project
from fairlead.store import Store

if TYPE_CHECKING:
    from fairlead.data.quarantine.split import SplitResult
    from fairlead.data.schema import Schema

VALIDATIONS_SHOWN = 20
"""So many of the latest validations make a history: as many as a line in the size of a word can show."""


@dataclass(frozen=True, slots=True)
class Validation:
    """Hold what a suite found in a table, and how it went before.

    Parameters
    ----------
    source : str, the path or name of the table.
    at : float, when it was checked, seconds since 1970-01-01 UTC.
    rows : int, of the table.
    seconds : float, how long it took.
    split : what became of the rows, if they were split.
    schema : the columns of the table.
    id : str or None, under which it is stored; None outside a project.
    history : by the sentence of a rule, oldest first and this time last: its share of broken rows, or the number that
        was observed.
    trouble : str or None, why it could not be stored.
    """

    suite: Suite
    source: str
    at: float
    rows: int
    results: tuple[Result, ...]
    findings: tuple[Finding, ...]
    seconds: float
    split: SplitResult | None = None
    schema: Schema | None = None
    id: str | None = None
    history: Mapping[str, tuple[float | None, ...]] = field(default_factory=dict)
    trouble: str | None = None

    @property
    def success(self) -> bool:
        """Tell whether every rule holds."""
        return all(result.success for result in self.results)

    @property
    def report(self) -> Report:
        """Return what an HTML report shows."""
        return Report(
            self.suite.name, self.source, self.rows, self.results, self.findings, self.at, self.seconds,
            self.split, self.history, self.schema, self.suite.private,
        )  # fmt: skip


def validate(
    table: Any,
    suite: Suite,
    *,
    source: str | None = None,
    split: str | os.PathLike[str] | None = None,
    overwrite: bool = False,
    samples: int | None = SAMPLES,
    project: Project | None = None,
    on_progress: Progress | None = None,
    clock: Clock | None = None,
) -> Validation:
    """Check a table, and split it if that is asked for.

    Parameters
    ----------
    table : as `Suite.run` takes it.
    source : str, what the table is called in the history; its path if it is one.
    split : folder for the valid rows and the quarantine.
    overwrite : replace a split that is there.
    samples : int or None, unexpected values to keep of each rule; None keeps all.
    project : in whose history it is kept; in none if not given.
    on_progress : see `Suite.run`; a split has none.

    Raises
    ------
    TableError, SuiteError, SplitError
        See `Suite.run` and `Suite.split`.
    """
    now = (clock or SystemClock()).now()
    schema = _schema_of(table)
    name = source or source_name(table)
    if split is not None:
        parts = suite.split(table, split, overwrite=overwrite, clock=clock)
        found = Validation(
            suite, name, now, parts.rows_in, parts.results, parts.findings, parts.seconds, parts, schema
        )  # fmt: skip
    else:
        result = suite.run(table, samples=samples, on_progress=on_progress)
        found = Validation(
            suite, name, now, result.rows, result.results, result.findings, result.seconds, schema=schema
        )  # fmt: skip
    return found if project is None else _kept(found, project)


def project_here() -> Project | None:
    """Return the project of the current folder, with or without a pipeline; None if there is none.

    Raises
    ------
    ProjectError
        Its settings cannot be read.
    """
    here = Path.cwd()
    has_settings = any((folder / SETTINGS_FILE).is_file() for folder in (here, *here.parents))
    if not has_settings and not (here / "pipeline.py").is_file():
        return None
    return Project.find(needs_pipeline=False)


def find_suite(name: str) -> Suite:
    """Return the suite that a person names: ``suite.toml``, the JSON of Great Expectations, or ``checks.py:NAME``.

    Raises
    ------
    SuiteError
        It is not there, or cannot be read.
    """
    path, _, wanted = name.rpartition(":") if ".py:" in name else (name, "", "")
    if not path.endswith(".py"):
        return load_suite(name)
    found = {key: value for key, value in vars(load_python(path)).items() if isinstance(value, Suite)}
    if wanted in found:
        return found[wanted]
    if not wanted and len(found) == 1:
        return next(iter(found.values()))
    if not wanted and found:
        raise SuiteError.several_suites(path, found)
    raise SuiteError.no_such_suite(wanted or "Suite", path, found)


def history_of(rows: Iterable[Mapping[str, Any]]) -> dict[str, tuple[float | None, ...]]:
    """Return how each rule went, by its sentence, from the rows of `Validations.history`.

    A rule that was not in the suite at some time has None there. One that is neither about rows nor about a number has
    1 where it was broken, and 0 where it was not.
    """
    known: dict[str, dict[str, float | None]] = {}
    ids: dict[str, None] = {}
    for row in rows:
        ids[row["validation_id"]] = None
        known.setdefault(row["sentence"], {})[row["validation_id"]] = _rate(row)
    return {sentence: tuple(by_id.get(one) for one in ids) for sentence, by_id in known.items()}


def _rate(row: Mapping[str, Any]) -> float | None:
    """Return the share of broken rows, or of what is measured the number that was found."""
    if row["unexpected"] is not None:
        return float(row["unexpected"] / row["considered"]) if row["considered"] else 0.0
    if is_number(row["observed"]):
        return float(row["observed"])
    return float(not row["success"])


def is_number(observed: Any) -> bool:
    """Tell whether an observed value is a number that can be drawn."""
    return isinstance(observed, (int, float)) and not isinstance(observed, bool) and math.isfinite(observed)


def _kept(found: Validation, project: Project) -> Validation:
    """Store a validation, and return it with its history. That the store has a trouble is no trouble of the table."""
    named = replace(found, id=new_run_id(found.at))
    try:
        with project.open_store() as store:
            _store(store, named)
            rows = store.validations.history(found.suite.name, VALIDATIONS_SHOWN)
    except StoreError as error:
        return replace(found, trouble=error.message)
    return replace(named, history=history_of(rows))


def _store(store: Store, found: Validation) -> None:
    record = record_of(
        found.suite.name, found.source, found.rows, found.results, found.findings,
        seconds=found.seconds, private=found.suite.private, split=found.split,
    )  # fmt: skip
    with store.transaction():
        store.validations.add({**record, "id": found.id, "at": found.at}, record["rules"])


def _schema_of(table: Any) -> Schema:
    from fairlead.data.source import open_table

    return open_table(table).schema
