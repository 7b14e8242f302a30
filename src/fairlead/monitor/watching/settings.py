"""What is watched and how: the values of the table ``[monitor]`` in fairlead.toml, checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from fairlead.clock import duration
from fairlead.errors import ProjectError, ScheduleError
from fairlead.finding import Severity
from fairlead.model.evaluation.metrics import METRICS
from fairlead.monitor.batches.periods import PERIODS, Period, zone_of
from fairlead.monitor.batches.references import TRAINING
from fairlead.monitor.batches.segments import Segmentation
from fairlead.monitor.performance.maturity import MATURE
from fairlead.monitor.policies.rules import Never, Policy
from fairlead.monitor.policies.words import policy_of

DAY = 86_400.0
COOL_DOWN = DAY
SEVERITIES = tuple(str(one) for one in Severity)

COST = {"error": (int, float), "retrain": (int, float), "currency": str}
ALERTS = {"log": str, "webhook": str, "command": list, "on": str}


@dataclass(frozen=True, slots=True)
class Cost:
    """Say what an error and a retraining cost, in some currency."""

    error: float = 0.0
    retrain: float = 0.0
    currency: str = ""

    def show(self, amount: float) -> str:
        """Return an amount as text.

        >>> Cost(currency="EUR").show(12345.6)
        '12,346 EUR'
        """
        return f"{amount:,.0f} {self.currency}".rstrip()


@dataclass(frozen=True, slots=True)
class Alerts:
    """Say who is told of what was found: lines in a file, a web address, a program.

    Parameters
    ----------
    on : the least severity that is told; a retraining is always told.
    """

    log: str | None = None
    webhook: str | None = None
    command: tuple[str, ...] = ()
    on: Severity = Severity.ERROR


@dataclass(frozen=True, slots=True)
class Watched:
    """Hold what is watched and how.

    Parameters
    ----------
    model : its name; None for the only one that there is.
    period, timezone : how the log of predictions is cut into batches.
    reference : see `references.WORDS`.
    metric : by which the model is judged; None for the first of its task.
    columns : that are compared; None for all.
    segments : by which columns the rows are looked at apart.
    policy : when to train again.
    starts : whether the project then starts its pipeline, or only says so.
    cool_down : seconds from one start to the next.
    mature : share of the outcomes of a batch from which on they count, in [0, 1].
    target : what the metric was promised to be; None for what the first champion was found to have.
    challenger : alias of a fresh model in the registry that is asked about the same rows.
    """

    model: str | None = None
    period: Period = "month"
    timezone: str = "UTC"
    reference: str = TRAINING
    metric: str | None = None
    columns: tuple[str, ...] | None = None
    segments: tuple[Segmentation, ...] = ()
    policy: Policy = field(default_factory=Never)
    starts: bool = False
    cool_down: float = COOL_DOWN
    mature: float = MATURE
    target: float | None = None
    challenger: str | None = None
    cost: Cost = field(default_factory=Cost)
    alerts: Alerts = field(default_factory=Alerts)

    @classmethod
    def read(cls, values: Mapping[str, Any], path: Path | str) -> Self:
        """Return the settings of a project.

        Parameters
        ----------
        values : the table ``[monitor]``; keys and types of its first level are known to be right.

        Raises
        ------
        ProjectError
            A value makes no sense.
        MonitorError
            The policy cannot be read.
        """
        reading = _Reading(values, path)
        policy = values.get("policy")
        return cls(
            model=values.get("model"),
            period=reading.one_of("period", PERIODS, "month"),
            timezone=reading.timezone(),
            reference=values.get("reference", TRAINING),
            metric=None if "metric" not in values else reading.one_of("metric", tuple(METRICS), ""),
            columns=reading.names("columns") or None,
            segments=reading.segments(),
            policy=Never() if policy is None else policy_of(policy),
            starts=reading.one_of("retrain", ("advise", "start"), "advise") == "start",
            cool_down=reading.seconds("cool_down", COOL_DOWN),
            mature=reading.share("mature", MATURE),
            target=values.get("target"),
            challenger=values.get("challenger"),
            cost=reading.cost(),
            alerts=reading.alerts(),
        )


class _Reading:
    """Read values out of the table, and refuse those that make no sense."""

    def __init__(self, values: Mapping[str, Any], path: Path | str) -> None:
        self._values = values
        self._path = path

    def bad(self, key: str, value: object, expected: str) -> ProjectError:
        return ProjectError.bad_value(self._path, f"monitor.{key}", value, expected)

    def one_of(self, key: str, known: tuple[Any, ...], default: str) -> Any:
        value = self._values.get(key, default)
        if value not in known:
            raise self.bad(key, value, f"one of {', '.join(known)}")
        return value

    def timezone(self) -> str:
        name: str = self._values.get("timezone", "UTC")
        try:
            zone_of(name)
        except KeyError:
            raise self.bad("timezone", name, 'the name of a time zone, such as "Europe/Rome"') from None
        return name

    def names(self, key: str) -> tuple[str, ...]:
        found = self._values.get(key, [])
        odd = [one for one in found if not isinstance(one, str) or not one.strip()]
        if odd:
            raise self.bad(key, odd[0], "a list of names of columns")
        return tuple(found)

    def segments(self) -> tuple[Segmentation, ...]:
        found = []
        for text in self.names("segments"):
            try:
                found.append(Segmentation.read(text))
            except ValueError:
                raise self.bad("segments", text, 'a column ("contract"), or ranges of one ("tenure: 12, 24")') from None
        return tuple(found)

    def seconds(self, key: str, default: float) -> float:
        try:
            return duration(self._values.get(key, default))
        except ScheduleError:
            raise self.bad(key, self._values[key], 'a length of time, such as "7d" or "12h"') from None

    def share(self, key: str, default: float) -> float:
        value = float(self._values.get(key, default))
        if not 0 < value <= 1:
            raise self.bad(key, value, "a share above 0 and at most 1")
        return value

    def cost(self) -> Cost:
        found = self._inner("cost", COST)
        for key in ("error", "retrain"):
            if found.get(key, 0) < 0:
                raise self.bad(f"cost.{key}", found[key], "a number of 0 or more")
        return Cost(float(found.get("error", 0.0)), float(found.get("retrain", 0.0)), found.get("currency", ""))

    def alerts(self) -> Alerts:
        found = self._inner("alerts", ALERTS)
        level, words, address = found.get("on", "error"), found.get("command", []), found.get("webhook")
        if level not in SEVERITIES:
            raise self.bad("alerts.on", level, f"one of {', '.join(SEVERITIES)}")
        if not all(isinstance(one, str) for one in words) or ("command" in found and not words):
            raise self.bad("alerts.command", words, "a program with its arguments, as a list of texts")
        if address is not None and not address.startswith(("http://", "https://", "${")):
            raise self.bad("alerts.webhook", address, "an address that begins with https:// or http://")
        return Alerts(found.get("log"), address, tuple(words), Severity.of(level))

    def _inner(self, key: str, known: Mapping[str, Any]) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self._values.get(key, {})
        for name, value in found.items():
            if name not in known:
                raise ProjectError.unknown_key(
                    self._path, f"monitor.{key}.{name}", [f"monitor.{key}.{k}" for k in known]
                )
            if not isinstance(value, known[name]) or isinstance(value, bool):
                kind = "a number" if isinstance(known[name], tuple) else f"a {known[name].__name__}"
                raise self.bad(f"{key}.{name}", value, kind.replace("a str", "a text"))
        return found
