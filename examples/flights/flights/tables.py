"""What a person reads in the end: two tables and two charts, in the folder `out`."""

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from flights.chart import CHARTS, THEMES


def report(
    skill: pl.DataFrame,
    volume: dict[str, float],
    policies: pl.DataFrame,
    shelf_life: pl.DataFrame,
    out: Path,
) -> list[Path]:
    """Write `report.md` and the charts, for light and for dark pages; return where they are."""
    out.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in charts(skill, policies).items():
        (out / name).write_text(text, encoding="utf-8")
        written.append(out / name)
    named = tables(skill, volume, policies, shelf_life).items()
    words = "\n\n".join(f"<!-- {name} -->\n\n{text}\n\n<!-- end -->" for name, text in named)
    (out / "report.md").write_text(f"# The model of January 2013\n\n{words}\n", encoding="utf-8")
    return [*written, out / "report.md"]


def charts(skill: pl.DataFrame, policies: pl.DataFrame) -> dict[str, str]:
    """Return each chart in each theme by the name of its file."""
    of = {"skill": skill, "policies": policies}
    return {
        f"{name}-{theme}.svg": draw(of[name], colours)
        for name, draw in CHARTS.items()
        for theme, colours in THEMES.items()
    }


def tables(
    skill: pl.DataFrame, volume: Mapping[str, float], policies: pl.DataFrame, shelf_life: pl.DataFrame
) -> dict[str, str]:
    """Return the tables, in Markdown, by name."""
    return {
        "months": _months(skill),
        "volume": _volume(volume),
        "policies": _policies(policies),
        "age": _age(shelf_life),
    }


def _months(skill: pl.DataFrame) -> str:
    lines = [
        "| month | late | majority | accuracy, January | fresh | AUC, January | equal volume | fresh | gap (95 %) |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for row in skill.iter_rows(named=True):
        lines.append(
            "| {month} | {late:.3f} | {majority:.3f} | {stale_accuracy:.3f} | {fresh_accuracy:.3f} | {stale_auc:.3f} "
            "| {control_auc:.3f} | {fresh_auc:.3f} | {gap:.3f} ({gap_low:.3f} to {gap_high:.3f}) |".format(**row)
        )
    return "\n".join(lines)


def _volume(volume: Mapping[str, float]) -> str:
    return (
        "| model | wrong answers |\n|---|---|\n"
        "| of January | {stale:,.0f} |\n| fresh, as many flights as January | {control:,.0f} |\n"
        "| fresh, all flights before | {fresh:,.0f} |\n\n"
        "{history:.0%} of the gain comes with more history (95 %: {low:.0%} to {high:.0%}), the rest with freshness."
    ).format(**volume)


def _policies(policies: pl.DataFrame) -> str:
    lines = ["| policy | trained | accuracy | mean AUC | wrong answers | money |", "|---|---|---|---|---|---|"]
    for row in policies.iter_rows(named=True):
        lines.append("| {policy} | {retrains} | {accuracy:.4f} | {auc:.3f} | {errors:,} | {money:,.0f} |".format(**row))
    return "\n".join(lines)


def _age(shelf_life: pl.DataFrame) -> str:
    chosen = shelf_life.filter(pl.col("half_months") % 3 == 0)
    head = "| age, half months | " + " | ".join(map(str, chosen["half_months"])) + " |"
    values = (
        "| log loss above that of a fresh one | " + " | ".join(f"{x:.3f}" for x in chosen["excess_log_loss"]) + " |"
    )
    return "\n".join([head, "|---" * (chosen.height + 1) + "|", values])
