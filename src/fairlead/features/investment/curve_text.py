"""Write a curve as a table for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from fairlead.features.investment.interval import Interval

if TYPE_CHECKING:
    from fairlead.features.investment.curve import Curve
    from fairlead.features.investment.outcome import Outcome


def table_of(curve: Curve) -> str:
    """Write each split as a table of its own, with what stands behind the numbers."""
    from fairlead.features.investment.curve import IN_TIME, SHUFFLED

    lines = list(_head(curve))
    lines += ["", f"{SHUFFLED}: {curve.cv} folds, {_times(curve.repeats)}, seed {curve.seed}"]
    lines += _table(curve, [point.shuffled for point in curve.points])
    if curve.has_time:
        lines += ["", f"{IN_TIME}: {curve.cv} folds, each tested on the time after the rows it learned from"]
        lines += _table(curve, [point.in_time for point in curve.points if point.in_time is not None])
        lines += ["", "What production will see is the score in order of time."]
    lines += [f"! {note}" for note in _unfinished(curve)]
    return "\n".join(lines)


def _head(curve: Curve) -> Iterator[str]:
    better = "higher" if curve.higher_is_better else "lower"
    about = f"{curve.target} from {curve.rows:,} rows; {curve.metric}, {better} is better"
    yield about if curve.baseline is None else f"{about}; the commonest answer alone is right in {curve.baseline:.1%}"
    yield "mean over the folds (95 % interval); difference from the step before, on the same folds"
    if curve.costs is not None:
        yield curve.costs.sentence


def _table(curve: Curve, outcomes: Sequence[Outcome]) -> list[str]:
    digits = digits_of([one.score for one in outcomes])
    head = ["step", curve.metric, "difference", "folds better", "verdict"]
    rows = [
        [
            f"{number}. {point.name}",
            spread(one.score, digits),
            "" if one.difference is None else signed(one.difference, digits),
            "" if one.better is None else f"{one.better} of {len(one.folds)}",
            one.verdict or "",
        ]
        for number, (point, one) in enumerate(zip(curve.points, outcomes, strict=True), start=1)
    ]
    for title, name in (("accuracy", "accuracy"), ("false positives", "false_positive_rate")):
        found = [getattr(one, name) for one in outcomes]
        if all(found):
            head.append(title)
            rows = [[*row, f"{value.mean:.1%}"] for row, value in zip(rows, found, strict=True)]
    money = [one.impact for one in outcomes if one.impact is not None]
    if curve.costs is not None and len(money) == len(rows):
        head.append(f"{curve.costs.currency} a month")
        rows = [
            [*row, f"{value.mean:,.0f} ({value.low:,.0f} to {value.high:,.0f})"]
            for row, value in zip(rows, money, strict=True)
        ]
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    return [
        "  ".join(
            cell.ljust(width) if place in (0, 4) else cell.rjust(width) for place, (cell, width) in enumerate(pairs)
        ).rstrip()
        for pairs in (list(zip(row, widths, strict=True)) for row in (head, *rows))
    ]


def _unfinished(curve: Curve) -> Iterator[str]:
    for point in curve.points:
        outcomes = [one for one in (point.shuffled, point.in_time) if one is not None]
        count = sum(one.unfinished for one in outcomes)
        if count:
            folds = sum(len(one.folds) for one in outcomes)
            yield f"{point.name}: the model had not finished learning in {count} of {folds} folds (raise max_iter)"


def digits_of(scores: Sequence[Interval]) -> int:
    """Return the decimals that a score needs: four of a share, fewer of a large number."""
    most = max(abs(score.mean) for score in scores)
    return 4 if most < 10 else 2 if most < 1_000 else 0


def spread(found: Interval, digits: int) -> str:
    """Write a mean with its interval.

    >>> spread(Interval(0.85, 0.84, 0.86), 2)
    '0.85 (0.84 to 0.86)'
    """
    return f"{found.mean:,.{digits}f} ({found.low:,.{digits}f} to {found.high:,.{digits}f})"


def signed(found: Interval, digits: int) -> str:
    """Write a difference with its interval and its signs.

    >>> signed(Interval(0.02, -0.01, 0.05), 2)
    '+0.02 (-0.01 to +0.05)'
    """
    return f"{found.mean:+,.{digits}f} ({found.low:+,.{digits}f} to {found.high:+,.{digits}f})"


def _times(repeats: int) -> str:
    return "drawn once" if repeats == 1 else f"drawn {repeats} times"
