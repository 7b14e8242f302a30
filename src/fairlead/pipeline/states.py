"""The states that a task can be in: their signs, the same wherever they are shown, and the events that lead to them."""

from collections.abc import Mapping

ICONS: Mapping[str, str] = {
    "pending": "○",
    "running": "▶",
    "retrying": "↻",
    "succeeded": "✓",
    "cached": "=",
    "failed": "✗",
    "skipped": "–",
    "upstream_failed": "⊘",
    "cancelled": "■",
}

STATE_AFTER: Mapping[str, str] = {
    "task_started": "running",
    "task_succeeded": "succeeded",
    "task_cached": "cached",
    "task_recovered": "succeeded",
    "task_failed": "failed",
    "task_retrying": "retrying",
    "task_skipped": "skipped",
    "task_upstream_failed": "upstream_failed",
    "task_cancelled": "cancelled",
    "task_lost": "pending",
}
"""How a task stands after an event."""
