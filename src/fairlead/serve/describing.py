"""What `/model` says: which versions are served, since when, how, and what they need."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from fairlead.serve.arms import Arm, Lineup
from fairlead.serve.proofs import libraries_of

if TYPE_CHECKING:
    from fairlead.model.model import Model
    from fairlead.serve.plan import Compiled


def model_document(lineup: Lineup) -> dict[str, Any]:
    """Return what is served, as plain values.

    The champion stands at the top, each arm with its share of the requests under `arms`.
    """
    champion = lineup.champion
    share = lineup.strategy.share if lineup.trial is not None else 0.0
    arms = [
        {"arm": name, "share": {"champion": 1.0 - share, "canary": share, "shadow": 0.0}[name], **_arm(arm)}
        for name, arm in lineup.arms.items()
    ]
    return {
        "name": champion.name,
        **_arm(champion),
        "task": champion.model.task,
        "classes": list(champion.model.classes),
        "schema": champion.model.schema.to_document(),
        "arms": arms,
        "trouble": lineup.trouble,
    }


def _arm(arm: Arm) -> dict[str, Any]:
    compiled = arm.predictor.compiled
    answers_by = "plan" if compiled.plan is not None else "pipeline"
    return {
        "version": arm.version,
        "digest": arm.digest,
        "loaded_at": arm.at,
        "answers_by": answers_by,
        "plan": list(compiled.plan.steps) if compiled.plan is not None else None,
        "fallback": compiled.reason,
        "rows_checked": compiled.checked,
        "proof": proof_document(arm.model, compiled),
        "crossover": compiled.crossover,
    }


def proof_document(model: Model, compiled: Compiled) -> dict[str, Any]:
    """Return what was proved of a model's plan, and on which rows, as plain values."""
    plan = compiled.plan or next(iter(compiled.given_up), None)
    return {
        "in_words": compiled.in_words,
        **asdict(compiled.compared),
        "mismatches": int(compiled.plan is None and bool(compiled.given_up)),
        "model": model.digest,
        "plan": None if plan is None else plan.digest,
        "libraries": libraries_of(model),
    }
