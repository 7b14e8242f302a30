"""Fairlead, and nothing but what a user writes. The option is how many unexpected values are kept; 20 by default."""

from collections.abc import Callable

import polars  # noqa: F401  # its import is not part of the measurement, as for every other tool
from report import arguments, report
from rules import airports
from suite import suite_of

path, rules, option = arguments()
samples = int(option) if option.isdigit() else 20


def one_row(row: dict[str, object]) -> Callable[[], bool]:
    check = suite_of(rules, airports(path)).row_checker()
    return lambda: not check(row)


def run() -> dict[str, object]:
    result = suite_of(rules, airports(path)).run(path, samples=samples)
    return {
        rule: one.success if one.unexpected is None else one.unexpected
        for rule, one in zip(rules, result.results, strict=True)
    }


if __name__ == "__main__":
    report(run)
