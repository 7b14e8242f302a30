"""Whether the model is good enough, and the step into use: evaluate, then deploy."""

from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any

import polars as pl

from churn.behaviour import BEHAVIOUR
from churn.model import NAME, Recipe, side, train, unfitted
from fairlead.model import Model, Registry
from fairlead.model.evaluation import Holdout, evaluate_recipe
from fairlead.model.gate import (
    Gate,
    Verdict,
    behaviour_passed,
    better_than_baseline,
    better_than_dummy,
    calibration_error_below,
    champion_unchanged,
    exact_parity,
    latency_below,
    metric_floor,
    no_slice_regresses,
    not_worse_than_champion,
    split_is_time_ordered,
    suite_passed,
)
from fairlead.project import Project, promote
from fairlead.testing import Holdout as Asked
from fairlead.testing import check_behaviour

METRICS = ("roc_auc", "accuracy", "f1", "false_positive_rate", "log_loss", "calibration_error")
SLICES = ("contract", "internet_service", "senior_citizen")


def gate(min_auc: float, max_loss: float, max_calibration_error: float, max_milliseconds: float) -> Gate:
    """Return what must be so before a model is put into use; the numbers are explained in ``params.toml``."""
    return Gate(
        [
            suite_passed(),
            metric_floor("roc_auc", min_auc, on="folds"),
            better_than_dummy(),
            better_than_baseline(),
            not_worse_than_champion(margin=max_loss),
            no_slice_regresses(min_rows=200, margin=max_loss),
            behaviour_passed(least=len(BEHAVIOUR)),
            calibration_error_below(max_calibration_error),
            exact_parity(),
            latency_below(max_milliseconds),
            split_is_time_ordered(),
            champion_unchanged(),
        ]
    )


def registry() -> AbstractContextManager[Registry]:
    """Open the registry of the project in the current folder: a task runs in the folder of its project."""
    return Project.find(needs_pipeline=False).open_registry()


def champion() -> dict[str, Any]:
    """Look which version is in use: `evaluate` compares anew whenever it is another one."""
    with registry() as models:
        return in_use(models)


def in_use(models: Registry) -> dict[str, Any]:
    """Return the version that is the champion and its digest; nothing before the first one."""
    if NAME not in models.names() or "champion" not in {one.alias for one in models.holders(NAME)[NAME]}:
        return {"version": None, "digest": None}
    version = models.get(NAME, "champion")
    return {"version": version.version, "digest": version.digest}


def evaluate(
    validate: dict[str, Any],
    load: pl.DataFrame,
    champion: dict[str, Any],
    recipe: Recipe,
    C: float,
    folds: int,
    min_auc: float,
    max_loss: float,
    max_calibration_error: float,
    max_milliseconds: float,
    seed: int,
) -> Verdict:
    """Measure the recipe that `train` fits, beside it: its own copy is the same to the last bit.

    The floor is asked of a cross-validation on the training side. The holdout is used for what needs rows that nobody
    has learned from: the comparison with the champion and the baselines, and the calibration.
    """
    features, truth, ids = side(load, "train")
    others, their_truth, their_ids = side(load, "holdout")
    candidate = train(load, recipe, C, seed)
    behaved = check_behaviour(BEHAVIOUR, candidate, Asked(others, their_truth))
    with registry() as models:
        version = champion["version"]
        evaluation = evaluate_recipe(
            unfitted(recipe, C),
            features,
            truth,
            model_name=NAME,
            split=Holdout(others, their_truth, their_ids),
            keys=ids,
            folds=folds,
            metrics=METRICS,
            champion=None if version is None else models.load(NAME, version),
            champion_version=version,
            slices=SLICES,
            model=candidate,
            seed=seed,
            registry=models,
            trusted=models.trusted,
        )
        rules = gate(min_auc, max_loss, max_calibration_error, max_milliseconds)
        now = in_use(models)["version"]
        verdict = rules.decide(evaluation, suite=validate, behaviour=behaved, champion_now=now)
    print(verdict)
    return verdict


def deploy(train: Model, evaluate: Verdict, load: pl.DataFrame, run_id: str) -> dict[str, Any]:
    """Put the model into the registry and make it the champion, if the champion is still the one it was compared with.

    Before that, the model's plan for single rows is compared with its pipeline on every customer that it was trained
    on, and a server of the model must answer as it was trained, to the last bit. Doing it again does no harm: the same
    model keeps its version, and a champion is not promoted twice.

    Raises
    ------
    ValueError
        What `train` has fitted is not what `evaluate` has judged.
    ParityError
        The server answers otherwise than the trained model.
    StaleChampionError
        Somebody has promoted another version meanwhile. Run again: the model is then compared with that one.
    """
    if train.digest != evaluate.digest:
        raise ValueError(
            f"evaluate has judged the model {evaluate.digest[:12]}, and train has fitted {train.digest[:12]}."
        )
    with registry() as models:
        judged = replace(train, metrics=evaluate.evaluation.values)
        version = models.put(judged, run=run_id, why=f"run {run_id}")
        is_new = "champion" not in version.aliases
        if is_new:
            why = f"the gate {evaluate.summary}"
            done = promote(
                Project.find(needs_pipeline=False),
                models,
                NAME,
                version.version,
                expect=evaluate.champion_version,
                why=why,
                evidence=evaluate.to_dict(),
                training=side(load, "train")[0],
            )
            print(f"{version} {done.plan}.")
    print(f"{version} is {'now' if is_new else 'already'} the champion.")
    return {"version": version.version, "digest": version.digest, "is_new": is_new}
