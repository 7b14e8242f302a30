"""Sum up why rows of a table were refused: what most of them have in common, and how many they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from fairlead.serve.scoring_rows import REASONS

REFUSES = "The pipeline refuses the row"
"""So the reason of a row begins that keeps all rules and is refused by the pipeline itself."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Hold one reason for which rows are refused.

    Parameters
    ----------
    example : str, the reason as the first of these rows has it.
    rows : int, how many rows have it; a row may have several reasons.
    """

    example: str
    rows: int


def most_frequent(files: Iterable[Path]) -> tuple[Reason, ...]:
    """Count the reasons in files of refused rows, one file in memory at a time.

    Reasons are one if they begin alike, up to the semicolon: there stands what was expected, or what is wrong with a
    column, and behind it the value of the row.

    Returns
    -------
    reasons : the most frequent first, equally frequent ones by their words.
    """
    import polars as pl

    rows: Counter[str] = Counter()
    examples: dict[str, str] = {}
    for file in files:
        reason = pl.read_parquet(file, columns=[REASONS])[REASONS].explode().rename("example").to_frame()
        kind = pl.col("example").str.extract(f"^({REFUSES}|[^;]*)").alias("kind")
        for name, example, count in (
            reason.group_by(kind, maintain_order=True).agg(pl.first("example"), pl.len().alias("rows")).iter_rows()
        ):
            rows[name] += count
            examples.setdefault(name, example)
    ordered = sorted(rows, key=lambda name: (-rows[name], name))
    return tuple(Reason(examples[name], rows[name]) for name in ordered)
