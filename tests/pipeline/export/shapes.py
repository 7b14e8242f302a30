"""A small pipeline with a branch, a condition, a short circuit, a map, retries, a pool and a schedule."""

from __future__ import annotations

from fairlead import DAG, BranchPythonOperator, PythonOperator, ShortCircuitOperator


def numbers(n: int = 3) -> list[int]:
    return list(range(n))


def square(number: int) -> int:
    return number * number


def total(square: list[int]) -> int:
    return sum(square)


def choose(total: int) -> str:
    return "small" if total < 10 else "large"


def small(total: int) -> str:
    return f"small: {total}"


def large(total: int) -> str:
    return f"large: {total}"


def join(small: str | None, large: str | None) -> str:
    return small or large or "nothing"


def is_open() -> bool:
    return False


def closed() -> None:
    raise AssertionError("it must not run")


def announce(join: str) -> str:
    return join.upper()


def never(join: str) -> None:
    raise AssertionError("it must not run")


with DAG("shapes", schedule="0 6 * * *", timezone="Europe/Rome", start_date="2026-11-01", pools={"db": 2}) as dag:
    numbers = PythonOperator(numbers, retries=3, retry_delay=5)
    square = PythonOperator(square, pool="db").map(number=numbers)
    total = PythonOperator(total, timeout="2m")
    choose = BranchPythonOperator(python_callable=choose)
    small = PythonOperator(small)
    large = PythonOperator(large)
    join = PythonOperator(join, trigger_rule="none_failed")
    is_open = ShortCircuitOperator(python_callable=is_open)
    closed = PythonOperator(closed)
    announce = PythonOperator(announce).when(total.output > 1)
    never = PythonOperator(never).when(total.output > 1000)

    choose >> [small, large]
    is_open >> closed
