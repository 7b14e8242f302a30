"""What the registry says of a version without loading it, and who holds an alias."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from fairlead.model.strategy import Strategy


@dataclass(frozen=True, slots=True)
class Version:
    """Describe one version of a model, without loading it.

    Parameters
    ----------
    version : int, counted from 1 for each model.
    digest : SHA-256 of all that the model is.
    at : float, when it was put there, seconds since 1970-01-01 UTC.
    parts : name of each file -> its SHA-256.
    card : what is known of it: task, classes, metrics, params, versions, digests of data and code.
    aliases : those that it holds.
    run : the run that made it, if one did.
    retired : float or None, since when its files may be gone.
    """

    name: str
    version: int
    digest: str
    at: float
    parts: Mapping[str, str]
    card: Mapping[str, Any]
    aliases: tuple[str, ...] = ()
    actor: str = ""
    why: str = ""
    run: str | None = None
    retired: float | None = None

    @property
    def metrics(self) -> Mapping[str, float]:
        """Return how good it was found to be."""
        found: Mapping[str, float] = self.card["metrics"]
        return found

    def __str__(self) -> str:
        return f"{self.name}:{self.version}"

    @classmethod
    def of(cls, row: Mapping[str, Any], aliases: Sequence[str] = ()) -> Self:
        """Build a version from its row in the store."""
        known = {name: row[name] for name in ("name", "version", "digest", "at", "parts", "card", "actor", "why")}
        return cls(**known, aliases=tuple(aliases), run=row["run_id"], retired=row["retired"])


@dataclass(frozen=True, slots=True)
class Holder:
    """Say which version holds an alias, and which one is on trial beside it.

    Parameters
    ----------
    version : int, the holder.
    trial : int or None, the version on trial; the `strategy` says how.
    """

    alias: str
    version: int
    trial: int | None
    strategy: Strategy
    at: float
    actor: str
    why: str

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """Build it from its row in the store."""
        known = {name: row[name] for name in ("alias", "version", "trial", "at", "actor", "why")}
        return cls(**known, strategy=Strategy(row["strategy"], row["share"]))
