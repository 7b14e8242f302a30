"""Tell people and programs what a look has found: lines in a file, a web address, a program. Each thing once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fairlead.clock import timestamp
from fairlead.finding import Finding
from fairlead.finding.document import finite
from fairlead.monitor.watching.look import Look
from fairlead.monitor.watching.settings import Alerts
from fairlead.pipeline.notify import Command, Webhook, command, webhook
from fairlead.project.notices import deliver


@dataclass(frozen=True, slots=True)
class Told:
    """Say who was told, and why it failed if it did."""

    who: str
    error: str | None = None


def news(look: Look, before: Mapping[str, Any] | None) -> list[Finding]:
    """Return the findings that are worth an alert and were not there at the look before.

    Parameters
    ----------
    before : the row of the look before in the store; None if this is the first.
    """
    least = look.watched.alerts.on
    known = set() if before is None else {_key(Finding.from_dict(one), before["batch"]) for one in before["findings"]}
    worth = [one for one in look.findings if one.severity >= least or one.action is not None]
    return [one for one in worth if _key(one, look.batch.name) not in known]


def _key(finding: Finding, batch: str | None) -> tuple[str, str, str | None]:
    return finding.code, str(finding.where) or str(finding.evidence.get("cause", "")), batch


def message_of(look: Look, findings: Sequence[Finding], *, project: str, folder: Path) -> dict[str, Any]:
    """Return what is told: plain values, ready for JSON."""
    verdict = look.verdict
    found: dict[str, Any] = finite(
        {
            "project": project,
            "model": look.model,
            "batch": look.batch.name,
            "version": look.batch.version,
            "state": "failed",  # as the news of a run says it, so that whoever sorts those sorts these
            "verdict": verdict.word,
            "message": verdict.sentence,
            "at": timestamp(look.at),
            "findings": [one.to_dict() for one in findings],
            "more": f"cd {folder} && fairlead monitor --batch {look.batch.name}",
        }
    )
    return found


def tell(alerts: Alerts, message: Mapping[str, Any], folder: Path) -> list[Told]:
    """Tell all, and return in less than 10 s what became of it; a message that is lost is no error.

    Parameters
    ----------
    folder : of the project, from which the path of a log begins.
    """
    told: list[Told] = []
    if alerts.log is not None:
        told.append(_write(folder / alerts.log, message))
    notifiers: list[Webhook | Command] = []
    if alerts.webhook is not None:
        notifiers.append(webhook(alerts.webhook))
    if alerts.command:
        notifiers.append(command(alerts.command))
    for one in deliver(notifiers, message) if notifiers else ():
        who = "the webhook" if isinstance(one.notifier, Webhook) else Path(one.notifier.argv[0]).name
        told.append(Told(who, one.error))
    return told


def _write(path: Path, message: Mapping[str, Any]) -> Told:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(message, ensure_ascii=False, default=str) + "\n")
    except OSError as error:
        return Told(str(path), error.strerror or type(error).__name__)
    return Told(str(path))
