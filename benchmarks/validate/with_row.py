"""Check one row that keeps every rule, again and again. The option is the name of the tool."""

import json
import statistics
import time
from importlib import import_module

from report import arguments, cpu_seconds

path, rules, tool = arguments()
# A flight of the table, written here so that every tool gets the same and none has to read a file.
ROW = {
    "id": 0, "customer_id": "C00000000", "leg": 0, "dep_time": 1718, "age": 36, "month": 5, "distance": 762,
    "origin": "JFK", "carrier": "B6", "dest": "ATL", "tailnum": "N805JB", "fare": 123.06, "base": 120.06,
    "share_a": 35, "share_b": 65,
}  # fmt: skip
SECONDS = 3.0
ROUNDS = 5


def run() -> None:
    check = import_module(f"with_{tool}").one_row(ROW)
    assert check(), "the row keeps every rule"
    started = time.perf_counter()
    check()
    calls = max(1, int(SECONDS / ROUNDS / (time.perf_counter() - started)))
    rounds = []
    for _ in range(ROUNDS):
        before = cpu_seconds()
        for _ in range(calls):
            check()
        rounds.append((cpu_seconds() - before) / calls * 1e6)
    print(json.dumps({"microseconds": statistics.median(rounds), "calls": calls * ROUNDS}))


run()
