"""Fairlead, and nothing but what a user writes. The option is how many unexpected values are kept; 20 by default."""

from collections.abc import Callable

# Imports are not part of the measurement, for any tool. Fairlead loads these when they are first needed.
import polars  # noqa: F401
from report import arguments, report
from rules import airports
from suite import suite_of

import fairlead.data.expectations
import fairlead.data.with_polars.files  # noqa: F401

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
