"""How far somebody has come: reckoned from what the store keeps, and from nothing else."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from fairlead.studio.lesson.chapters import CHAPTERS, Chapter

State = Literal["new", "begun", "done"]


@dataclass(frozen=True, slots=True)
class Part:
    """Hold what was answered to a part of the lesson; see `fairlead.store.lessons`."""

    answer: Any
    points: float | None
    first: float | None
    best: float | None
    tries: int
    at: float


@dataclass(frozen=True, slots=True)
class Standing:
    """Hold how far a chapter is.

    Parameters
    ----------
    done : of its parts, by name.
    points : of its quiz, the best try; None if it was not answered.
    """

    chapter: Chapter
    state: State
    done: frozenset[str]
    points: float | None


@dataclass(frozen=True, slots=True)
class Progress:
    """Hold what was answered in the whole lesson.

    Parameters
    ----------
    parts : ``kind:chapter`` -> what was answered; kinds are ``quiz``, ``predict``, ``editor`` and ``read``.
    """

    parts: Mapping[str, Part]

    @classmethod
    def of(cls, rows: Sequence[Mapping[str, Any]]) -> Progress:
        """Read the rows of the store."""
        names = ("points", "first", "best", "tries", "at")
        return cls({row["part"]: Part(_value(row["answer"]), *(row[name] for name in names)) for row in rows})

    def part(self, kind: str, chapter: str) -> Part | None:
        """Return what was answered to a part of a chapter."""
        return self.parts.get(f"{kind}:{chapter}")

    def is_done(self, kind: str, chapter: str) -> bool:
        """Tell whether a part is done: a quiz and a guess once they are answered, an editor once it was solved."""
        part = self.part(kind, chapter)
        return part is not None and (kind != "editor" or part.best == 1.0)

    def standing(self, chapter: Chapter) -> Standing:
        """Return how far a chapter is."""
        done = frozenset(kind for kind in chapter.parts if self.is_done(kind, chapter.name))
        quiz = self.part("quiz", chapter.name)
        is_begun = done or any(self.part(kind, chapter.name) for kind in ("read", *chapter.parts))
        state: State = "done" if done == set(chapter.parts) else "begun" if is_begun else "new"
        return Standing(chapter, state, done, None if quiz is None else quiz.best)

    @property
    def standings(self) -> tuple[Standing, ...]:
        """Return how far each chapter is, in their order."""
        return tuple(self.standing(chapter) for chapter in CHAPTERS)

    @property
    def score(self) -> float:
        """Return the points of all quizzes, the best try of each."""
        return sum(one.points or 0.0 for one in self.standings)

    @property
    def first_score(self) -> float:
        """Return the points of all quizzes at the first try."""
        return sum(part.first or 0.0 for name, part in self.parts.items() if name.startswith("quiz:"))

    @property
    def most(self) -> int:
        """Return the points that there are."""
        return len(CHAPTERS)

    @property
    def answered(self) -> int:
        """Count the quizzes that were answered."""
        return sum(one.points is not None for one in self.standings)

    @property
    def share(self) -> float:
        """Return the share of all parts that are done."""
        return sum(len(one.done) for one in self.standings) / sum(len(one.parts) for one in CHAPTERS)

    @property
    def next(self) -> Chapter | None:
        """Return the first chapter that is not done; None if all are."""
        return next((one.chapter for one in self.standings if one.state != "done"), None)


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def points_in_words(points: float) -> str:
    """Write points without digits that say nothing.

    >>> points_in_words(1.0), points_in_words(0.6), points_in_words(4.6)
    ('1', '0.6', '4.6')
    """
    return f"{points:.1f}".removesuffix(".0")
