"""Why the answers have become worse: every question in order, each with its number, and what to do."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from fairlead.errors import MonitorError, TriageError
from fairlead.finding import Finding, Severity
from fairlead.monitor.drift.report import compare
from fairlead.monitor.estimates.cbpe import LEAST_ROWS, Cbpe
from fairlead.monitor.profiles.numbers import NumberProfile
from fairlead.monitor.triaging.acting import Challenge, Tried, challenge, recalibrated
from fairlead.monitor.triaging.batch import Answers
from fairlead.monitor.triaging.residuals import Side, groups_of, shifted, structure
from fairlead.monitor.triaging.rules import newly_broken

if TYPE_CHECKING:
    from fairlead.data.suite import Suite

Cause = Literal["none", "data", "population", "base rate", "concept"]

REAL = 0.05
"""The chance at which a fall counts as no accident."""

PROMISED = 0.01
"""The chance at which a fall that the probabilities promise counts as no accident."""

SURE = 0.01
"""The chance at which outcomes count as other than what was promised."""

NULLS, UNSEEN, OUTSIDE = 0.05, 0.02, 0.02
"""From when on a column counts as broken: more missing values, new words, numbers out of the range of the reference."""

SKEWED = 0.01
"""From which share of other answers on a model counts as one that answers otherwise than it did."""

ADVICE: dict[Cause, tuple[str, str | None]] = {
    "none": ("nothing has to be done yet.", None),
    "data": ("mend the data; a model that learns from broken rows learns what is broken.", None),
    "population": ("do not expect training to help: the rows are harder. Look for columns that tell them apart.", None),
    "base rate": ("calibrate the probabilities, or move the threshold, to the new base rate.", "recalibrate"),
    "concept": ("train on recent outcomes, and let the new model answer the newest ones before it is used.", "retrain"),
}


QUESTIONS = (
    "Is the change real?",
    "Is a column broken?",
    "Are the rows harder?",
    "Is it the base rate?",
    "Is it the concept?",
)
CODES = ("triage-change", "triage-data", "triage-population", "triage-base-rate", "triage-concept")
"""The codes of the findings, one for each question."""

STEP_OF: Mapping[Cause, int] = {"data": 1, "population": 2, "base rate": 3, "concept": 4}


@dataclass(frozen=True, slots=True)
class Step:
    """Hold one question and its answer.

    Parameters
    ----------
    question : such as "Is the change real?".
    answer : a sentence with the numbers.
    points : how much of the fall it explains, in the unit of accuracy; None if it is not about that.
    """

    question: str
    answer: str
    points: float | None = None


@dataclass(frozen=True, slots=True)
class Expected:
    """Hold what the recommended action is expected to bring.

    Parameters
    ----------
    points : of accuracy; None if nobody can say.
    basis : how that is known, in words.
    money : what these points are worth on as many rows as there are current ones; None without a price.
    tried : the measurement, where there is one.
    """

    points: float | None
    basis: str
    money: float | None = None
    tried: Tried | None = None


@dataclass(frozen=True, slots=True)
class Triage:
    """Hold the diagnosis.

    Parameters
    ----------
    cause : "none" if the change is no more than chance; "data", "population", "base rate" or "concept".
    steps : every question with its answer, also those after the cause was found.
    before, now : accuracy on the rows with known outcomes.
    rows : of the current table.
    expected : what the recommended action brings.
    currency : of the money.
    """

    cause: Cause
    steps: tuple[Step, ...]
    before: float
    now: float
    rows: int = 0
    expected: Expected = field(default_factory=lambda: Expected(None, ""))
    currency: str = ""

    @property
    def advice(self) -> str:
        """Return what to do, with what it is expected to bring."""
        said = ADVICE[self.cause][0]
        return f"{said[:1].upper()}{said[1:]}{self._gain}"

    @property
    def _gain(self) -> str:
        """Say what the action is expected to bring."""
        one = self.expected
        if not one.basis:
            return ""
        if one.points is None:
            return f" {one.basis}"
        worth = ""
        if one.money is not None:
            worth = f", worth {one.money:,.0f} {self.currency}".rstrip() + f" on {self.rows:,} rows"
        size = f"{one.points:+.1%}" if one.tried is None else str(one.tried)
        return f" {one.basis}: {size}{worth}."

    @property
    def finding(self) -> Finding:
        """Return the diagnosis as a finding, with the action where there is one."""
        said = {
            "none": "is within chance",
            "data": "comes from broken data",
            "population": "comes from harder rows",
            "base rate": "comes from another base rate",
            "concept": "comes from outcomes that no longer follow the columns as they did",
        }[self.cause]
        if self.cause == "none" and self.now >= self.before:
            said = "is no fall"
        evidence = {"cause": self.cause, "before": self.before, "now": self.now, "points": self.expected.points}
        if self.expected.money is not None:
            evidence["money"] = self.expected.money
        return Finding(
            "accuracy-fell",
            Severity.INFO if self.cause == "none" else Severity.WARNING,
            f"Accuracy went from {self.before:.1%} to {self.now:.1%}, which {said}.",
            why=" ".join(f"{one.question} {one.answer}" for one in self.steps),
            evidence=evidence,
            fix=self.advice,
            action=ADVICE[self.cause][1],
        )

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return the diagnosis and every step as findings; the step that is the cause is a warning."""
        cause = STEP_OF.get(self.cause)
        steps = [
            Finding(
                code,
                Severity.WARNING if number == cause else Severity.INFO,
                f"{one.question} {one.answer}",
                evidence={} if one.points is None else {"points": one.points},
            )
            for number, (code, one) in enumerate(zip(CODES, self.steps, strict=True))
        ]
        return (self.finding, *steps)

    def to_document(self) -> dict[str, Any]:
        """Return it as plain values, ready for JSON."""
        return {
            "cause": self.cause,
            "before": self.before,
            "now": self.now,
            "rows": self.rows,
            "steps": [{"code": code, **asdict(one)} for code, one in zip(CODES, self.steps, strict=True)],
            "advice": self.advice,
            "action": ADVICE[self.cause][1],
            "expected": {**asdict(self.expected), "currency": self.currency},
            "findings": [one.to_dict() for one in self.findings],
        }

    def __str__(self) -> str:
        lines = [f"accuracy {self.before:.3f} -> {self.now:.3f}: {self.cause}"]
        lines += [f"{n}. {one.question} {one.answer}" for n, one in enumerate(self.steps, start=1)]
        return "\n".join([*lines, f"So: {self.advice}"])


def triage(
    reference: Answers,
    current: Answers,
    *,
    suite: Suite | None = None,
    recipe: Any = None,
    error_cost: float | None = None,
    currency: str = "",
) -> Triage:
    """Say why the answers to the current rows are worse than those to the reference.

    Parameters
    ----------
    reference : answers to rows that the model has not learned from, at a time when all was well, with their outcomes.
    current : answers that are worse, in the order of time; where an outcome is not known yet, the row counts for the
        data only.
    suite : what must be true of the rows; a rule that is broken now and was not is a broken column.
    recipe : unfitted estimator; challengers are then trained on recent outcomes, and judged by newer ones.
    error_cost : what a wrong answer costs; the expected points are then money, too.

    Raises
    ------
    MonitorError
        There are fewer than 100 known outcomes on either side, or one class only in the reference; the cost is less
        than 0.

    Notes
    -----
    Five questions. Is the change real, or chance? Is a column broken? Do the probabilities still promise what happens,
    so that the rows are only harder (covariate shift)? Do they once all are moved alike (another base rate)? Otherwise
    the outcomes follow the columns in another way (concept change).

    Where accuracy is lower and a column is broken, that is the cause, whatever chance says; and a fall that is within
    chance by its outcomes is none if the probabilities, which the outcomes keep, promise it beyond chance.
    """
    for one in (reference, current):
        if one.is_known.sum() < LEAST_ROWS:
            raise MonitorError.few_outcomes(int(one.is_known.sum()), len(one.said), LEAST_ROWS)
    if error_cost is not None and not error_cost >= 0:
        raise MonitorError.bad_policy("triage", "error_cost", error_cost, "0 or more")
    before, now = float(reference.is_right.mean()), float(current.is_right.mean())
    real, is_real = _is_real(reference, current)
    broken, columns = _broken(reference, current, suite)
    mix, rate, concept, promised = _outcomes(reference, current, before, now)
    found, said = _challenged(recipe, reference, current)
    concept = replace(concept, answer=f"{concept.answer} {said}".rstrip())
    # Outcomes alone cannot tell a fall of two points in 1,500 rows from chance. That a column is broken is certain
    # without them, and what the rows' own probabilities promise varies less than what happens.
    falls = now < before
    if falls and not is_real and promised and mix[1]:
        real = replace(real, answer=f"{real.answer} {promised}")
        is_real = True
    cause: Cause
    if columns and falls:
        cause = "data"
    elif not is_real:
        cause = "none"
    elif mix[1]:
        cause = "population"
    else:
        cause = "base rate" if rate[1] else "concept"
    rows = len(current.said)
    expected = _expected(cause, reference, current, before - now, found)
    if expected.points is not None and error_cost is not None:
        expected = replace(expected, money=expected.points * rows * error_cost)
    return Triage(cause, (real, broken, mix[0], rate[0], concept), before, now, rows, expected, currency)


def _challenged(recipe: Any, reference: Answers, current: Answers) -> tuple[Challenge | None, str]:
    """Return how challengers do, and a sentence about it."""
    if recipe is None:
        return None, ""
    try:
        found = challenge(recipe, reference, current)
    except TriageError as error:
        return None, str(error).partition("\n")[0]
    if found is None:
        return None, "Too few outcomes are known for a challenger."
    return found, found.sentence


def _expected(cause: Cause, reference: Answers, current: Answers, fall: float, found: Challenge | None) -> Expected:
    """Return what the action against a cause is expected to bring."""
    if cause == "none":
        return Expected(None, "")
    if cause == "data":
        return Expected(fall, "Expected at most, once the data is mended")
    if cause == "base rate":
        tried = recalibrated(reference, current)
        if tried is None:
            return Expected(None, "Too few outcomes are known to measure what that brings.")
        return Expected(tried.points, "Expected of all odds moved alike", tried=tried)
    if found is None:
        return Expected(None, "What a new model brings, a challenger says: give a recipe.")
    return Expected(found.best.points, "Expected of a challenger", tried=found.best)


def _is_real(reference: Answers, current: Answers) -> tuple[Step, bool]:
    """Compare two shares of right answers by their difference over its deviation."""
    first, second = reference.is_right, current.is_right
    together = (first.sum() + second.sum()) / (len(first) + len(second))
    deviation = math.sqrt(max(together * (1 - together), 1e-12) * (1 / len(first) + 1 / len(second)))
    size = float(second.mean() - first.mean())
    chance = math.erfc(abs(size) / deviation / math.sqrt(2))
    is_real = chance < REAL and size < 0
    said = "within chance" if chance >= REAL else "no accident" if size < 0 else "no accident, and no fall"
    late = (
        "" if current.maturity > 0.95 else f" {current.maturity:.0%} of the outcomes are known; the others may differ."
    )
    wide = 1.96 * deviation
    answer = f"{size:+.1%} ({size - wide:+.1%} to {size + wide:+.1%}), {said} (p = {chance:.2g}).{late}"
    return Step("Is the change real?", answer, size), is_real


def _broken(reference: Answers, current: Answers, suite: Suite | None) -> tuple[Step, list[str]]:
    before, now = reference.profile(), current.profile()
    report = compare(before, now)
    said: dict[str, str] = {
        one.where.table_column or "": one.message
        for one in report.findings
        if one.code in ("missing-column", "type-changed")
    }
    for name, drift in report.items():
        if drift.null_rate[1] - drift.null_rate[0] > NULLS:
            said[name] = f"{drift.null_rate[1]:.1%} of '{name}' are missing, and {drift.null_rate[0]:.1%} were."
        elif drift.unseen is not None and drift.unseen > UNSEEN:
            said[name] = f"{drift.unseen:.1%} of '{name}' are words that were never seen."
        elif drift.infinite:
            said[name] = f"{drift.infinite:.1%} of '{name}' are infinite."
        elif (outside := _outside(before[name], now[name])) > OUTSIDE:
            said[name] = f"{outside:.1%} of '{name}' are out of the range that the reference has."
    if suite is not None:
        said |= newly_broken(suite, reference.table, current.table)
    if (skew := _skew(reference, current)) is not None:
        said |= skew
    answer = " ".join(said.values()) or "No column is."
    return Step("Is a column broken?", answer), list(said)


def _skew(reference: Answers, current: Answers) -> dict[str, str] | None:
    """Say whether the model answers now as it did when the rows came, by the old rows first."""
    for when, one in (("old", reference), ("current", current)):
        share = one.skew
        if share is not None and share > SKEWED:
            return {
                "skew": f"Asked again today, the model answers {share:.1%} of the {when} rows otherwise than it did: "
                "its code or its libraries have changed."
            }
    return None


def _outside(before: Any, now: Any) -> float:
    """Return the share of the current numbers out of the range of the reference; of times none, as they go on."""
    import numpy

    if not isinstance(before, NumberProfile) or not isinstance(now, NumberProfile) or before.is_time:
        return 0.0
    if not before.finite or not now.finite:
        return 0.0
    below, through = now.at(numpy.array([before.knots[0], before.knots[-1]]))
    return float(below[0] + 1 - through[1])


def _outcomes(
    reference: Answers, current: Answers, before: float, now: float
) -> tuple[tuple[Step, bool], tuple[Step, bool], Step, str]:
    """Ask whether the outcomes are as the probabilities promise: as they are, then moved alike.

    The last of what is returned says that the probabilities promise a fall beyond chance; empty if they do not.
    """
    from fairlead.monitor.estimates.metrics import accuracy

    calibration = Cbpe.fit(reference.probabilities[reference.is_known], reference.outcomes[reference.is_known])
    then, here = (_side(one, calibration) for one in (reference, current))
    said, truth, expected = current.said[current.is_known], here.outcomes, here.expected
    groups = groups_of(then, here)

    plain = structure(groups, then, here, expected)
    promised = float(accuracy(expected, said, expected))
    holds = plain.chance >= SURE
    mix = Step(
        "Are the rows harder?",
        f"By their probabilities {promised:.1%} would be right, {promised - before:+.1%}; what they promise "
        + ("is what happened." if holds else f"is not what happened ({_where(plain)})."),
        promised - before,
    )
    moved = shifted(expected, float(truth.mean()))
    alike = structure(groups, then, here, moved)
    at_rate = float(accuracy(moved, said, moved))
    explains = alike.chance >= SURE
    rate = Step(
        "Is it the base rate?",
        f"It is {truth.mean():.1%}, and {expected.mean():.1%} was promised. With all odds moved alike {at_rate:.1%} "
        "would be right; "
        + ("and that is what happened." if explains else f"that is not what happened ({_where(alike)})."),
        at_rate - promised,
    )
    rest = now - at_rate
    concept = Step("Is it the concept?", f"{rest:+.1%} is left that neither explains.", rest)
    promised_fall = _promised(reference.said[reference.is_known], then.expected, said, expected)
    return (mix, holds), (rate, explains), concept, promised_fall


def _promised(said_then: Any, then: Any, said: Any, now: Any) -> str:
    """Say that the probabilities promise fewer right answers than before, if they do so beyond chance.

    A promise of 90 % is 0.9 right, where the outcome is 0 or 1: the mean of promises varies less.
    """
    import numpy

    sides = [numpy.where(one, sure, 1 - sure) for one, sure in ((said_then, then), (said, now))]
    size = float(sides[1].mean() - sides[0].mean())
    deviation = math.sqrt(sum(float(one.var()) / len(one) for one in sides))
    if size >= 0 or math.erfc(-size / max(deviation, 1e-12) / math.sqrt(2)) >= PROMISED:
        return ""
    wide = 1.96 * deviation
    return (
        f"But the probabilities promise {size:+.1%} ({size - wide:+.1%} to {size + wide:+.1%}), which is no accident."
    )


def _side(answers: Answers, calibration: Cbpe) -> Side:
    """Return the rows with known outcomes."""
    import narwhals as nw

    known = answers.is_known
    rows = nw.from_native(answers.table, eager_only=True).filter(known.tolist()).to_native()
    sure = answers.probabilities[known]
    return Side(rows, sure, calibration.calibrated(sure), answers.outcomes[known])


def _where(found: Any) -> str:
    return f"where {found.column} is {found.where}: {found.found:.0%} instead of {found.expected:.0%}"
