"""Which rules of a suite current rows break that the reference did not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fairlead.data.result import Result
    from fairlead.data.suite import Suite

MORE = 0.01
"""By how much the share of rows that break a rule must have risen."""


def newly_broken(suite: Suite, before: Any, now: Any) -> Mapping[str, str]:
    """Return the rules that are broken now and were not, by their sentence, each with its numbers.

    Parameters
    ----------
    before, now : tables, of any library. A rule about a column that is not there cannot be decided, and is left out:
        that the column is missing is told by its name.

    Raises
    ------
    SuiteError, TableError
        See `Suite.run`.

    >>> import polars
    >>> from fairlead.data import Suite, between
    >>> suite = Suite("people", [between("age", 0, 120)])
    >>> found = newly_broken(suite, polars.DataFrame({"age": [36, 41]}), polars.DataFrame({"age": [36, 4100]}))
    >>> print(*found.values())
    Rule "age is at least 0 and at most 120": 50.0% of the rows break it, and 0.0% did.
    """
    from fairlead.errors import SuiteError, TableError

    try:
        then, here = (suite.run(table, samples=1).results for table in (before, now))
    except (SuiteError, TableError):  # a column is gone or has another type, which is told by its name
        return {}
    found = {}
    for was, result in zip(then, here, strict=True):
        if result.success or result.error is not None or was.error is not None:
            continue
        sentence = result.expectation.sentence
        shares = _share(was), _share(result)
        if shares[0] is None or shares[1] is None:
            if was.success:
                found[sentence] = f'Rule "{sentence}" does not hold any more.'
        elif shares[1] - shares[0] > MORE:
            found[sentence] = f'Rule "{sentence}": {shares[1]:.1%} of the rows break it, and {shares[0]:.1%} did.'
    return found


def _share(result: Result) -> float | None:
    """Return the share of the rows that break a rule; None if it is not about rows."""
    return None if result.unexpected is None else result.unexpected / max(result.considered, 1)
