"""The lesson: five chapters about one model, each with a prediction, the real system at work, and a quiz.

Read in this order: `chapters` (what there is), `quizzes`, `predictions`, `editors` (what is written and run, with
`scaler_grader` and `suite_grader`, which look at it inside of the sandbox), `progress` (how far somebody has come,
reckoned from what the store keeps), `tools` (what else to know), `measured` (the engine's own numbers behind each
prediction), `routes`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fairlead.studio.lesson.routes import ROUTES

__all__ = ["ROUTES"]


def __getattr__(name: str) -> object:
    """Load the addresses of the lesson when they are first asked for; graders need none of them."""
    if name != "ROUTES":
        raise AttributeError(f"module 'fairlead.studio.lesson' has no attribute {name!r}")
    from fairlead.studio.lesson.routes import ROUTES

    return ROUTES
