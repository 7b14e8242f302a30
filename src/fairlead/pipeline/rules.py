"""Trigger rules: what becomes of a task whose upstream tasks have all ended, as they did.

Three are for people (`tasks.TRIGGER_RULES`); the others are Airflow's, for the files of Airflow that are run as they
are. Each is asked once, when everything before the task has ended.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

BAD = frozenset({"failed", "upstream_failed", "cancelled"})
WORDS = {
    "failed": "failed",
    "upstream_failed": "could not run",
    "cancelled": "was cancelled",
    "skipped": "was skipped",
    "succeeded": "succeeded",
}

Verdict = tuple[str, str] | None
"""The state that a task ends in without running, and why; None if it runs."""


@dataclass(frozen=True, slots=True)
class Before:
    """Hold how the tasks before a task ended."""

    states: Mapping[str, str]

    def first(self, *states: str) -> str | None:
        """Return the words about the first task that ended in one of these states."""
        found = next((name for name, state in self.states.items() if state in states), None)
        return f"`{found}` {WORDS[self.states[found]]}" if found is not None else None

    def all_are(self, state: str) -> bool:
        """Tell whether every one ended so."""
        return all(one == state for one in self.states.values())


def verdict(rule: str, states: Mapping[str, str]) -> Verdict:
    """Return what a rule says about a task.

    Parameters
    ----------
    states : how each task before it ended.

    >>> verdict("all_success", {"a": "succeeded", "b": "skipped"})
    ('skipped', '`b` was skipped')
    >>> verdict("none_failed", {"a": "succeeded", "b": "skipped"}) is None
    True
    >>> verdict("one_success", {"a": "failed"})
    ('upstream_failed', 'none of the tasks before it succeeded')
    """
    return RULES[rule](Before(states)) if states else None


def _all_success(before: Before) -> Verdict:
    return _none_failed(before) or _as_skip(before.first("skipped"))


def _none_failed(before: Before) -> Verdict:
    bad = before.first(*BAD)
    return ("upstream_failed", bad) if bad else None


def _none_failed_min_one_success(before: Before) -> Verdict:
    return _none_failed(before) or _as_skip("all tasks before it were skipped" if before.all_are("skipped") else None)


def _one_success(before: Before) -> Verdict:
    if before.first("succeeded"):
        return None
    if before.all_are("skipped"):
        return "skipped", "all tasks before it were skipped"
    return "upstream_failed", "none of the tasks before it succeeded"


def _one_failed(before: Before) -> Verdict:
    return None if before.first(*BAD) else ("skipped", "none of the tasks before it failed")


def _one_done(before: Before) -> Verdict:
    return None if before.first("succeeded", "failed") else ("skipped", "none of the tasks before it ran to an end")


def _all_failed(before: Before) -> Verdict:
    return _as_skip(before.first("succeeded", "skipped"))


def _none_skipped(before: Before) -> Verdict:
    return _as_skip(before.first("skipped"))


def _all_skipped(before: Before) -> Verdict:
    return _as_skip(before.first("succeeded", *BAD))


def _as_skip(reason: str | None) -> Verdict:
    return ("skipped", reason) if reason else None


RULES: Mapping[str, Callable[[Before], Verdict]] = {
    "all_success": _all_success,
    "none_failed": _none_failed,
    "all_done": lambda before: None,
    "all_done_min_one_success": lambda before: _none_skipped(before) or _one_success(before),
    "all_failed": _all_failed,
    "all_skipped": _all_skipped,
    "none_failed_min_one_success": _none_failed_min_one_success,
    "none_skipped": _none_skipped,
    "one_done": _one_done,
    "one_failed": _one_failed,
    "one_success": _one_success,
}

CALM = frozenset({"all_success", "none_failed", "all_done", "none_failed_min_one_success", "none_skipped",
                  "one_done", "one_success", "all_done_min_one_success"})  # fmt: skip
"""Rules under which a task runs if everything before it succeeded; they need not be asked then."""
