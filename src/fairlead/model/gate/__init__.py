"""Decide whether a model may be put into use.

A `Gate` is a list of conditions; ``gate.decide(evaluation)`` gives a `Verdict`: passed or not, and of each condition
its sentence, its numbers and how it came out. Each condition is a name of this package:
``from fairlead.model.gate import Gate, metric_floor``.

Read in this order: `kind` (what a condition is), `evidence` (what it judges by), `conditions` (the table of them),
`gate`, `verdict`; then `text` and `page`, which show it.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fairlead.model.gate.conditions import (
        behaviour_passed,
        better_than_baseline,
        better_than_dummy,
        calibration_error_below,
        champion_unchanged,
        exact_parity,
        latency_below,
        metric_floor,
        no_slice_regresses,
        not_worse_than_champion,
        split_is_time_ordered,
        suite_passed,
    )
    from fairlead.model.gate.gate import Gate
    from fairlead.model.gate.kind import CONDITIONS, Condition, Judged, cannot, condition, fails, passes, skips
    from fairlead.model.gate.verdict import Judgement, Verdict

__all__ = [
    "CONDITIONS",
    "Condition",
    "Gate",
    "Judged",
    "Judgement",
    "Verdict",
    "behaviour_passed",
    "better_than_baseline",
    "better_than_dummy",
    "calibration_error_below",
    "cannot",
    "champion_unchanged",
    "condition",
    "exact_parity",
    "fails",
    "latency_below",
    "metric_floor",
    "no_slice_regresses",
    "not_worse_than_champion",
    "passes",
    "skips",
    "split_is_time_ordered",
    "suite_passed",
]

_PLACES = {
    **dict.fromkeys(("CONDITIONS", "Condition", "Judged", "cannot", "condition", "fails", "passes", "skips"), "kind"),
    "Gate": "gate",
    "Judgement": "verdict",
    "Verdict": "verdict",
}
"""Where each name is defined; all others are conditions."""


def __getattr__(name: str) -> object:
    """Load a public name the first time it is asked for."""
    if name not in __all__:
        raise AttributeError(f"module 'fairlead.model.gate' has no attribute {name!r}")
    value: object = getattr(import_module(f"fairlead.model.gate.{_PLACES.get(name, 'conditions')}"), name)
    globals()[name] = value  # the next look-up finds it without coming here, also where a module has this name
    return value


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return sorted({*globals(), *__all__})
