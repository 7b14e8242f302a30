"""Answer the ML Test Score for a project: what the store shows, and what people have written down."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from fairlead.errors import ProjectError
from fairlead.project.settings import Project
from fairlead.project.testing import latest_results, settings_of
from fairlead.store import Store
from fairlead.testing.pyramid import Pyramid
from fairlead.testing.rubric import QUESTIONS, MLTestScore, score_of

ANSWERS_FILE = "ml-test-score.toml"
"""Holds what people have answered: ``data-5 = "reviewed on 2026-03-02, see docs/privacy.md"``."""

CONDITIONS: Mapping[str, str] = {
    "model-5": "better_than_baseline",
    "model-6": "no_slice_regresses",
    "monitoring-3": "exact_parity",
    "monitoring-6": "latency_below",
}
"""Questions that a condition of the gate answers, if it held when the champion was promoted."""


def ml_test_score(project: Project) -> MLTestScore:
    """Answer the rubric.

    Raises
    ------
    ProjectError
        The file of answers cannot be read, or names a question that there is not.
    """
    by_hand = read_answers(project.folder / ANSWERS_FILE)
    with project.open_store() as store:
        checked = dict(_evidence(store, settings_of(project).get("model")))
    return score_of(checked, by_hand)


def read_answers(path: Path) -> dict[str, str]:
    """Read what people have answered; nothing if there is no such file.

    Raises
    ------
    ProjectError
        It is not TOML, an answer is no text, or there is no such question.
    """
    if not path.is_file():
        return {}
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ProjectError.bad_toml(path, None, str(error)) from error
    known = [one.id for one in QUESTIONS]
    for name, words in found.items():
        if name not in known:
            raise ProjectError.unknown_key(path, name, known)
        if not isinstance(words, str) or not words.strip():
            raise ProjectError.bad_value(path, name, words, "a sentence: who looked at what, and when")
    return found


def _evidence(store: Store, name: str | None) -> Iterator[tuple[str, str]]:
    """Give what a machine has found, by the id of the question."""
    yield from _from_tests(latest_results(store))
    yield from _from_validations(store)
    models = store.models.names()
    chosen = name or (models[0] if len(models) == 1 else None)
    if chosen in models:
        yield from _from_model(store, str(chosen))


def _from_tests(pyramid: Pyramid) -> Iterator[tuple[str, str]]:
    passed = pyramid.of(outcome="passed")
    proved: dict[str, list[str]] = {}
    for one in passed:
        for question in one.proves.split():
            proved.setdefault(question, []).append(one.test.rpartition("::")[2])
    for question, tests in proved.items():
        yield question, f"proved by {tests[0]}" + (f" and {len(tests) - 1} more" if len(tests) > 1 else "")
    layers: tuple[tuple[str, str, list[str] | None], ...] = (
        ("data-7", "transform", None),
        ("infrastructure-2", "behaviour", None),
        ("infrastructure-3", "system", ["integration", "e2e"]),
    )
    for question, layer, levels in layers:
        found = [one for one in pyramid.tests if one.layer == layer and (levels is None or one.level in levels)]
        if found and question not in proved and all(one.outcome == "passed" for one in found):
            yield question, f"all {len(found)} tests of the layer {layer} passed when they were last run"


def _from_validations(store: Store) -> Iterator[tuple[str, str]]:
    latest = store.validations.recent(limit=1)
    if latest:
        yield "monitoring-2", f"the suite {latest[0]['suite']} checked {latest[0]['row_count']:,} rows"


def _from_model(store: Store, name: str) -> Iterator[tuple[str, str]]:
    row = store.models.alias(name, "champion")
    if row is None:
        return
    label = f"{name}:{row['version']}"
    yield "data-1", f"{label} has a schema, and refuses a row that lacks a column or a value that was always there"
    events = store.models.events(name)
    verdict = _verdict_of(events, row["version"])
    if verdict is not None:
        yield "infrastructure-4", f"{label} was promoted with the verdict of a gate"
        held = {one["condition"]: one["said"] for one in verdict["conditions"] if one["status"] == "passed"}
        for question, condition in CONDITIONS.items():
            if condition in held:
                yield question, f"{label}: {held[condition]}"
    trials = [event for event in events if event["kind"] == "trial"]
    if trials:
        yield "infrastructure-6", f"{name}:{trials[-1]['version']} was on trial beside the champion"
    rolled = [event for event in events if event["kind"] == "rollback"]
    if rolled:
        yield "infrastructure-7", f"{name} was rolled back to version {rolled[-1]['version']}"


def _verdict_of(events: list[dict[str, Any]], version: int) -> Mapping[str, Any] | None:
    """Return the verdict with which a version was promoted last."""
    for event in sorted(events, key=lambda one: -one["number"]):
        evidence = (event["data"] or {}).get("evidence") or {}
        if event["kind"] == "promote" and event["version"] == version and "conditions" in evidence:
            found: Mapping[str, Any] = evidence
            return found
    return None
