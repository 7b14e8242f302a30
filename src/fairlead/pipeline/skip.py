"""A task that says itself that it is to count as skipped."""

from __future__ import annotations


class SkipTask(Exception):
    """Raised in a task: it is skipped, with these words as the reason, and what follows it goes by its rule."""
