"""Which versions of a model may go: a pure decision about rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fairlead.model.holders import holds_of

DAY = 86400.0
CHAMPION = "champion"


def versions_to_retire(
    versions: Iterable[Mapping[str, Any]],
    aliases: Iterable[Mapping[str, Any]],
    events: Iterable[Mapping[str, Any]],
    *,
    keep: int,
    champion_days: float,
    now: float,
) -> list[int]:
    """Return the versions that nothing needs any more, in order.

    The newest stay, every version with an alias or on trial, and every one that was champion within some days: a
    rollback must be able to go there.

    Parameters
    ----------
    versions, aliases, events : rows of the store, of one model.
    keep : int, so many of the newest versions stay in any case.
    champion_days : float, days since it was replaced.
    now : float, seconds since 1970-01-01 UTC.

    >>> rows = [{"version": n, "retired": None} for n in (1, 2, 3)]
    >>> versions_to_retire(rows, [{"version": 1, "trial": None}], [], keep=1, champion_days=30, now=0.0)
    [2]
    """
    present = sorted(row["version"] for row in versions if row["retired"] is None)
    newest = set(present[len(present) - keep :]) if keep else set()
    named = {row[place] for row in aliases for place in ("version", "trial")}
    since = now - champion_days * DAY
    holds = holds_of(events, CHAMPION)
    champions = {hold.version for hold in holds if hold.until is None or hold.until >= since}
    return [version for version in present if version not in newest | named | champions]
