"""Copy the table, or split it. The option is `copy` or `split`; the result goes to the folder of this run."""

import shutil
from pathlib import Path

import polars as pl
from report import arguments, report
from rules import airports
from suite import suite_of

# Imports are not part of the measurement, for any tool. Fairlead loads these when they are first needed.
import fairlead.data.expectations
import fairlead.data.files.suite_file
import fairlead.data.quarantine.tables
import fairlead.data.with_polars.files  # noqa: F401

path, rules, way = arguments()
OUT = Path("out").absolute()


def copy() -> dict[str, object]:
    pl.scan_parquet(path).sink_parquet(OUT)
    return {}


def split() -> dict[str, object]:
    done = suite_of(rules, airports(path)).split(path, OUT)
    assert done.rows_in == done.rows_valid + done.rows_quarantined
    return {rule: one.unexpected for rule, one in zip(rules, done.results, strict=True) if one.unexpected is not None}


report({"copy": copy, "split": split}[way])
if OUT.is_dir():
    shutil.rmtree(OUT)
else:
    OUT.unlink()
