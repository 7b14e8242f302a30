"""What a learner is asked to guess before the engine shows what it has measured. A guess gives no points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fairlead.errors import LessonError


@dataclass(frozen=True, slots=True)
class Prediction:
    """Hold a question whose answer is measured.

    Parameters
    ----------
    chapter : name of the chapter.
    choices : name -> text; none is marked as right here: that is decided by what was measured.
    """

    chapter: str
    question: str
    choices: Mapping[str, str]

    def checked(self, choice: str) -> str:
        """Return a choice.

        Raises
        ------
        LessonError
            It is none of those that can be chosen.
        """
        if not choice:
            raise LessonError.no_choice(self.chapter)
        if choice not in self.choices:
            raise LessonError.unknown_part("choice", choice, self.choices)
        return choice


PREDICTIONS = (
    Prediction(
        "gap",
        "The notebook prints an accuracy of about 95 %. What is left of it if nothing leaks?",
        {"95": "still about 95 %", "90": "about 90 %", "85": "about 85 %", "78": "below 80 %"},
    ),
    Prediction(
        "pipeline",
        "Which stage takes the most time?",
        {"extract": "Extract", "transform": "Transform", "evaluate": "Evaluate", "deploy": "Deploy"},
    ),
    Prediction(
        "features",
        "Which of these rounds of work raises the area under the ROC curve most?",
        {
            "median for what is missing": "filling in what is missing by the median",
            "scaled": "bringing all numbers to one scale",
            "one-hot words": "encoding the words (contract, internet, payment)",
            "crosses and bins": "crosses of two facts, and bins",
        },
    ),
    Prediction(
        "retraining",
        "The world changes at once. Which of these is the cheapest over the year?",
        {"never": "never retrain", "time": "retrain by the calendar", "performance": "retrain when accuracy falls",
         "drift": "retrain when the inputs drift"},
    ),
    Prediction(
        "testing",
        "Five customers, four rules (in the editor below). How many of the five go on?",
        {"1": "one", "2": "two", "3": "three", "4": "four"},
    ),
)  # fmt: skip


def prediction_of(chapter: str) -> Prediction:
    """Return the prediction of a chapter.

    Raises
    ------
    LessonError
        There is no such chapter.
    """
    found = next((one for one in PREDICTIONS if one.chapter == chapter), None)
    if found is None:
        raise LessonError.unknown_part("prediction", chapter, [one.chapter for one in PREDICTIONS])
    return found
