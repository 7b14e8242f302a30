"""The signs of the states that a task can be in: the same in every drawing and on the screen."""

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
