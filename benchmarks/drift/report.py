"""Time what a tool computes from two tables that are read already, and print it as one line."""

import json
import resource
import sys
import time
from collections.abc import Callable, Mapping

then, now = sys.argv[1:3]
NUMBERS = [f"n{n}" for n in range(12)]
WORDS = [f"c{n}" for n in range(8)]


def report(compute: Callable[[], Mapping[str, Mapping[str, float]]]) -> None:
    began = time.process_time()
    found = compute()
    cpu = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    print(json.dumps({"cpu": cpu, "total": time.process_time(), "peak": peak, "found": found}))
