"""The pipeline that the drills cut off again and again.

Every execution of a task leaves a line in a journal when it begins and one when it ends, and every side
effect leaves a line in a file of its own: what Fairlead says is compared with what really happened.
"""

import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

from fairlead import DAG, PythonOperator, checkpoint

PAUSE = 0.008
STEPS = 4
LARGE = 200_000


def write(variable: str, *words: object) -> None:
    """Append a line to a file, at once and whole; without the file, do nothing."""
    if path := os.environ.get(variable):
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        os.write(descriptor, (" ".join(map(str, words)) + "\n").encode())
        os.close(descriptor)


@contextmanager
def execution(task: str) -> Iterator[None]:
    """Write down that a task begins and, unless it is cut off, that it ends."""
    write("DRILL_JOURNAL", "begin", task, os.getpid())
    time.sleep(PAUSE)
    yield
    time.sleep(PAUSE)
    write("DRILL_JOURNAL", "end", task, os.getpid())


def mixed(*values: object) -> int:
    """Return a number that depends on everything given, the same in every process."""
    return int.from_bytes(hashlib.sha256(repr(values).encode()).digest()[:6], "big")


def seeds() -> list[dict[str, int]]:
    with execution("seeds"):
        return [{"n": n} for n in range(5)]


def left(seeds: list[dict[str, int]]) -> int:
    with execution("left"):
        return mixed("left", seeds)


def right(seeds: list[dict[str, int]]) -> int:
    with execution("right"):
        return mixed("right", seeds)


def join(left: int, right: int) -> bytes:
    with execution("join"):
        return mixed(left, right).to_bytes(6, "big") * LARGE


def crunch(one: dict[str, int]) -> dict[str, int]:
    with execution(f"crunch[{one['n']}]"):
        return {"n": one["n"], "value": mixed("crunch", one)}


def total(crunch: list[dict[str, int]], join: bytes) -> int:
    with execution("total"):
        return mixed(crunch, len(join), join[:60])


def steps(join: bytes) -> int:
    with execution("steps"):
        done, value = checkpoint.load("done", default=(0, 0))
        for step in range(done, STEPS):
            write("DRILL_JOURNAL", "begin", f"steps/{step}", os.getpid())
            time.sleep(PAUSE / 4)
            value = mixed(step, value, join[:60])
            checkpoint.save("done", (step + 1, value))
            write("DRILL_JOURNAL", "end", f"steps/{step}", os.getpid())
        return value


def upper(total: int) -> int:
    with execution("upper"):
        return total + 1


def lower(total: int) -> int:
    with execution("lower"):
        return total - 1


def pay(upper: int, idempotency_key: str) -> None:
    """Ask a service for something that it does once a key."""
    with execution("pay"):
        write("DRILL_EFFECTS", "pay", idempotency_key)


def notify(lower: int, steps: int) -> None:
    """Do something that nobody can tell apart from doing it twice."""
    with execution("notify"):
        write("DRILL_EFFECTS", "notify", lower, steps)


def report(upper: int, lower: int, steps: int) -> dict[str, int]:
    with execution("report"):
        return {"upper": upper, "lower": lower, "steps": steps}


with DAG("drill") as dag:
    seeds = PythonOperator(seeds)
    left = PythonOperator(left)
    right = PythonOperator(right, executor="thread")
    join = PythonOperator(join)
    crunch = PythonOperator(crunch).map(one=seeds)
    total = PythonOperator(total)
    steps = PythonOperator(steps)
    upper = PythonOperator(upper, cache=False)
    lower = PythonOperator(lower)
    pay = PythonOperator(pay, effect=True, idempotency_key="{task}-1")
    notify = PythonOperator(notify, effect=True)
    report = PythonOperator(report)
    [pay, notify] >> report
