"""The five chapters of the lesson, in their order."""

from __future__ import annotations

from dataclasses import dataclass

from fairlead.errors import LessonError

LESSON = "notebook-to-production"
"""What the store calls the lesson."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """Hold what a chapter is called, and what it has.

    Parameters
    ----------
    name : in its address.
    title, question : shown in the list of chapters.
    parts : what is to be done in it, in order: ``predict``, ``editor``, ``quiz``.
    learned : what somebody knows afterwards, in a sentence.
    page : the page of the studio that it is about, and its name.
    """

    name: str
    title: str
    question: str
    parts: tuple[str, ...]
    learned: str
    page: tuple[str, str]


CHAPTERS = (
    Chapter(
        "gap",
        "From notebook to production",
        "Why does a notebook that prints 95 % not survive its first week?",
        ("predict", "quiz"),
        "A score counts only if the rows that it was measured on were kept apart from everything that was learned; and "
        "a notebook runs anywhere only if its paths, its order, its seeds and its outputs are written down.",
        ("/notebook", "Notebook"),
    ),
    Chapter(
        "pipeline",
        "Orchestration",
        "What runs when, what may run at the same time, and what must not run at all?",
        ("predict", "quiz"),
        "Stages and what each of them waits for make a graph: what does not wait for each other runs side by side, and "
        "a deployment waits for a condition, not only for the stages before it.",
        ("/pipeline", "Pipeline"),
    ),
    Chapter(
        "features",
        "Feature engineering",
        "What does each step do to a customer's row, and is it worth the work?",
        ("predict", "editor", "quiz"),
        "What a step learns (medians, scales, categories) it learns from training rows and applies unchanged later; "
        "whether a step is worth its work is measured, and often it is not.",
        ("/features", "Features"),
    ),
    Chapter(
        "retraining",
        "Retraining",
        "The world changes: when is a new model worth its price?",
        ("predict", "quiz"),
        "A fall in accuracy has a cause, and the cause decides what helps: look at the inputs first, retrain by a "
        "policy whose price you have measured.",
        ("/monitor", "Monitor"),
    ),
    Chapter(
        "testing",
        "Testing",
        "What is tested in a system that learns, and what becomes of the rows that fail?",
        ("predict", "editor", "quiz"),
        "Data, transformations, the behaviour of the model and the system as a whole are tested apart; a bad row is "
        "set aside with its reason, and its cause is found at the source.",
        ("/tests", "Tests"),
    ),
)


def chapter_named(name: str) -> Chapter:
    """Return a chapter by its name, or by its number from 1 on.

    Raises
    ------
    LessonError
        There is none of that name.
    """
    found = next((one for n, one in enumerate(CHAPTERS, 1) if name in (one.name, str(n))), None)
    if found is None:
        raise LessonError.unknown_part("chapter", name, [one.name for one in CHAPTERS])
    return found


def neighbours(chapter: Chapter) -> tuple[Chapter | None, Chapter | None]:
    """Return the chapters before and after one.

    >>> before, after = neighbours(CHAPTERS[0])
    >>> before is None, after.name
    (True, 'pipeline')
    """
    place = CHAPTERS.index(chapter)
    return (CHAPTERS[place - 1] if place else None), (CHAPTERS[place + 1] if place + 1 < len(CHAPTERS) else None)
