"""How production stands, and what needs a person: read off what runs, checks, tests and looks have left."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fairlead.finding import Severity
from fairlead.store import Store

Row = Mapping[str, Any]

CHAMPION = "champion"
UNFINISHED = ("failed", "interrupted", "cancelled")
OLD_LOOK = 14 * 86400.0
"""Seconds after which a look at production says little about today: two of the usual weeks between looks."""

WORD_SEVERITY: Mapping[str, Severity] = {
    "train again": Severity.ERROR,
    "needs attention": Severity.ERROR,
    "worth a look": Severity.WARNING,
    "no outcomes yet": Severity.INFO,
}
"""The words of a look's verdict, and how much they matter; a word that is not here asks for nothing."""


@dataclass(frozen=True, slots=True)
class Need:
    """Say one thing that needs a person.

    Attributes
    ----------
    said : one sentence; why : why it matters.
    page : the address of the page that shows it, from the project on: ``/runs/20261123-144512-gkaqmt``.
    command : what does it in a terminal; empty if nothing does.
    """

    severity: Severity
    said: str
    why: str = ""
    page: str = "/"
    command: str = ""


@dataclass(frozen=True, slots=True)
class Champion:
    """Say which version of a model is in use.

    Attributes
    ----------
    version : None if no version is in use.
    newest : the newest version; `at` is since when the champion is in use.
    metric, value : how good it was found to be when it was made; None if its card says nothing.
    trained_on : rows that it was fitted on.
    """

    model: str
    version: int | None
    newest: int
    at: float | None
    why: str
    metric: str | None = None
    value: float | None = None
    trained_on: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Hold how production stands.

    Attributes
    ----------
    word : ``healthy``, ``worth a look``, ``needs a person``, or ``nothing in production``.
    needs : the worst first.
    validations : the latest of each suite.
    look : the latest look at each model that is watched.
    tests : the last result of every test; `tested` is when the latest session was.
    """

    word: str
    sentence: str
    needs: Sequence[Need]
    run: Row | None = None
    champions: Sequence[Champion] = ()
    validations: Sequence[Row] = ()
    looks: Sequence[Row] = ()
    tests: Sequence[Row] = ()
    tested: float | None = None
    runs: Sequence[Row] = field(default=())


def standing_of(store: Store, now: float) -> Standing:
    """Read how production stands.

    Parameters
    ----------
    now : float, seconds since 1970-01-01 UTC.
    """
    runs = store.runs.recent(8)
    champions = [_champion(store, name) for name in store.models.names()]
    validations = [store.validations.recent(suite, 1)[0] for suite in store.validations.suites()]
    looks = [look for one in champions for look in store.monitoring.looks(one.model, 1)]
    sessions = store.tests.sessions(1)
    tests = store.tests.latest()
    needs = sorted(
        [
            *_of_runs(store, runs),
            *_of_models(champions),
            *_of_validations(validations),
            *_of_looks(champions, looks, now),
            *_of_tests(tests),
        ],
        key=lambda need: -need.severity,
    )
    word, sentence = verdict_of(needs, champions, runs)
    return Standing(
        word,
        sentence,
        needs,
        run=runs[0] if runs else None,
        champions=champions,
        validations=sorted(validations, key=lambda row: -row["at"]),
        looks=looks,
        tests=tests,
        tested=sessions[0]["at"] if sessions else None,
        runs=runs,
    )


def verdict_of(needs: Sequence[Need], champions: Sequence[Champion], runs: Sequence[Row]) -> tuple[str, str]:
    """Return in a word and a sentence how production stands.

    >>> verdict_of([], [Champion("churn", 2, 2, 0.0, "")], [{"state": "succeeded"}])
    ('healthy', 'churn version 2 answers, and nothing waits for a person.')
    >>> verdict_of([], [], [])[0]
    'nothing in production'
    """
    in_use = [f"{one.model} version {one.version}" for one in champions if one.version is not None]
    errors = sum(need.severity >= Severity.ERROR for need in needs)
    warnings = sum(need.severity == Severity.WARNING for need in needs)
    if errors:
        rest = f", {_things(warnings)} beside it" if warnings else ""
        return "needs a person", f"{_things(errors)} {'does' if errors == 1 else 'do'} not work as it should{rest}."
    if not in_use:
        done = "The pipeline has run, but no model is in use yet." if runs else "Nothing has run here yet."
        return "nothing in production", done
    answer = f"{' and '.join(in_use)} {'answers' if len(in_use) == 1 else 'answer'}"
    if warnings:
        return "worth a look", f"{answer}; {_things(warnings)} should be looked at."
    return "healthy", f"{answer}, and nothing waits for a person."


def _things(number: int) -> str:
    return "one thing" if number == 1 else f"{number} things"


def _champion(store: Store, name: str) -> Champion:
    alias = store.models.alias(name, CHAMPION)
    versions = store.models.versions(name)
    newest = versions[0]["version"]
    if alias is None:
        return Champion(name, None, newest, None, "")
    card: Mapping[str, Any] = next((row["card"] for row in versions if row["version"] == alias["version"]), {})
    rows = card.get("rows")
    metric, value = _measured(card)
    trained_on = rows if isinstance(rows, int) else None
    return Champion(name, alias["version"], newest, alias["at"], alias["why"], metric, value, trained_on)


def _measured(card: Mapping[str, Any]) -> tuple[str | None, float | None]:
    """Return the main metric of a version's card with its value; None where it has none."""
    metrics = card.get("metrics") or {}
    for name in ("roc_auc", "accuracy", "r2", "rmse", "mae"):
        value = metrics.get(name)
        value = value.get("value") if isinstance(value, Mapping) else value
        if isinstance(value, (int, float)) and math.isfinite(value):
            return name, float(value)
    return None, None


def _of_runs(store: Store, runs: Sequence[Row]) -> Iterator[Need]:
    if not runs:
        yield Need(
            Severity.INFO,
            "The pipeline has not run yet.",
            "A run leaves everything else that stands here: results, checks, a model.",
            "/pipeline",
            "fairlead run",
        )
        return
    latest, short = runs[0], runs[0]["id"][-6:]
    page = f"/runs/{latest['id']}"
    if latest["state"] == "failed":
        failed = [row for row in store.runs.tasks(latest["id"]) if row["state"] == "failed"]
        where = f" at {failed[0]['task_id']}" if failed else ""
        error = (failed[0]["error"] or {}) if failed else {}
        said = str(error.get("message") or latest["reason"] or "").split("\n")[0]
        command = f"fairlead resume {short}"
        yield Need(Severity.ERROR, f"The latest run failed{where}: {said}".rstrip(": "), _good(runs), page, command)
    elif latest["state"] in ("interrupted", "cancelled"):
        said = f"The latest run was {'cut off' if latest['state'] == 'interrupted' else 'cancelled'}"
        why = f"{latest['reason'] or ''}. What it had finished is kept.".lstrip(". ")
        yield Need(Severity.WARNING, f"{said}.", why, page, f"fairlead resume {short}")


def _good(runs: Sequence[Row]) -> str:
    good = next((row for row in runs if row["state"] == "succeeded"), None)
    if good is None:
        return "What it had finished is kept; mend the stage and resume."
    return f"Run {good['id'][-6:]} was the last that succeeded; what is in use comes from there."


def _of_models(champions: Sequence[Champion]) -> Iterator[Need]:
    for one in champions:
        if one.version is None:
            yield Need(
                Severity.WARNING,
                f"No version of {one.model} is in use, though it has {one.newest}.",
                "Whoever serves the model is given no answer.",
                f"/models/{one.model}",
                f"fairlead models promote {one.model}:{one.newest}",
            )


def _of_validations(validations: Sequence[Row]) -> Iterator[Need]:
    for row in validations:
        if not row["success"]:
            severe = row["worst"] in ("error", "critical")
            yield Need(
                Severity.ERROR if severe else Severity.WARNING,
                f"{row['source']} does not pass its suite {row['suite']}.",
                f"{row['row_count']:,} rows were checked; the worst that was found is of severity {row['worst']}.",
                f"/checks/{row['suite']}",
                f"fairlead validate --history {row['suite']}",
            )


def _of_looks(champions: Sequence[Champion], looks: Sequence[Row], now: float) -> Iterator[Need]:
    watched = {row["model"]: row for row in looks}
    for one in champions:
        if one.version is None:
            continue
        look = watched.get(one.model)
        if look is None:
            yield Need(
                Severity.WARNING,
                f"Nobody has looked yet how {one.model} does in production.",
                "A model can go on answering while its answers get worse.",
                "/monitor",
                "fairlead monitor",
            )
            continue
        severity = WORD_SEVERITY.get(look["verdict"])
        if severity is not None:
            said = f"The monitor says of {one.model}: {look['verdict']}."
            why = "; ".join(str(found.get("message", "")) for found in look["findings"][:2])
            yield Need(severity, said, why, "/monitor", "fairlead monitor")
        elif now - look["at"] > OLD_LOOK:
            days = round((now - look["at"]) / 86400)
            yield Need(
                Severity.WARNING,
                f"Nobody has looked at {one.model} for {days} days.",
                "Drift is found by looking; a schedule can do that.",
                "/monitor",
                "fairlead monitor --every=1d",
            )


def _of_tests(tests: Sequence[Row]) -> Iterator[Need]:
    bad = [row for row in tests if row["outcome"] in ("failed", "error")]
    if bad:
        names = ", ".join(row["test"].rpartition("::")[2] for row in bad[:3])
        yield Need(
            Severity.ERROR,
            f"{'One test does' if len(bad) == 1 else f'{len(bad)} tests do'} not pass: {names}.",
            str(bad[0]["said"]).strip().split("\n")[0][:200],
            "/tests",
            "fairlead test",
        )
