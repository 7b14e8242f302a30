"""Which version answers a request: the champion, or the one on trial beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import TYPE_CHECKING, Literal, Self

from fairlead.model.strategy import Strategy
from fairlead.serve.domain import Domain
from fairlead.serve.plan import Compiled, compile_plan
from fairlead.serve.predictor import Predictor

if TYPE_CHECKING:
    from fairlead.model.model import Model

Compile = Callable[["Model", Domain], Compiled]
ArmName = Literal["champion", "canary", "shadow"]


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Arm:
    """Hold one version that is loaded, proved and ready to answer.

    Parameters
    ----------
    digest : SHA-256 of all that the model is.
    at : float, when it was loaded, seconds since 1970-01-01 UTC.
    probabilities_of : the classes, as texts, if the outputs are their probabilities; else empty.
    """

    name: str
    version: int
    digest: str
    model: Model
    predictor: Predictor
    at: float
    probabilities_of: tuple[str, ...] = ()

    @classmethod
    def of(cls, name: str, version: int, model: Model, at: float, *, compiled: Compile | None = None) -> Self:
        """Prepare a version: compile its plan, or find out that there is none.

        Parameters
        ----------
        compiled : gives the plan of a model, see `compile_plan`; `no_plan` gives none.
        """
        knows = hasattr(model.pipeline, "predict_proba")
        classes = tuple(map(str, model.classes)) if knows else ()
        domain = Domain.of(model)
        found = compile_plan(model, domain=domain) if compiled is None else compiled(model, domain)
        return cls(name, version, model.digest, model, Predictor(model, domain, found), at, classes)

    @property
    def waits_for_proof(self) -> bool:
        """Tell whether it answers by its pipeline only until its plan is proved."""
        return self.predictor.compiled is BEING_PROVED


BEING_PROVED = Compiled(None, "its plan is being proved.")
"""Stands in the place of a plan until that is known."""


def no_plan(model: Model, domain: Domain) -> Compiled:
    """Let the pipeline answer all rows."""
    return Compiled(None, "no plan was asked for.")


@dataclass(frozen=True, slots=True, eq=False)
class Lineup:
    """Hold what is served at one moment; a change is another line-up, so a request sees one and the same throughout.

    Parameters
    ----------
    trial : the version on trial, or None; the `strategy` says how.
    trouble : why the registry is not followed at the moment, as a sentence; None if it is.
    """

    champion: Arm
    trial: Arm | None = None
    strategy: Strategy = Strategy()
    trouble: str | None = None

    @property
    def shadow(self) -> Arm | None:
        """Return the version that answers too, unheard."""
        return self.trial if self.strategy.kind == "shadow" else None

    @property
    def arms(self) -> dict[ArmName, Arm]:
        """Return who serves, by arm."""
        found: dict[ArmName, Arm] = {"champion": self.champion}
        if self.trial is not None and self.strategy.kind != "replace":
            found[self.strategy.kind] = self.trial
        return found

    def __str__(self) -> str:
        champion = f"{self.champion.name}:{self.champion.version}"
        return champion if self.trial is None else f"{champion}, with version {self.trial.version} as {self.strategy}"

    def with_arm(self, arm: Arm) -> Lineup:
        """Return the same line-up with another state of a version in it."""
        champion = arm if self.champion.version == arm.version else self.champion
        trial = arm if self.trial is not None and self.trial.version == arm.version else self.trial
        return replace(self, champion=champion, trial=trial)

    def choose(self, request: str) -> tuple[ArmName, Arm]:
        """Return who answers a request; the same id is always answered by the same arm.

        Parameters
        ----------
        request : the id of the request.
        """
        if self.trial is not None and self.strategy.kind == "canary" and place(request) < self.strategy.share:
            return "canary", self.trial
        return "champion", self.champion


def place(request: str) -> float:
    """Return where an id falls between 0 and 1, evenly spread and always the same.

    >>> place("order-17") == place("order-17"), 0 <= place("order-17") < 1
    (True, True)
    >>> sum(place(f"order-{n}") < 0.1 for n in range(10_000))
    968
    """
    return int.from_bytes(blake2b(request.encode(), digest_size=6).digest()) / 2**48
