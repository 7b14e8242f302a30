"""Measure what a logged prediction costs: in the request, in the background, on the disk, and to read back.

    python benchmarks/prediction_log.py            # 100,000 records of the 19 inputs of the churn data

CPU seconds are those of the whole process, so that of Polars' threads counts.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fairlead.serve.log import PredictionLog, Record, new_id, read_log
from fairlead.serve.log.record import line_of

PLANS = ("Month-to-month", "One year", "Two year")
YES_NO = ("Yes", "No")
NAMES = (
    "gender", "partner", "dependents", "phone_service", "multiple_lines", "internet_service", "online_security",
    "online_backup", "device_protection", "tech_support", "streaming_tv", "streaming_movies", "paperless_billing",
)  # fmt: skip


def records(count: int) -> list[Record]:
    """Draw records with inputs of the size of the churn data's."""
    dice = random.Random(1)
    found = []
    for n in range(count):
        row: dict[str, Any] = {name: dice.choice(YES_NO) for name in NAMES}
        row |= {
            "contract": dice.choice(PLANS),
            "payment_method": "Electronic check",
            "senior_citizen": dice.randint(0, 1),
        }
        row |= {"tenure": dice.randint(0, 72), "monthly_charges": round(dice.uniform(18, 119), 2)}
        row |= {"total_charges": round(dice.uniform(18, 8000), 2)}
        score = dice.random()
        at = 1_795_392_000.0 + n / 100
        found.append(Record(new_id(), at, "churn", 3, row, [1 - score, score], "Yes", latency_s=dice.random() / 1000))
    return found


def per_record(what: str, count: int, work: Callable[[], Any]) -> Any:
    """Print what a piece of work takes for one of so many records."""
    wall, cpu = time.perf_counter(), time.process_time()
    found = work()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"{what:46} {cpu / count * 1e6:7.1f} us CPU {wall / count * 1e6:8.1f} us wall a record")
    return found


def main(count: int) -> None:
    """Print the costs."""
    drawn = records(count)
    print(f"{count:,} records, {sum(len(line_of(one)) for one in drawn[:1000]) / 1000:.0f} bytes as a line of JSON")
    per_record("write as JSON (part of the next)", count, lambda: [line_of(one) for one in drawn])
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        log = PredictionLog(folder, roll_bytes=10**12)
        per_record("append, one by one", count, lambda: [log.append([one]) for one in drawn])
        per_record("read from the journal", count, lambda: read_log(folder).collect())
        per_record("make into a segment, in the background", count, log.close)
        found = per_record("read from the segment", count, lambda: read_log(folder).collect())
        size = sum(path.stat().st_size for path in folder.glob("*/*.parquet"))
        assert len(found) == count
        print(f"{size / count:.0f} bytes a record as a segment")
        few = min(count, 300)
        with PredictionLog(folder, fsync=True) as log:
            per_record("append with fsync, one thread", few, lambda: [log.append([one]) for one in drawn[:few]])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=100_000)
    main(parser.parse_args().records)
