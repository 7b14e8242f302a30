"""Watch a model in production: whether its rows, its answers and its errors are still those of training.

A batch is profiled once, by `profile`; from two profiles `compare` gives every statistic of drift, without the rows.
A policy such as `WhenBelow` says when to train again, and `replay` what it would have brought in the past.
`Cbpe` and `Dle` estimate how good the answers are before an outcome is known, and a `Detector` watches outcomes one by
one as they come.

Read in this order: `profiles` (what is kept of a batch), `drift` (how far apart two batches are), `estimates` (how good
the answers probably are), `policies` (when to train again), `replays` (what a policy would have brought), `simulation`
(drift made on purpose), `triaging` (why a model has become worse), `streaming` (detectors of change).
Of a model in production: `batches` (what is kept of each month, and how it is found again), `performance` (how good the
answers were), `watching` (one look), `report` (a look for others).
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fairlead.monitor.drift.column import ColumnDrift
    from fairlead.monitor.drift.report import DriftReport, compare
    from fairlead.monitor.drift.segments import SegmentReport, compare_segments
    from fairlead.monitor.drift.thresholds import Thresholds
    from fairlead.monitor.estimates.cbpe import Cbpe
    from fairlead.monitor.estimates.dle import Dle
    from fairlead.monitor.estimates.estimate import Estimate
    from fairlead.monitor.estimates.track import Track
    from fairlead.monitor.policies.history import History, Seen
    from fairlead.monitor.policies.rules import All, Any, ChallengerWins, Every, Never, Policy, WhenBelow, WhenDrift
    from fairlead.monitor.policies.words import policy_of
    from fairlead.monitor.profiles.categories import CategoryProfile
    from fairlead.monitor.profiles.numbers import NumberProfile
    from fairlead.monitor.profiles.segments import profile_segments
    from fairlead.monitor.profiles.table import Profile, profile
    from fairlead.monitor.replays.cutting import cut
    from fairlead.monitor.replays.matrix import Matrix
    from fairlead.monitor.replays.replaying import Costs, Replayed, replay, replay_all
    from fairlead.monitor.replays.report import ReplayReport
    from fairlead.monitor.replays.staleness import Staleness, staleness
    from fairlead.monitor.simulation.drifts import Drift
    from fairlead.monitor.simulation.simulator import Simulator
    from fairlead.monitor.streaming.delays import Delay, DelayTable, adwin_bound, delay_table, expected_delay
    from fairlead.monitor.streaming.detectors import Detector
    from fairlead.monitor.triaging.batch import Answers
    from fairlead.monitor.triaging.diagnosis import Triage, triage

__all__ = [
    "All",
    "Answers",
    "Any",
    "CategoryProfile",
    "Cbpe",
    "ChallengerWins",
    "ColumnDrift",
    "Costs",
    "Delay",
    "DelayTable",
    "Detector",
    "Dle",
    "Drift",
    "DriftReport",
    "Estimate",
    "Every",
    "History",
    "Matrix",
    "Never",
    "NumberProfile",
    "Policy",
    "Profile",
    "ReplayReport",
    "Replayed",
    "Seen",
    "SegmentReport",
    "Simulator",
    "Staleness",
    "Thresholds",
    "Track",
    "Triage",
    "WhenBelow",
    "WhenDrift",
    "adwin_bound",
    "compare",
    "compare_segments",
    "cut",
    "delay_table",
    "expected_delay",
    "policy_of",
    "profile",
    "profile_segments",
    "replay",
    "replay_all",
    "staleness",
    "triage",
]

_PLACES = {
    "All": "policies.rules",
    "Answers": "triaging.batch",
    "Any": "policies.rules",
    "CategoryProfile": "profiles.categories",
    "Cbpe": "estimates.cbpe",
    "ChallengerWins": "policies.rules",
    "ColumnDrift": "drift.column",
    "Costs": "replays.replaying",
    "Delay": "streaming.delays",
    "DelayTable": "streaming.delays",
    "Detector": "streaming.detectors",
    "Dle": "estimates.dle",
    "Drift": "simulation.drifts",
    "DriftReport": "drift.report",
    "Estimate": "estimates.estimate",
    "Every": "policies.rules",
    "History": "policies.history",
    "Matrix": "replays.matrix",
    "Never": "policies.rules",
    "NumberProfile": "profiles.numbers",
    "Policy": "policies.rules",
    "Profile": "profiles.table",
    "ReplayReport": "replays.report",
    "Replayed": "replays.replaying",
    "Seen": "policies.history",
    "SegmentReport": "drift.segments",
    "Simulator": "simulation.simulator",
    "Staleness": "replays.staleness",
    "Thresholds": "drift.thresholds",
    "Track": "estimates.track",
    "Triage": "triaging.diagnosis",
    "WhenBelow": "policies.rules",
    "WhenDrift": "policies.rules",
    "adwin_bound": "streaming.delays",
    "compare": "drift.report",
    "compare_segments": "drift.segments",
    "cut": "replays.cutting",
    "delay_table": "streaming.delays",
    "expected_delay": "streaming.delays",
    "policy_of": "policies.words",
    "profile": "profiles.table",
    "profile_segments": "profiles.segments",
    "replay": "replays.replaying",
    "replay_all": "replays.replaying",
    "staleness": "replays.staleness",
    "triage": "triaging.diagnosis",
}


def __getattr__(name: str) -> object:
    """Load a public name the first time it is asked for."""
    if name not in __all__:
        raise AttributeError(f"module 'fairlead.monitor' has no attribute {name!r}")
    value: object = getattr(import_module(f"fairlead.monitor.{_PLACES[name]}"), name)
    globals()[name] = value  # the next look-up finds it without coming here
    return value
