"""What a comparison has to say in sentences: each as a Finding, with what to do about it."""

from __future__ import annotations

from fairlead.finding import Finding, Severity, Where
from fairlead.monitor.drift.column import ColumnDrift
from fairlead.monitor.profiles.answers import ANSWERS, ERROR, PREDICTION, TARGET
from fairlead.monitor.profiles.categories import CategoryProfile
from fairlead.monitor.profiles.table import ColumnProfile, Profile

WHY = {
    PREDICTION: "The model answers otherwise than it did: other rows come, or a column is read otherwise.",
    TARGET: "What the model has to find has become more, or less, frequent than what it has learned from.",
    ERROR: "The model is wrong in another way than it was, on rows whose outcome is known.",
}
FIX = {
    PREDICTION: "look at which columns have drifted, then at the performance once outcomes are known.",
    TARGET: "see whether the probabilities are still right; a threshold may have to move before a model has.",
    ERROR: "find the cause before training again: `fairlead triage` asks in order.",
}
WHY_INPUT = "The model meets other rows than it has learned from. Whether it answers them worse, only outcomes tell."
FIX_INPUT = "look at the performance first: drift of an input alone is no reason to train again."


def kind(one: ColumnProfile) -> str:
    """Return what a column holds, as a word."""
    if isinstance(one, CategoryProfile):
        return "words"
    return "times" if one.is_time else "numbers"


def drifted(drift: ColumnDrift, reasons: list[str]) -> Finding:
    """Tell that a column has drifted, and in what respects."""
    name = drift.name
    said = "; ".join(reasons)
    if name in ANSWERS:  # "its values" of a column are "their values" of the predictions
        said = said.replace("its ", "their ")
    return Finding(
        "drift",
        Severity.WARNING,
        f"{ANSWERS[name]} have drifted: {said}." if name in ANSWERS else f"Column '{name}' has drifted: {said}.",
        Where(table_column=name),
        why=WHY.get(name, WHY_INPUT),
        evidence={name: value for name, value in drift.to_dict().items() if isinstance(value, float)},
        fix=FIX.get(name, FIX_INPUT),
    )


def type_changed(name: str, before: ColumnProfile, now: ColumnProfile) -> Finding:
    """Tell that a column holds another kind of values than the reference."""
    subject = f"{ANSWERS[name]} have" if name in ANSWERS else f"Column '{name}' has"
    was = "they were" if name in ANSWERS else "it was"
    return Finding(
        "type-changed",
        Severity.ERROR,
        f"{subject} become {kind(now)}; {was} {kind(before)}.",
        Where(table_column=name),
        why="What was learned from one kind of values says nothing about another; the model may refuse or misread it.",
        evidence={"before": kind(before), "now": kind(now)},
        fix="find out what changed in the source, and read the column as it was.",
    )


def absent(name: str, current: Profile) -> Finding:
    """Tell that the reference has a column that the current table has not, or not as one that can be read."""
    if name in ANSWERS:
        return _one_sided(name, "current")
    unread = current.unread.get(name)
    message = f"Column '{name}' is not in the current table."
    if unread is not None:
        message = f"Column '{name}' holds {unread} now, which are neither numbers, times nor words."
    return Finding(
        "missing-column",
        Severity.ERROR,
        message,
        Where(table_column=name),
        why="The model needs it, or somebody has renamed it.",
        fix="find out what changed in the source.",
    )


def new(name: str) -> Finding:
    """Tell that the reference has no such column."""
    if name in ANSWERS:
        return _one_sided(name, "reference")
    return Finding(
        "new-column",
        Severity.INFO,
        f"Column '{name}' is new: the reference has none of that name.",
        Where(table_column=name),
        why="It is compared with nothing.",
    )


def empty_batch() -> Finding:
    """Tell that there is nothing to compare."""
    return Finding(
        "empty-batch",
        Severity.ERROR,
        "The current table has no rows.",
        why="Nothing can be said about it, and somebody expected rows.",
        fix="find out whether the source was late, or a filter took everything.",
    )


def segment_gone(name: str, share: float) -> Finding:
    """Tell that no row of a segment has come, though they were a share of the reference."""
    return Finding(
        "segment-gone",
        Severity.WARNING,
        f"No row of the segment '{name}' has come; it was {share:.1%} of the reference.",
        why="A source that fails often fails for one region or product, and the mean of all hides it.",
        evidence={"share": share},
        fix="find out whether its source was late, or it has another name now.",
    )


def segment_new(name: str, share: float) -> Finding:
    """Tell that there are rows of a segment that the reference has not."""
    return Finding(
        "segment-new",
        Severity.INFO,
        f"The segment '{name}' is new: {share:.1%} of the rows.",
        why="It is compared with nothing, and the model has not learned from it.",
        evidence={"share": share},
    )


def _one_sided(name: str, side: str) -> Finding:
    code = "predictions-unknown" if name == PREDICTION else "outcomes-unknown"
    return Finding(
        code,
        Severity.INFO,
        f"{ANSWERS[name]} of the {side} rows are not known, so they are not compared.",
        Where(table_column=name),
        why="Outcomes come late; of predictions, nobody has given any.",
    )
