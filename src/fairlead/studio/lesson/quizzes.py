"""The five quizzes: a reason stands beside every option, so that a wrong answer teaches as much as a right one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from fairlead.errors import LessonError
from fairlead.studio.lesson.chapters import CHAPTERS

Look = Literal["right", "missed", "wrong", "left"]
"""Chosen and right; right and not chosen; chosen and wrong; neither."""


@dataclass(frozen=True, slots=True)
class Option:
    """Hold an answer that can be chosen, and why it is right or not."""

    name: str
    text: str
    is_right: bool
    why: str


@dataclass(frozen=True, slots=True)
class Quiz:
    """Hold a question.

    Parameters
    ----------
    chapter : name of the chapter at whose end it stands.
    options : in the order in which they are shown; if more than one is right, all of them are to be chosen.
    """

    chapter: str
    question: str
    options: tuple[Option, ...]

    @property
    def is_multiple(self) -> bool:
        """Tell whether more than one option is right."""
        return self.right > 1

    @property
    def right(self) -> int:
        """Count the right options."""
        return sum(one.is_right for one in self.options)

    def points(self, chosen: Collection[str]) -> float:
        """Return what a choice is worth, from 0 to 1: the right ones less the wrong ones, of all right ones.

        >>> quiz_of("gap").points(["path", "order", "leak", "algorithm"])
        0.4
        """
        right = sum(one.is_right and one.name in chosen for one in self.options)
        wrong = sum(not one.is_right and one.name in chosen for one in self.options)
        return max(0, right - wrong) / self.right

    def looks(self, chosen: Collection[str]) -> dict[str, Look]:
        """Return how each option looks once it was answered."""
        return {one.name: _look(one.is_right, one.name in chosen) for one in self.options}

    def checked(self, chosen: Collection[str]) -> list[str]:
        """Return the choice in the order of the options.

        Raises
        ------
        LessonError
            Nothing was chosen, there is no such option, or there are several where one is to be chosen.
        """
        names = [one.name for one in self.options]
        for name in chosen:
            if name not in names:
                raise LessonError.unknown_part("option", name, names)
        if not chosen or (len(chosen) > 1 and not self.is_multiple):
            raise LessonError.no_choice(self.chapter)
        return [name for name in names if name in chosen]


QUIZZES = (
    Quiz(
        "gap",
        "Which five of these stop this notebook from being used in production? Choose all five.",
        (
            Option(
                "path", "It reads its data from a path on one person's desktop.", True,
                "On every other machine the first cell fails. A path belongs into the parameters, the data to where "
                "everybody can read it.",
            ),
            Option(
                "algorithm", "It uses a random forest and not gradient boosting.", False,
                "Another algorithm may score a little better or worse. None of them mends a leak, a lost path or a "
                "missing seed.",
            ),
            Option(
                "order", "Its cells were run in another order than they stand in.", True,
                "What the notebook shows cannot be had again by running it from top to bottom: some values come from "
                "cells that were changed or run twice.",
            ),
            Option(
                "leak", "It duplicates customers and fits the scaler before the split.", True,
                "Copies of one customer stand on both sides of the split, so that the forest is asked about rows that "
                "it has learned by heart. This is where the 95 % come from.",
            ),
            Option(
                "features", "It has too many features.", False,
                "Nineteen columns for seven thousand customers are few. Whether a feature pays is measured, as in "
                "chapter 3; their number is no fault.",
            ),
            Option(
                "pickle", "It saves the model under today's date, and nothing else about it.", True,
                "Nobody can tell which data, code and scores belong to the file, or which inputs it takes; and there "
                "is nothing to go back to.",
            ),
            Option(
                "seed", "It sets no seed, expects no error and checks no data.", True,
                "Two runs give two models, an empty file stops it in the middle, and a column that has changed its "
                "meaning goes unnoticed.",
            ),
        ),
    ),
    Quiz(
        "pipeline",
        "In this pipeline, when may Deploy run?",
        (
            Option(
                "loaded", "As soon as Load is done: the data is there, and a model can be served.", False,
                "Then nothing has been trained on this data, and nothing measured. Deploy would serve the old model or "
                "none.",
            ),
            Option(
                "trained", "As soon as Train is done: there is a new model.", False,
                "A new model is not a better one. Train and Evaluate run side by side; without the verdict nobody "
                "knows what would be put into use.",
            ),
            Option(
                "gate", "When Train and Evaluate are done, and Evaluate has passed its gate.", True,
                "Both must be there, and a condition must hold. If it does not, Deploy is skipped with the reasons, "
                "which is no failure: the champion stays.",
            ),
            Option(
                "always", "At the end of each run, whatever has happened before.", False,
                "Then a failed evaluation would not stop a bad model. What runs always is for cleaning up, not for "
                "putting something into use.",
            ),
        ),
    ),
    Quiz(
        "features",
        "What does production gain most from preprocessing inside of a Pipeline object?",
        (
            Option(
                "fast", "It trains faster.", False,
                "The same work is done in the same order. In cross-validation it is even more, as every step is fitted "
                "anew in each fold: that is the point of it.",
            ),
            Option(
                "same", "What was learned on the training rows is applied unchanged to every later row.", True,
                "Medians, scales and categories are fitted once, kept with the model and used as they are: nothing of "
                "the test rows leaks in, and serving computes what training computed.",
            ),
            Option(
                "short", "The code is shorter.", False,
                "Sometimes it is. A short script that fits its scaler on all rows is still wrong.",
            ),
            Option(
                "accuracy", "The model becomes more accurate.", False,
                "The measured score often falls, because a leak is closed. What rises is how far it can be believed.",
            ),
        ),
    ),
    Quiz(
        "retraining",
        "A churn model's accuracy has fallen from 92 % to 87 % this month. What do you do first?",
        (
            Option(
                "retrain", "Retrain at once on the latest month.", False,
                "If a column has broken, the new model learns from broken rows; if it is the season, the fall was to "
                "be expected. Retraining is an answer, and the question is not known yet.",
            ),
            Option(
                "inputs", "Look whether the inputs have changed: their source, their schema, the season.", True,
                "It takes minutes and decides everything else: a broken source is mended, a season waited for, another "
                "population learned. The triage on the page Monitor asks these questions in this order.",
            ),
            Option(
                "larger", "Switch to a larger model.", False,
                "A larger model learns the past more closely. What has changed since then it does not know either.",
            ),
            Option(
                "threshold", "Lower the alarm to 85 %.", False,
                "Then nobody is told, and the customers who were missed are missed all the same.",
            ),
        ),
    ),
    Quiz(
        "testing",
        "3 % of the incoming records have age = -1, and the pipeline stops at any error. What is to be done?",
        (
            Option(
                "drop", "Drop the rule about ages, so that the pipeline runs through.", False,
                "The rows go on into training and into answers: the model learns that somebody is -1 years old.",
            ),
            Option(
                "mean", "Replace -1 by the mean age.", False,
                "It hides that something is broken at the source, and gives 3 % of the customers an age that nobody "
                "has told. Whether to fill in, and what, is a decision for afterwards.",
            ),
            Option(
                "wait", "Leave the pipeline stopped until the source is mended.", False,
                "The other 97 % are good. A rule that sets rows aside lets them go on, and still says how many were "
                "bad.",
            ),
            Option(
                "quarantine", "Set these rows aside, find the cause at the source, and train on the clean ones.", True,
                "Nothing bad is learned, nothing is lost: the rows stay with their reason until they are mended and "
                "released. And above a share that you choose, the run stops all the same.",
            ),
        ),
    ),
)  # fmt: skip


def quiz_of(chapter: str) -> Quiz:
    """Return the quiz of a chapter.

    Raises
    ------
    LessonError
        There is no such chapter.
    """
    found = next((one for one in QUIZZES if one.chapter == chapter), None)
    if found is None:
        raise LessonError.unknown_part("quiz", chapter, [one.name for one in CHAPTERS])
    return found


def _look(is_right: bool, is_chosen: bool) -> Look:
    if is_right:
        return "right" if is_chosen else "missed"
    return "wrong" if is_chosen else "left"
