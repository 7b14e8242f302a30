"""Remember which plans were proved: the same plan of the same model, with the same libraries, need not be proved again.

A proof takes seconds. Each worker would make it anew for each version, while requests for that version wait for it.
"""

from __future__ import annotations

import json
import os
import platform
from dataclasses import asdict, dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fairlead.serve.arms import BEING_PROVED
from fairlead.serve.domain import Domain
from fairlead.serve.plan import Compared, Compiled, RowPlan, compile_plan
from fairlead.serve.plan.code import NoPlanError
from fairlead.serve.plan.row_plan import write_plan

if TYPE_CHECKING:
    from fairlead.model.model import Model

LIBRARIES = ("fairlead", "numpy", "scikit-learn", "scipy")
"""What the numbers of a plan and of its pipeline depend on, beside the model's own libraries."""


@dataclass(frozen=True, slots=True)
class Proofs:
    """Keep what was proved in a folder of the project's state, a file for each plan.

    A plan that was found to differ is kept too, so that nobody who has fewer rows takes it for equal.

    Parameters
    ----------
    folder : it is made when there is something to keep.
    """

    folder: Path

    def compiled(self, model: Model, domain: Domain) -> Compiled:
        """Return the plan of a model, proved now or before; see `compile_plan`."""
        known = self.at_once(model, domain)
        if known is not BEING_PROVED:
            return known
        found = compile_plan(model, domain=domain)
        self._keep(found, replaces=False)
        known = self.at_once(model, domain)  # somebody with more rows may have proved it meanwhile
        return found if known is BEING_PROVED else known

    def proved(self, model: Model, domain: Domain, training: Any | None) -> Compiled:
        """Return the plan of a model, proved now on the rows of training as well.

        Parameters
        ----------
        training : any table with the columns of the model; None if the rows are not at hand. What was proved before
            then counts.
        """
        if training is None:
            return self.compiled(model, domain)
        found = compile_plan(model, rows=training, domain=domain)
        self._keep(found, replaces=True)
        return found

    def at_once(self, model: Model, domain: Domain) -> Compiled:
        """Return the plan of a model if it was proved before, and `BEING_PROVED` if that is still to be done."""
        given_up: list[RowPlan] = []
        for takes_apart in (True, False):
            try:
                plan = write_plan(model, takes_apart=takes_apart)
            except NoPlanError as error:
                return Compiled(None, str(error))
            known = self._read(self._path(plan))
            if known is not None and known.reason is None:
                return Compiled(plan, None, known.compared, known.crossover, given_up=tuple(given_up))
            if known is not None:
                given_up.append(plan)
                if not plan.takes_apart:
                    return Compiled(None, known.reason, known.compared, given_up=tuple(given_up))
            if not plan.takes_apart:
                break
        return BEING_PROVED

    def is_outdated(self, compiled: Compiled) -> bool:
        """Tell whether more is known by now of a plan that is in use."""
        if compiled.plan is None:
            return False
        known = self._read(self._path(compiled.plan))
        return known is not None and (known.reason is not None or known.compared != compiled.compared)

    def _path(self, plan: RowPlan) -> Path:
        surroundings = [platform.python_version(), platform.machine(), platform.processor()]
        text = json.dumps([plan.source, plan.model.digest, surroundings, libraries_of(plan.model)], sort_keys=True)
        return self.folder / f"{sha256(text.encode()).hexdigest()}.json"

    def _keep(self, found: Compiled, *, replaces: bool) -> None:
        for plan in found.given_up:
            reason = found.reason or "it differs from the pipeline"
            self._write(plan, Note(found.compared, 1, reason), replaces=replaces)
        if found.plan is not None:
            self._write(found.plan, Note(found.compared, found.crossover, None), replaces=replaces)

    def _read(self, path: Path) -> Note | None:
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
            compared = Compared.from_document(found["compared"])
            return Note(compared, int(found["crossover"]), found["reason"])
        except (OSError, ValueError, LookupError, TypeError):  # whatever is wrong with it: then it is proved again
            return None

    def _write(self, plan: RowPlan, note: Note, *, replaces: bool) -> None:
        path = self._path(plan)
        document = {
            "model": plan.model.digest,
            "plan": plan.digest,
            "compared": asdict(note.compared),
            "mismatches": int(note.reason is not None),
            "reason": note.reason,
            "crossover": note.crossover,
            "libraries": libraries_of(plan.model),
        }
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            new = path.with_suffix(f".{os.getpid()}")
            new.write_text(json.dumps(document, indent=1), encoding="utf-8")
            if not replaces and self._read(path) is None:
                path.unlink(missing_ok=True)  # it cannot be read, or is an old one
            try:
                new.replace(path) if replaces else os.link(new, path)  # a link does not replace what is there
            finally:
                new.unlink(missing_ok=True)
        except OSError:  # a folder that cannot be written costs seconds at each start, and nothing else
            return


@dataclass(frozen=True, slots=True)
class Note:
    """Hold what is kept of a proof; the reason says what differed, None if nothing did."""

    compared: Compared
    crossover: int
    reason: str | None


def libraries_of(model: Model) -> dict[str, str]:
    """Return the versions that a proof of a model's plan holds for."""
    return {**model.versions, **{name: version(name) for name in LIBRARIES}}
