"""A large table needs little memory, however its file is laid out: each run is a process of its own."""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import polars as pl
import pytest

pytestmark = [pytest.mark.heavy, pytest.mark.timeout(1800)]

ROWS = 40_000_000
PEAK = 1000  # MB; the columns together are 1,600


@pytest.fixture(scope="module")
def large_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a table with two unique columns, in the row groups of a million rows that pyarrow makes."""
    folder = tmp_path_factory.mktemp("large")
    parquet = pytest.importorskip("pyarrow.parquet")
    writer, step = None, 1_000_000
    for first in range(0, ROWS, step):
        number = np.arange(first, first + step)
        rng = np.random.default_rng(first)
        scattered = number * 7919 % 100_000_007  # unique, as the modulus is prime and above the last number
        part = pl.DataFrame(
            {
                "id": number,
                "scattered": scattered,
                "code": pl.Series(scattered).cast(pl.String).str.pad_start(10, "K"),
                "fare": rng.gamma(2.0, 60.0, step),
                "age": rng.integers(-1, 90, step),
            }
        ).to_arrow(compat_level=pl.CompatLevel.oldest())
        writer = writer or parquet.ParquetWriter(folder / "t.parquet", part.schema)
        writer.write_table(part, row_group_size=step)
    assert writer is not None
    writer.close()
    return folder / "t.parquet"


def peak_of(path: Path, lines: str, check: str) -> float:
    """Run a suite in a fresh process, check its result, and return the most memory that it had, in MB."""
    source = f"""
        from fairlead import data
        from fairlead.data import Suite
        result = Suite("large", [{lines}]).run({str(path)!r})
        assert {check}, [(one.expectation.label, one.unexpected, one.observed_value) for one in result]
        print(open("/proc/self/status").read().split("VmHWM:")[1].split()[0])
        """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(source)],
        capture_output=True, text=True, check=False, env={**os.environ},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return int(done.stdout.split()[-1]) * 1024 / 1e6


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is read from /proc")
@pytest.mark.parametrize(
    ("lines", "check"),
    [
        ('data.between("age", 0, 120), data.matches_regex("code", "^K")', "result.results[0].unexpected"),
        ('data.unique("id"), data.unique("scattered")', "result.success"),
        ('data.unique("code"), data.compound_unique(["code", "age"])', "result.success"),
        ('data.median_between("fare", 90, 110), data.median_between("age", 40, 50)', "result.success"),
        ('data.unique_count_between("code", 40_000_000, 40_000_000)', "result.success"),
    ],
    ids=["rows", "unique numbers", "unique texts", "medians", "different values"],
)  # fmt: skip
def test_a_large_table_needs_little_memory(large_file: Path, lines: str, check: str) -> None:
    assert peak_of(large_file, lines, check) < PEAK
