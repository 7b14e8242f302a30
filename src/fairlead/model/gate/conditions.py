"""The conditions that come with Fairlead. The first line of each is its sentence."""

from __future__ import annotations

from typing import Any

from fairlead.errors import GateError
from fairlead.model.evaluation.calibration import BINS
from fairlead.model.evaluation.compare import Gain, holm
from fairlead.model.evaluation.judge import CANDIDATE
from fairlead.model.evaluation.metrics import find_metric
from fairlead.model.evaluation.rival import CHAMPION, Champion, Slice
from fairlead.model.gate.evidence import UNKNOWN, Evidence, part_of
from fairlead.model.gate.kind import Judged, cannot, condition, fails, passes, skips

NAMES_SHOWN = 3


@condition
def suite_passed(evidence: Evidence) -> Judged:
    """The data keeps its rules.

    Needs ``gate.decide(..., suite=...)``: what a suite or a split found, or a mapping with ``passed``.
    """
    if evidence.suite is None:
        return cannot("nobody has said whether the data was checked")
    passed = part_of(evidence.suite, "passed")
    if passed is None:
        return cannot("what was given for the suite does not say whether it passed")
    rows = part_of(evidence.suite, "rows")
    numbers = {"rows": rows} if isinstance(rows, int) else {}
    return passes("the suite passed", **numbers) if passed else fails("the suite did not pass", **numbers)


@condition
def behaviour_passed(evidence: Evidence, least: int = 1) -> Judged:
    """At least {least} tests of behaviour were run, and all passed.

    Needs ``gate.decide(..., behaviour=...)``: results of tests, each with ``passed`` and ``name``.
    """
    if evidence.behaviour is None:
        return cannot("no tests of behaviour were given")
    run = len(evidence.behaviour)
    broken = [str(part_of(one, "name", "?")) for one in evidence.behaviour if not part_of(one, "passed")]
    if broken:
        shown = f"such as: {broken[0]}" if len(broken) > 1 else f"it is: {broken[0]}"
        said = f"{len(broken)} of {run} tests of behaviour failed, {shown}"
        return fails(said, run=run, failed=len(broken), tests=broken)
    if run < least:
        return fails(f"{run} tests of behaviour were run, {least} are asked for", run=run, failed=0)
    return passes(f"all {run} tests of behaviour passed", run=run, failed=0)


@condition
def metric_floor(evidence: Evidence, metric: str, floor: float, on: str = "judged") -> Judged:
    """{metric} is at least {floor}.

    Parameters
    ----------
    floor : of a metric where lower is better, what it is at most.
    on : ``judged`` for the rows that are judged by, ``folds`` for the cross-validation on those that are learned from,
        which costs no look at the holdout.
    """
    if on not in ("judged", "folds"):
        raise GateError.bad_argument("metric_floor", "on", on, "'judged' or 'folds'")
    value = _value(evidence, metric, on)
    if value is None:
        return cannot(f"{metric} was not measured{' by cross-validation' if on == 'folds' else ''}")
    is_enough = find_metric(metric).gain(value, floor) >= 0
    side = "above" if value > floor else "below" if value < floor else "at"
    said = f"{metric} {value:.3f} is {side} the limit {floor:g}{' (cross-validation)' if on == 'folds' else ''}"
    return (passes if is_enough else fails)(said, value=value, limit=floor)


@condition
def better_than_dummy(evidence: Evidence, metric: str | None = None, level: float = 0.95) -> Judged:
    """The model is better than one that ignores the row.

    The lower bound of the gain, at this one-sided level of confidence, must be above 0.
    """
    return _better_than(evidence, "dummy", metric, level)


@condition
def better_than_baseline(evidence: Evidence, metric: str | None = None, level: float = 0.95) -> Judged:
    """The model is better than a simple one.

    The lower bound of the gain, at this one-sided level of confidence, must be above 0.
    """
    return _better_than(evidence, "simple", metric, level)


@condition
def not_worse_than_champion(
    evidence: Evidence, margin: float = 0.005, level: float = 0.95, metric: str | None = None
) -> Judged:
    """The model is not worse than the champion by more than {margin}.

    The lower bound of the gain, at this one-sided level of confidence, must be above ``-margin``: it has to be shown
    that the model is about as good, not only not shown that it is worse. Few rows make it harder to pass, never easier.
    """
    champion = evidence.evaluation.champion
    if champion is None:
        return skips("there is no champion yet")
    if champion.trouble is not None:
        return cannot(f"{champion.name} could not be compared: {champion.trouble}", excluded=champion.excluded)
    metric = metric or evidence.evaluation.metrics[0]
    gain = evidence.evaluation.gains[CHAMPION].get(metric)
    if gain is None:
        return cannot(f"{metric} was not compared with {champion.name}")
    numbers = {**_numbers(evidence, CHAMPION, metric, gain, level), "margin": margin, "rows": champion.rows}
    said = f"{_difference(gain, metric, champion)}; at worst {gain.at_least(level):+.4f}, {-margin:+g} is allowed"
    return (passes if gain.at_least(level) > -margin else fails)(said, **numbers)


@condition
def no_slice_regresses(
    evidence: Evidence, min_rows: int = 200, margin: float = 0.01, level: float = 0.95, metric: str | None = None
) -> Judged:
    """The model is worse than the champion by more than {margin} in no slice of at least {min_rows} rows.

    A slice regresses if that is shown, at this level over all slices together (Holm's correction): a slice has too few
    rows to show that nothing is wrong.
    """
    champion = evidence.evaluation.champion
    if champion is None:
        return skips("there is no champion yet")
    if champion.trouble is not None:
        return cannot(f"{champion.name} could not be compared: {champion.trouble}")
    if not evidence.evaluation.slices:
        return cannot("no slices were named in the evaluation")
    metric = metric or evidence.evaluation.metrics[0]
    large = [one for one in evidence.evaluation.slices if one.compared >= min_rows and metric in one.gains]
    if not large:
        return skips(f"no slice has {min_rows} rows that were compared", slices=len(evidence.evaluation.slices))
    chances = holm([one.gains[metric].chance_of_loss(margin) for one in large])
    worse = [one for one, chance in zip(large, chances, strict=True) if chance <= 1 - level]
    lowest = min(large, key=lambda one: one.gains[metric].value)
    numbers = {"slices": len(large), "worst": lowest.name, "gain": lowest.gains[metric].value, "p": min(chances)}
    if worse:
        shown = "; ".join(_slice_said(one, metric) for one in worse[:NAMES_SHOWN])
        return fails(f"worse than {champion.name} in {len(worse)} of {len(large)} slices: {shown}", **numbers)
    return passes(f"none of {len(large)} slices is shown to be worse; lowest: {_slice_said(lowest, metric)}", **numbers)


@condition
def calibration_error_below(evidence: Evidence, limit: float = 0.05) -> Judged:
    """Probabilities are at most {limit} from what comes true, on average."""
    interval = evidence.evaluation.scores[CANDIDATE].get("calibration_error")
    if interval is None:
        return cannot("calibration_error was not measured")
    said = f"probabilities are {interval.value:.3f} off on average, over {BINS} bins; at most {limit:g} is allowed"
    return (passes if interval.value <= limit else fails)(said, value=interval.value, high=interval.high, limit=limit)


@condition
def exact_parity(evidence: Evidence) -> Judged:
    """The model that is put into use answers as the trained one, to the last bit.

    Saving and loading again is always compared, on the golden rows and on all rows that are judged by; whoever serves
    the model adds other ways with ``gate.decide(..., parity=[...])``.
    """
    ways = [evidence.evaluation.parity, *evidence.parity]
    for one in ways:
        if one.trouble is not None:
            return fails(f"{one.ways}: {one.trouble.rstrip('.')}", rows=one.rows)
        if not one.is_exact:
            said = f"{one.ways}: {one.different:,} of {one.rows:,} rows differ, by up to {one.largest:.2g}"
            said += "" if one.example is None else f"; {one.example}"
            return fails(said, rows=one.rows, different=one.different, largest=one.largest)
    rows = min(one.rows for one in ways)
    return passes(f"{rows:,} rows are answered alike, {'; '.join(one.ways for one in ways)}", rows=rows, different=0)


@condition
def latency_below(evidence: Evidence, milliseconds: float, rows: str = "one") -> Judged:
    """An answer takes at most {milliseconds} ms.

    Parameters
    ----------
    rows : ``one`` for the 95 % percentile of asking for one row, ``batch`` for a row of a batch. Measured on the
        machine that evaluates, without a network.
    """
    if rows not in ("one", "batch"):
        raise GateError.bad_argument("latency_below", "rows", rows, "'one' or 'batch'")
    latency = evidence.evaluation.latency
    value = latency.one_row_p95 if rows == "one" else latency.batch_row
    what = "one row" if rows == "one" else f"a row out of {latency.batch_rows:,}"
    said = f"{what} takes {value:.3g} ms; at most {milliseconds:g} is allowed"
    return (passes if value <= milliseconds else fails)(said, value=value, limit=milliseconds)


@condition
def split_is_time_ordered(evidence: Evidence) -> Judged:
    """All rows that are judged by are later than those that are learned from."""
    column = evidence.evaluation.time_column
    if column is None:
        return skips("the table has no column of times")
    if evidence.evaluation.is_time_ordered:
        return passes(f"judged by the rows that are later by '{column}'")
    return fails(f"the rows have a time, '{column}', and some that are learned from are later than some judged by")


@condition
def champion_unchanged(evidence: Evidence) -> Judged:
    """The champion that was compared is still the champion.

    Needs ``gate.decide(..., champion_now=...)``. The registry asks the same again when it promotes: this one only saves
    the trouble of finding out there.
    """
    compared = evidence.evaluation.champion
    if evidence.champion_now is UNKNOWN:
        return cannot("nobody has looked which version is the champion now")
    was, now = None if compared is None else compared.version, evidence.champion_now
    if was == now:
        return passes("there was no champion, and there is none" if now is None else f"it is still version {now}")
    return fails(f"compared with {_version(was)}, and now it is {_version(now)}", compared=was, now=now)


def _value(evidence: Evidence, metric: str, on: str) -> float | None:
    if on == "folds":
        folded = evidence.evaluation.folds.get(metric)
        return None if folded is None else folded.mean
    interval = evidence.evaluation.scores[CANDIDATE].get(metric)
    return None if interval is None else interval.value


def _better_than(evidence: Evidence, other: str, metric: str | None, level: float) -> Judged:
    metric = metric or evidence.evaluation.metrics[0]
    gain = evidence.evaluation.gains.get(other, {}).get(metric)
    if gain is None:
        return cannot(f"{metric} was not compared with the baseline '{other}'")
    numbers = _numbers(evidence, other, metric, gain, level)
    least = gain.at_least(level)
    said = f"{metric} {numbers[CANDIDATE]:.3f} against {numbers[other]:.3f} of the {other} model; at worst {least:+.3f}"
    return (passes if least > 0 else fails)(said, **numbers)


def _numbers(evidence: Evidence, other: str, metric: str, gain: Gain, level: float) -> dict[str, Any]:
    scores = evidence.evaluation.scores
    return {
        "metric": metric,
        CANDIDATE: scores[CANDIDATE][metric].value,
        other: scores[other][metric].value,
        "gain": gain.value,
        "at_least": gain.at_least(level),
        "level": level,
    }


def _difference(gain: Gain, metric: str, champion: Champion) -> str:
    if gain.value == 0:
        return f"{metric} is that of {champion.name}"
    return f"{metric} is {abs(gain.value):.4f} {'better' if gain.value > 0 else 'worse'} than that of {champion.name}"


def _slice_said(one: Slice, metric: str) -> str:
    return f"{one.name} ({one.compared:,} rows, {metric} {one.gains[metric].value:+.3f})"


def _version(version: int | None) -> str:
    return "no champion" if version is None else f"version {version}"
