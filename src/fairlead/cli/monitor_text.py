"""What `fairlead monitor` says: the verdict first, then the batches over time, then what to know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from fairlead.cli.screen import Screen, count, moment
from fairlead.finding import Severity, render_text
from fairlead.monitor.batches.batch import Batch
from fairlead.monitor.batches.references import TRAINING
from fairlead.monitor.profiles.answers import ANSWERS
from fairlead.monitor.watching.look import Look, Standing
from fairlead.monitor.watching.scoring import Score
from fairlead.project.monitoring.keeping import Put
from fairlead.project.monitoring.retraining import Retraining
from fairlead.project.monitoring.watch import Watch

MARKS = {"good": ("✓", "succeeded"), "note": ("·", "skipped"), "warning": ("!", "retrying"), "bad": ("✗", "failed")}
BATCHES_SHOWN = 13
COLUMNS_SHOWN = 10


def empty(model: str) -> list[str]:
    """Return what is said where nothing is kept yet: the one command that changes it."""
    return [
        f"Nothing is known of {model} in production yet: no prediction is logged, and no batch is kept.",
        "Keep a table of rows that it answered: fairlead monitor add TABLE --batch 2024-03 --ask",
        f"Or serve it; its answers are logged: fairlead serve {model}",
    ]


def look_text(watch: Watch, screen: Screen) -> Iterator[str]:
    """Return a look as lines."""
    look = watch.look
    assert look is not None
    verdict = look.verdict
    mark, state = MARKS[verdict.tone]
    yield f"{screen.paint(mark, state)} {screen.strong(f'{look.model}: {verdict.word}')}"
    yield from _wrapped(verdict.sentence, screen, "  ")
    yield ""
    yield from _facts(look, screen)
    yield ""
    yield from _over_time(look, screen)
    drifted = list(_columns(look, screen))
    if drifted:
        yield ""
        yield from drifted
    segments = list(_segments(look, screen))
    if segments:
        yield ""
        yield from segments
    told = [one for one in look.findings if one.severity > Severity.INFO]
    notes = [one for one in look.findings if one.severity == Severity.INFO]
    if told:
        yield ""
        yield from render_text(told, color=screen.has_color, width=min(screen.width, 100)).split("\n")
    if notes:
        yield ""
        for one in notes:
            yield from _wrapped(one.message, screen, "  ")


def _facts(look: Look, screen: Screen) -> Iterator[str]:
    batch, zone = look.batch, look.watched.timezone
    span = ""
    if batch.began is not None and batch.ended is not None:
        span = f", {_moment(batch.began, zone)} to {_moment(batch.ended, zone)} {zone}"
    by = "" if batch.version is None else f", answered by version {batch.version}"
    more = ", not over yet" if batch.is_open else ""
    yield f"Batch {batch.name}: {count(batch.rows, 'row')}{by}{span}{more}"
    standing = look.standing
    if standing.score is not None:
        is_partial = standing.expected is not None and standing.score.maturity.share < 1
        expected = f"; {standing.expected:.0%} were at this age of earlier batches" if is_partial else ""
        yield f"  Outcomes: {standing.score.maturity}{expected}."
    if look.estimate is not None:
        yield f"  Estimate: {look.estimate}."
        yield from _wrapped(f"It assumes: {look.estimate.assumption}", screen, "    ")
    elif standing.score is not None and standing.score.no_estimate:
        yield f"  Estimate: none, {standing.score.no_estimate}."
    if look.drift is not None:
        windows = look.drift.thresholds.windows
        usual = (
            f"learned from {windows + 1} batches in a row" if windows else "customs (PSI 0.2), not learned from yours"
        )
        yield f"  Reference: {look.reference}; thresholds are {usual}."
        if look.reference == TRAINING:
            yield "    Of the training no answers are kept: predictions and errors are compared with batches only."
    policy = look.watched.policy
    yield f"  Policy: {policy}; {'it starts the pipeline' if look.watched.starts else 'it advises'}."


def _over_time(look: Look, screen: Screen) -> list[str]:
    shown = list(look.history)[-BATCHES_SHOWN:]
    main = next((one.score.main.metric for one in reversed(shown) if one.score is not None), "metric")
    heads = ("batch", "rows", "version", "outcomes", main, "interval", "base", "skill", "fresh", "estimate", "drifted")
    rows = [_point(one, one.batch.name == look.batch.name) for one in shown]
    return screen.columns(heads, rows, right=heads[1:])


def _point(one: Standing, is_here: bool) -> Sequence[str]:
    score = one.score
    name = f"{one.batch.name}{' *' if one.batch.is_open else ''}{' <' if is_here else ''}"
    begin = (name, f"{one.batch.rows:,}", "" if one.batch.version is None else str(one.batch.version))
    drifted = f"{len([name for name in one.drifted if name not in ANSWERS])}" if one.drift else ""
    if score is None:
        return (*begin, "", "", "", "", "", "", "", drifted)
    main = score.main
    interval = "" if main.low is None or main.high is None else f"{main.low:.3f}-{main.high:.3f}"
    fresh = "" if score.gap is None else f"{score.gap.gain:+.3f}"
    return (
        *begin,
        f"{score.maturity.share:.0%}",
        _number(main.value),
        interval,
        _number(main.base),
        _number(main.skill),
        fresh,
        "" if score.estimate is None else f"{score.estimate.value:.3f}",
        drifted,
    )


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _columns(look: Look, screen: Screen) -> Iterator[str]:
    if look.drift is None or not look.drift.drifted:
        return
    names = list(look.drift.drifted)[:COLUMNS_SHOWN]
    heads = ("drifted", "psi", "js", "ks", "missing")
    rows = []
    for name in names:
        one = look.drift[name]
        missing = "{:.1%} -> {:.1%}".format(*one.null_rate)
        rows.append((name, _number(one.psi), _number(one.js), _number(one.ks), missing))
    yield from screen.columns(heads, rows, right=heads[1:])
    more = len(look.drift.drifted) - len(names)
    if more > 0:
        yield f"and {count(more, 'more column')}; --json and --html have them all"


def _segments(look: Look, screen: Screen) -> list[str]:
    score = None if look.scored is None else look.scored.score
    if score is None or not score.segments:
        return []
    drifted = {
        f"{column} = {name}": ", ".join(one[name].drifted) for column, one in look.segments.items() for name in one
    }
    heads = ("segment", "outcomes", score.main.metric, "interval", "drifted")
    rows = []
    for name, one in score.segments.items():
        interval = "" if one.low is None or one.high is None else f"{one.low:.3f}-{one.high:.3f}"
        value = _number(one.value) if one.value is not None else f"({one.why_not})"
        rows.append((name, f"{one.labelled:,}", value, interval, drifted.get(name, "")))
    return screen.columns(heads, rows, right=heads[1:4])


def told_text(watch: Watch) -> Iterator[str]:
    """Return who was told, as lines."""
    for one in watch.told:
        yield f"Told: {one.who}" if one.error is None else f"Not told: {one.who}: {one.error}"


def retraining_text(retraining: Retraining | None, screen: Screen) -> Iterator[str]:
    """Return what became of the wish for a new model, as lines."""
    if retraining is None:
        return
    state = {"succeeded": "succeeded", "failed": "failed"}.get(retraining.state, "skipped")
    yield ""
    yield f"{screen.paint('↻', state)} {screen.strong(f'Retraining: {retraining.state}')}"
    yield f"  {retraining.said}"


def put_text(model: str, done: Sequence[Put]) -> Iterator[str]:
    """Return what became of the batches of a table, as lines."""
    words = {"new": "kept", "same": "kept already", "replaced": "replaced"}
    for one in done:
        outcomes = f", {one.labelled:,} with an outcome" if one.labelled else ""
        yield f"{one.name}: {count(one.rows, 'row')}{outcomes}, {words[one.kept]}."
    yield f"Look at {model}: fairlead monitor"


def batches_text(rows: Iterable[tuple[Batch, Score | None]], screen: Screen) -> list[str]:
    """Return the batches as a table."""
    found = list(rows)
    main = next((score.main.metric for _, score in found if score is not None), "metric")
    heads = ("batch", "rows", "version", "outcomes", main, "segments", "kept", "source")
    table = [
        (
            f"{one.name}{' *' if one.is_open else ''}",
            f"{one.rows:,}",
            "" if one.version is None else str(one.version),
            "" if score is None else f"{score.maturity.share:.0%}",
            "" if score is None else _number(score.main.value),
            str(sum(name.startswith("segment:") for name in one.blobs) or ""),
            moment(one.at),
            one.source,
        )
        for one, score in found
    ]
    return screen.columns(heads, table, right=heads[1:6])


def batches_document(rows: Iterable[tuple[Batch, Score | None]]) -> list[dict[str, Any]]:
    """Return the batches as plain values."""
    return [Standing(batch, score).to_dict() | {"source": batch.source, "at": batch.at} for batch, score in rows]


def looks_text(
    looks: Sequence[Mapping[str, Any]], retrainings: Sequence[Mapping[str, Any]], screen: Screen
) -> Iterator[str]:
    """Return past looks, and the runs that were started for a new model."""
    heads = ("when", "batch", "verdict", "findings")
    rows = [
        (
            moment(one["at"]),
            one["batch"] or "",
            one["verdict"],
            ", ".join(dict.fromkeys(f["code"] for f in one["findings"])),
        )
        for one in looks
    ]
    yield from screen.columns(heads, rows)
    if retrainings:
        yield ""
        columns = ("started", "run", "state", "because", "what came of it")
        rows_of = [
            (moment(one["at"]), one["run_id"], one["state"], one["reason"], one["said"] or "") for one in retrainings
        ]
        yield from screen.columns(columns, rows_of)


def document(watch: Watch, retraining: Retraining | None) -> dict[str, Any]:
    """Return a look as plain values, ready for JSON."""
    return {
        "model": watch.model,
        "look": None if watch.look is None else watch.look.to_dict(),
        "kept": [asdict(one) for one in watch.kept],
        "told": [asdict(one) for one in watch.told],
        "retraining": None if retraining is None else asdict(retraining),
    }


def _wrapped(text: str, screen: Screen, indent: str) -> list[str]:
    from textwrap import wrap  # only here are there sentences

    width = min(screen.width, 100)
    return wrap(text, width, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)


def _moment(seconds: float, zone: str) -> str:
    """Return a moment as a clock in a time zone shows it; of midnight only the day."""
    from datetime import datetime

    from fairlead.monitor.batches.periods import zone_of

    found = datetime.fromtimestamp(seconds, zone_of(zone))
    return found.strftime("%Y-%m-%d" if (found.hour, found.minute) == (0, 0) else "%Y-%m-%d %H:%M")
