"""Put a version into use, once a server of it has shown that it answers as the model was trained."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from fairlead.errors import ParityError
from fairlead.model.evaluation.parity import Parity
from fairlead.model.registry import Registry
from fairlead.model.retention import CHAMPION
from fairlead.model.strategy import Strategy
from fairlead.model.version import Holder
from fairlead.project.serving import PLANS_FOLDER
from fairlead.project.settings import Project
from fairlead.serve.packages import check_packages

if TYPE_CHECKING:
    from fairlead.model.model import Model


@dataclass(frozen=True, slots=True)
class Promoted:
    """Hold who has the alias now, and what came of the promotion.

    Parameters
    ----------
    parity : what the comparison before it found; None if it was left out.
    plan : what was proved of its plan, as a sentence about the version; None if nothing was.
    ended : the version whose trial beside this one, the holder before and after, has ended.
    is_new : False if the version held the alias already, with nobody on trial, so that nothing was done.
    """

    holder: Holder
    parity: Parity | None
    ended: int | None = None
    is_new: bool = True
    plan: str | None = None


def promote(
    project: Project,
    registry: Registry,
    name: str,
    version: int,
    alias: str = CHAMPION,
    *,
    expect: int | None,
    why: str,
    strategy: Strategy | None = None,
    evidence: Mapping[str, Any] | None = None,
    no_parity: str | None = None,
    training: Any | None = None,
) -> Promoted:
    """Compare what a server of a version answers with what the trained model answers, and then give it an alias.

    Its plan for single rows is proved first, on golden, drawn and all training rows, so far as these are at hand; one
    that differs on any of them is not used by any server of the project. Then golden and drawn rows go one by one over
    HTTP to the application that will serve, see `parity_over_http`. If the version holds the alias already, with nobody
    on trial beside it, nothing is done.

    Parameters
    ----------
    registry : of the project, open.
    expect, why, strategy, evidence : see `Registry.promote`; what was compared is added to the evidence.
    no_parity : why this version must do without the comparison; kept with the event.
    training : the rows that it was trained on, any table with its columns; None if nobody has them any more.

    Raises
    ------
    ParityError
        A row is answered otherwise, or none could be compared; the alias has not moved. Or no reason was given.
    MissingExtraError
        The packages that serve are not installed.
    UnknownModelError, StaleChampionError, PromotionError
        See `Registry.promote`.
    """
    from fairlead.serve.parity import PURPOSE, parity_over_http

    before = registry.check_promotion(name, version, alias, expect=expect, why=why, strategy=strategy)
    is_trial = strategy is not None and strategy.kind != "replace"
    held = registry.holder(name, alias) if before == version and not is_trial else None
    if held is not None and held.trial is None:
        return Promoted(held, None, is_new=False)
    parity, plan = None, None
    if no_parity is None:
        check_packages(PURPOSE)  # before the model is loaded
    elif not no_parity.strip():
        raise ParityError.no_reason()
    if no_parity is None or training is not None:
        model = registry.load(name, version)
        plan = proof_of(project, model, training)
    if no_parity is None:
        plans = project.state / PLANS_FOLDER
        parity = parity_over_http(model, trusted=registry.trusted, paths=[project.folder], plans=plans)
        check_parity(f"{name}:{version}", parity)
    found = {
        "parity": {"left_out": no_parity} if parity is None else asdict(parity),
        **({} if plan is None else {"plan": plan}),
    }
    holder = registry.promote(
        name, version, alias, expect=expect, why=why, strategy=strategy, evidence={**(evidence or {}), **found}
    )
    return Promoted(
        holder, parity, ended=None if held is None else held.trial, plan=None if plan is None else plan["in_words"]
    )


def proof_of(project: Project, model: Model, training: Any | None) -> dict[str, Any]:
    """Prove the plan of a model, keep that for the servers of the project, and return what was found.

    Returns
    -------
    dict with `in_words`, the digests of `model` and `plan`, how many rows had the same answer (`golden`, `training`,
    `drawn`), how many were `left` to the pipeline, `mismatches`, and the `libraries` that it holds for.

    Raises
    ------
    ModelInputError
        The rows of training are none that the model can be asked.
    """
    from threadpoolctl import threadpool_limits  # comes with scikit-learn

    from fairlead.serve.describing import proof_document
    from fairlead.serve.domain import Domain
    from fairlead.serve.proofs import Proofs

    with threadpool_limits(1, user_api="openmp"):  # threads gain nothing on one row
        found = Proofs(project.state / PLANS_FOLDER).proved(model, Domain.of(model), training)
    return proof_document(model, found)


def check_parity(model: str, parity: Parity) -> None:
    """Check that a comparison found nothing.

    Raises
    ------
    ParityError
        It found a row that is answered otherwise, or there was nothing to find.
    """
    if parity.example is not None:
        raise ParityError.differs(model, parity.different, parity.rows, parity.example)
    if not parity.is_exact:
        raise ParityError.not_compared(model, parity.trouble or f"{parity.different} rows differ")
