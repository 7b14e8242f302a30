"""A look as metrics that Prometheus collects: text in its exposition format, version 0.0.4."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from fairlead.finding import Severity
from fairlead.monitor.profiles.answers import ANSWERS
from fairlead.monitor.watching.look import Look


class Sample(NamedTuple):
    """Hold one number with its labels."""

    value: float
    labels: dict[str, str]


HELP = {
    "fairlead_monitor_look_timestamp_seconds": "When the model was looked at.",
    "fairlead_monitor_batch_rows": "Rows of the batch that was looked at.",
    "fairlead_monitor_batch_end_timestamp_seconds": "Until when the rows of the batch are.",
    "fairlead_monitor_labelled_share": "Share of the outcomes of the batch that are known.",
    "fairlead_monitor_metric": "A metric on the outcomes that are known.",
    "fairlead_monitor_metric_low": "Lower end of the interval of 95 % of the metric.",
    "fairlead_monitor_metric_high": "Upper end of the interval of 95 % of the metric.",
    "fairlead_monitor_base_rate": "What an answer that ignores the row gets by the metric.",
    "fairlead_monitor_skill": "How far the metric is on the way from the base rate to perfection.",
    "fairlead_monitor_target": "What the first model in use was found to have.",
    "fairlead_monitor_fresh_gain": "By how much a fresh model answers the same rows better.",
    "fairlead_monitor_estimate": "The metric, estimated without outcomes.",
    "fairlead_monitor_psi": "Population stability index of a column against the reference.",
    "fairlead_monitor_missing_share": "Share of the values of a column that are missing.",
    "fairlead_monitor_drifted": "Whether a column has drifted.",
    "fairlead_monitor_drifted_share": "Share of the columns that have drifted.",
    "fairlead_monitor_segment_metric": "The main metric in a segment.",
    "fairlead_monitor_findings": "Findings by severity.",
    "fairlead_monitor_retrain": "Whether the policy asks for a new model.",
}


def metrics_text(look: Look) -> str:
    """Return the metrics of a look. A number that is not known is left out; none is NaN."""
    lines: list[str] = []
    found: dict[str, list[Sample]] = {}
    for name, sample in _samples(look):
        found.setdefault(name, []).append(sample)
    for name, about in HELP.items():
        if name not in found:
            continue
        lines += [f"# HELP {name} {about}", f"# TYPE {name} gauge"]
        lines += [f"{name}{_labels({'model': look.model, **one.labels})} {one.value:.10g}" for one in found[name]]
    return "\n".join(lines) + "\n"


def _samples(look: Look) -> Iterator[tuple[str, Sample]]:
    for name, value, labels in _numbers(look):
        if value is not None:
            yield f"fairlead_monitor_{name}", Sample(float(value), labels)


def _numbers(look: Look) -> Iterator[tuple[str, float | None, dict[str, str]]]:
    batch = {"batch": look.batch.name, "version": "" if look.batch.version is None else str(look.batch.version)}
    yield "look_timestamp_seconds", look.at, {}
    yield "batch_rows", look.batch.rows, batch
    yield "batch_end_timestamp_seconds", look.batch.ended, batch
    here = look.standing.score
    if here is not None:
        yield "labelled_share", here.maturity.share, batch
    if look.scored is not None and look.scored.score is not None:
        of_scored = {"batch": look.scored.batch.name}
        for name, one in look.scored.score.metrics.items():
            labels = {"metric": name, **of_scored}
            yield "metric", one.value, labels
            yield "metric_low", one.low, labels
            yield "metric_high", one.high, labels
            yield "base_rate", one.base if one.value is not None else None, labels
            yield "skill", one.skill, labels
            yield "target", look.target.get(name), {"metric": name}
        for name, gap in look.scored.score.gaps.items():
            yield "fresh_gain", gap.gain, {"metric": name, "fresh": gap.fresh_model, **of_scored}
        for name, one in look.scored.score.segments.items():
            yield "segment_metric", one.value, {"metric": one.metric, "segment": name, **of_scored}
    if look.estimate is not None:
        yield "estimate", look.estimate.value, {"metric": look.estimate.metric, **batch}
    if look.drift is not None:
        for name, drift in look.drift.items():
            column = {"column": name, "kind": "answer" if name in ANSWERS else "input"}
            yield "psi", drift.psi, column
            yield "missing_share", drift.null_rate[1], column
            yield "drifted", float(name in look.drift.drifted), column
        yield "drifted_share", look.drift.share, {}
    for severity in Severity:
        yield "findings", sum(one.severity == severity for one in look.findings), {"severity": str(severity)}
    yield "retrain", float(look.reason is not None), {}


def _labels(labels: dict[str, str]) -> str:
    r"""Return labels as the format writes them.

    >>> print(_labels({"segment": 'plan = "a"'}))
    {segment="plan = \"a\""}
    """
    parts = [f'{name}="{_escaped(value)}"' for name, value in labels.items() if value]
    return "{" + ",".join(parts) + "}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
