"""What the runs of a notebook say: what its leaks cost, whether it runs again, what its split and target look like."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from fairlead.finding import Finding, Severity
from fairlead.notebook.facts import Facts
from fairlead.notebook.flow.events import Read
from fairlead.notebook.notebook import Cell, Notebook, Place
from fairlead.notebook.trial.plan import Order, Plan, plan_of
from fairlead.notebook.trial.run import MEMORY, SECONDS, CellRun, Trial, Trials, run_plan

SHARED = 0.01
"""A larger share of test rows that stand in the training rows is told. Chosen by us: a starting value, not measured."""
LARGEST_CLASS = 0.7
"""From this share on it is told how often always saying the same is right. Chosen by us."""
ADDRESS = re.compile(r"0x[0-9a-f]{6,}")
WIDTH = 80


def try_out(
    facts: Facts,
    *,
    replaced: Mapping[str, str] | None = None,
    seconds: int = SECONDS,
    memory: int = MEMORY,
    on_run: Callable[[str], None] = lambda what: None,
) -> list[Finding]:
    """Run a notebook from top to bottom, or if that fails in the order of its counts; measure what there is to measure.

    Parameters
    ----------
    replaced : paths in the notebook, and the files that are read instead.
    seconds, memory : what each run may take; memory in bytes.
    on_run : told what begins to run.

    Returns
    -------
    list of Finding; the numbers in them were measured in these runs.
    """
    notebook = facts.notebook
    page = plan_of(facts, "page", replaced or {})
    on_run(_said_of(page, "from top to bottom"))
    trials = run_plan(notebook, page, seconds=seconds, memory=memory)
    found = list(_restart(notebook, trials.as_it_stands))
    plan = page
    order: Order = "page"
    if not trials.as_it_stands.is_whole:
        counts = plan_of(facts, "counts", replaced or {})
        if counts.cells == page.cells:
            return found
        plan, order = counts, "counts"
        on_run(_said_of(plan, "in the order of its execution counts"))
        trials = run_plan(notebook, plan, seconds=seconds, memory=memory)
        if not trials.as_it_stands.is_whole:
            return [*found, _fails_in_any_order(notebook, trials.as_it_stands)]
    return [*found, *_measured(facts, plan, trials, order)]


def _said_of(plan: Plan, order: str) -> str:
    return f"The notebook runs {order}{', and once more without its leaks' if plan.leaks else ''}."


def _measured(facts: Facts, plan: Plan, trials: Trials, order: Order) -> Iterator[Finding]:
    notebook = facts.notebook
    costs = list(_cost(notebook, plan, trials, order))
    is_polars = any(event.by.startswith("polars.") for event in facts.flow.of(Read))
    yield from (_about_polars(one) if is_polars and one.code == "not-measured" else one for one in costs)
    for split in trials.as_it_stands.splits:
        yield from _split(notebook, split)


def _restart(notebook: Notebook, trial: Trial) -> Iterator[Finding]:
    """Tell whether *Restart and run all* does what the page says."""
    why = "A pipeline runs from top to bottom with an empty memory. What only worked in one kernel does not work there."
    if trial.stopped is not None:
        yield Finding(
            "restart-differs", Severity.ERROR, f"Run from top to bottom it was stopped: {trial.stopped}.",
            notebook.where(Place(1, 1)), why, {"group": "measured"}, "Give it more time or memory: --time, --memory.",
        )  # fmt: skip
        return
    failed = trial.error
    if failed is not None and failed.error is not None:
        error = failed.error
        yield Finding(
            "restart-differs", Severity.ERROR,
            f"Run from top to bottom it stops in cell {failed.cell}: {error['kind']}: {error['message']}",
            notebook.where(Place(failed.cell, error["line"] or 1)), why, {"group": "measured", "error": error["kind"]},
            "Put the cells into the order in which they need each other."
            if error["kind"] == "NameError"
            else "Make it run: *Restart and run all* must come to the end.",
        )  # fmt: skip
        return
    for cell in trial.cells:
        before, now = _said_before(notebook.cells[cell.cell - 1]), _said(cell)
        if before and now != before:
            old, new = _first_difference(before, now)
            yield Finding(
                "restart-differs", Severity.WARNING,
                f"Cell {cell.cell} says {new!r} when it is run again, and the page says {old!r}.",
                notebook.where(Place(cell.cell, 1)), why, {"group": "measured", "page": old, "again": new},
                "Set every seed, and save the notebook after *Restart and run all*.",
            )  # fmt: skip


def _fails_in_any_order(notebook: Notebook, trial: Trial) -> Finding:
    failed = trial.error
    said = trial.stopped or ""
    if failed is not None and failed.error is not None:
        said = f"cell {failed.cell}: {failed.error['kind']}: {failed.error['message']}"
    return Finding(
        "not-measured", Severity.INFO,
        f"Nothing could be measured: in the order of its execution counts it does not run either ({said}).",
        notebook.where(Place(1, 1)), evidence={"group": "measured"},
        fix="If a file is missing, say where it is: --data PATH-IN-THE-NOTEBOOK=FILE.",
    )  # fmt: skip


def _cost(notebook: Notebook, plan: Plan, trials: Trials, order: Order) -> Iterator[Finding]:
    """Tell what each score is without the leaks."""
    if not plan.leaks:
        return
    mended = trials.mended
    reason = trials.as_it_stands.trouble
    if mended is not None and not mended.is_whole:
        failed = mended.error
        reason = mended.stopped or (failed.error["message"] if failed is not None and failed.error else "")
    if mended is None or reason:
        yield Finding(
            "not-measured", Severity.INFO,
            f"What the leaks cost could not be measured: {reason or 'the split behind them was not reached'}.",
            notebook.where(Place(1, 1)), evidence={"group": "measured", "leaks": list(plan.leaks)},
        )  # fmt: skip
        return
    honest = {(one["cell"], one["line"], one["metric"]): one["value"] for one in mended.scores}
    for score in _last_of_each(trials.as_it_stands):
        key = (score["cell"], score["line"], score["metric"])
        if key in honest:
            yield _cost_of(notebook, plan, score, honest[key], order)


def _about_polars(finding: Finding) -> Finding:
    """Return why nothing was measured in words for those whose tables come from Polars."""
    return replace(
        finding,
        message="What the leaks cost could not be measured: the notebook reads its tables with Polars, and rows can be "
        "told apart in pandas tables only, by their index.",
        fix="Mend the leaks and compare the scores; or make pandas tables before the first leak: `.to_pandas()`.",
    )


def _cost_of(notebook: Notebook, plan: Plan, score: Mapping[str, Any], honest: float, order: Order) -> Finding:
    leaks = " and ".join(plan.leaks)
    ran = "" if order == "page" else " (run in the order of its execution counts)"
    return Finding(
        "leak-cost",
        Severity.CRITICAL if abs(score["value"] - honest) >= 0.01 else Severity.INFO,
        f"{score['metric']}: {score['value']:.3f} as it stands, {honest:.3f} without the leaks ({leaks}){ran}.",
        notebook.where(Place(score["cell"], score["line"])),
        why="The second figure is what new rows would see: what leaked was learned from the training rows only, and no "
        "test row is a copy of a training row.",
        evidence={
            "group": "measured", "metric": score["metric"], "as_it_stands": score["value"], "honest": honest,
            "leaks": list(plan.leaks), "order": order,
        },
        fix="Mend the leaks: `fairlead rule NAME` says how for each.",
    )  # fmt: skip


def _last_of_each(trial: Trial) -> list[Mapping[str, Any]]:
    """Return the last value of each score: one in a loop is computed many times."""
    return list({(one["cell"], one["line"], one["metric"]): one for one in trial.scores}.values())


def _split(notebook: Notebook, split: Mapping[str, Any]) -> Iterator[Finding]:
    where = notebook.where(Place(split["cell"], split["line"]))
    shared, rows = split.get("shared"), split.get("test", 0)
    if shared is not None and rows and shared / rows > SHARED:
        yield Finding(
            "duplicates-across-split", Severity.ERROR,
            f"{shared:,} of {rows:,} test rows have the same values as a training row.", where,
            "A row that was learned by heart is no test.",
            {"group": "measured", "shared": shared, "test": rows, "train": split["train"]},
            "Drop repeated rows before the split, or keep all copies of a row on one side.",
        )  # fmt: skip
    for telling in split.get("telling", ()):
        yield Finding(
            "target-correlation", Severity.WARNING,
            f"Column {telling['column']!r} nearly is the target: correlation {telling['correlation']:.3f}.", where,
            "It was probably written down after the fact, and will not be there when the model is asked.",
            {"group": "measured", **telling}, "Find out when it is filled in; leave it out if that is afterwards.",
        )  # fmt: skip
    balance: Mapping[str, float] = split.get("balance") or {}
    largest = max(balance.items(), key=lambda one: one[1], default=None)
    if largest is not None and largest[1] >= LARGEST_CLASS:
        yield Finding(
            "class-balance", Severity.INFO,
            f"Always saying {largest[0]!r} is right {largest[1]:.0%} of the time.", where,
            "An accuracy means something only beside this figure.", {"group": "measured", "balance": dict(balance)},
            "Report the area under the ROC curve, or precision and recall, beside it.",
        )  # fmt: skip


def _said_before(cell: Cell) -> str:
    """Return what the page shows of a cell: what it printed, and its last value."""
    return _tidy("".join(one.text + "\n" for one in cell.outputs if one.kind == "result" or one.name == "stdout"))


def _said(cell: CellRun) -> str:
    return _tidy(f"{cell.printed}\n{cell.shown or ''}")


def _tidy(text: str) -> str:
    lines = [line.rstrip() for line in ADDRESS.sub("0x", text).splitlines()]
    return "\n".join(line for line in lines if line)


def _first_difference(before: str, now: str) -> tuple[str, str]:
    """Return the first lines that differ."""
    old, new = before.splitlines(), now.splitlines()
    for a, b in zip(old, new, strict=False):
        if a != b:
            return a.strip()[:WIDTH], b.strip()[:WIDTH]
    return (old[len(new)].strip()[:WIDTH], "") if len(old) > len(new) else ("", new[len(old)].strip()[:WIDTH])
