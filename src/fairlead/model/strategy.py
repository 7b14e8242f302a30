"""How a version comes into use: in place of the champion, beside it for a share of the requests, or unheard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fairlead.errors import PromotionError

STRATEGIES = ("replace", "canary", "shadow")


@dataclass(frozen=True, slots=True)
class Strategy:
    """Say how a version comes into use; serving does as it says.

    Parameters
    ----------
    kind : "replace" takes the alias at once. With "canary" the version answers a share of the requests and the holder
        of the alias the others; with "shadow" the holder answers all, and the version answers too, unheard.
    share : float in (0, 1), of a canary; 0 for the others.

    Raises
    ------
    PromotionError
        There is no such kind, or the share is no part of the requests.

    >>> str(Strategy()), str(Strategy("canary", 0.1))
    ('replace', 'canary 10%')
    """

    kind: Literal["replace", "canary", "shadow"] = "replace"
    share: float = 0.0

    def __post_init__(self) -> None:
        if self.kind not in STRATEGIES:
            raise PromotionError.unknown_strategy(self.kind, STRATEGIES)
        is_right = 0 < self.share < 1 if self.kind == "canary" else self.share == 0
        if not is_right:
            raise PromotionError.bad_share(self.share)

    def __str__(self) -> str:
        return f"{self.kind} {self.share * 100:g}%" if self.share else self.kind


def read_share(text: str) -> float:
    """Read a share of requests: ``10%`` or ``0.1``.

    Raises
    ------
    PromotionError
        It is none.

    >>> read_share("10%"), read_share("0.25")
    (0.1, 0.25)
    """
    number = text.strip().removesuffix("%")
    try:
        return float(number) / (100 if text.strip().endswith("%") else 1)
    except ValueError:
        raise PromotionError.bad_share(text) from None
