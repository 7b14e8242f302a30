"""How much a request may ask, how long it may take, and how a server stops."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Say how much one request may ask, and how long it may take.

    Parameters
    ----------
    body : int, bytes.
    rows : int.
    seconds : float, for the body to arrive, and as long again for the answer.
    busy : int, how many requests for predictions may be in work at once.
    """

    body: int = 1_000_000
    rows: int = 10_000
    seconds: float = 10.0
    busy: int = 256


@dataclass(frozen=True, slots=True)
class Draining:
    """Say how a worker stops.

    Parameters
    ----------
    linger : float, seconds that it still takes connections, not ready, so that a load balancer can look away first.
    finish : float, seconds that requests in work may take after that.
    """

    linger: float = 0.0
    finish: float = 30.0
