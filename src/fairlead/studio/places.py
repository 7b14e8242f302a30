"""Whose pages they are: a person's own project, and the project of the lesson."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fairlead.project.settings import Project
    from fairlead.store import Store

MINE, LESSON = "/mine", "/churn"


@dataclass(frozen=True, slots=True)
class Place:
    """Hold one project as the pages see it.

    Parameters
    ----------
    home : the project's folder; that of the person, if it is in no project.
    name : what the switch in the head of the page calls it.
    prefix : what the addresses of its pages begin with.
    """

    home: Path
    name: str
    prefix: str
    is_lesson: bool = False

    def project(self, *, needs_pipeline: bool = False) -> Project:
        """Find the project, as its settings are now; do not call it on the event loop.

        Raises
        ------
        ProjectError
            The folder is no project, or has no pipeline although that is needed.
        """
        from fairlead.project.settings import Project  # 0.1 s; the first answer should not wait for it

        return Project.find(self.home, needs_pipeline=needs_pipeline)

    @contextmanager
    def open_store(self) -> Iterator[Store]:
        """Open the project's store; use it in the thread that opened it.

        Raises
        ------
        ProjectError, StoreError
            There is no project, or its store cannot be read.
        """
        with self.project().open_store() as store:
            yield store


@dataclass(frozen=True, slots=True)
class Places:
    """Hold the projects of a studio.

    Parameters
    ----------
    starts_with : the prefix that a person is led to first.
    """

    mine: Place
    lesson: Place
    starts_with: str = MINE

    def __iter__(self) -> Iterator[Place]:
        yield self.mine
        yield self.lesson

    def at(self, path: str) -> Place:
        """Return whose page an address is; pages of no project (the lesson's text) are about the lesson's.

        >>> places = Places(Place(Path("a"), "a", MINE), Place(Path("b"), "churn", LESSON, is_lesson=True))
        >>> places.at("/mine/runs").name, places.at("/learn/1").name
        ('a', 'churn')
        """
        return next((one for one in self if path == one.prefix or path.startswith(f"{one.prefix}/")), self.lesson)
