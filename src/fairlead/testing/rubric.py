"""The ML Test Score: how ready a system is for production, in 28 questions of four sections.

After Breck, Cai, Nielsen, Salib and Sculley (2017), The ML Test Score: A Rubric for ML Production Readiness and
Technical Debt Reduction, IEEE Big Data, sections III to VII. A question that a person has answered by hand and written
down gives half a point; one that is checked again and again by a machine gives a whole one. The score is the smallest
of the four sums: the weakest section decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Section = Literal["data", "model", "infrastructure", "monitoring"]
By = Literal["checked", "person", "nobody"]


@dataclass(frozen=True, slots=True)
class Question:
    """Hold one question of the rubric.

    Parameters
    ----------
    id : ``data-1`` to ``monitoring-7``, numbered as in the paper.
    words : what should be so, in our words.
    evidence : what Fairlead takes for an automatic answer; "" if only a person, or a test that says so, can give one.
    """

    id: str
    section: Section
    words: str
    evidence: str = ""


QUESTIONS: tuple[Question, ...] = (
    Question("data-1", "data", "What is expected of each feature stands in a schema.", "the champion's schema"),
    Question("data-2", "data", "Each feature is worth having."),
    Question("data-3", "data", "No feature costs more than it brings."),
    Question("data-4", "data", "Only features that may be used are used."),
    Question("data-5", "data", "Private data are kept private on their whole way."),
    Question("data-6", "data", "A new feature can be added quickly."),
    Question("data-7", "data", "All code that makes features is tested.", "passed tests of the layer transform"),
    Question("model-1", "model", "Every recipe is reviewed and kept under version control."),
    Question("model-2", "model", "Scores on stored data go along with what the model is for."),
    Question("model-3", "model", "The parameters of the recipe have been tuned."),
    Question("model-4", "model", "It is known what an old model costs."),
    Question("model-5", "model", "A simpler model is not better.", "the gate's comparison with a baseline"),
    Question("model-6", "model", "The model is good enough on every slice that matters.", "the gate's slices"),
    Question("model-7", "model", "The model is fair to the people it is about."),
    Question("infrastructure-1", "infrastructure", "Training gives the same model again."),
    Question(
        "infrastructure-2", "infrastructure", "The code of the model has unit tests.", "passed tests of behaviour"
    ),
    Question(
        "infrastructure-3", "infrastructure", "The whole pipeline is tested together.",
        "passed tests of the layer system, integration or e2e",
    ),
    Question(
        "infrastructure-4", "infrastructure", "A model is judged before it is used.",
        "a gate's verdict at the promotion",
    ),
    Question("infrastructure-5", "infrastructure", "One can look step by step how an answer comes about."),
    Question(
        "infrastructure-6", "infrastructure", "A new model first answers a few requests.", "a trial beside the champion"
    ),
    Question(
        "infrastructure-7", "infrastructure", "One can go back to an earlier model.",
        "a rollback that was done, or an earlier champion that is kept",
    ),
    Question("monitoring-1", "monitoring", "Whoever depends on something learns when it changes."),
    Question("monitoring-2", "monitoring", "Inputs are checked against rules.", "validations in the history"),
    Question("monitoring-3", "monitoring", "Training and serving do the same.", "the gate's parity"),
    Question("monitoring-4", "monitoring", "The model is not too old."),
    Question("monitoring-5", "monitoring", "No NaN and no infinity gets in or out."),
    Question("monitoring-6", "monitoring", "It has not become slower or larger.", "the gate's latency"),
    Question("monitoring-7", "monitoring", "Answers are as good as they were."),
)  # fmt: skip

SECTIONS: tuple[Section, ...] = ("data", "model", "infrastructure", "monitoring")
CHECKED, BY_HAND = 1.0, 0.5

MEANINGS: tuple[tuple[float, str], ...] = (
    (0.0, "more a research project than a system in production"),
    (1.0, "not without tests, with serious holes"),
    (2.0, "a first pass has been made, more is to be done"),
    (3.0, "reasonably tested"),
    (5.0, "strongly tested and watched"),
    (7.0, "exceptionally tested and watched"),
)
"""What a score up to this means, after table V of the paper, in our words."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Hold how a question is answered.

    Parameters
    ----------
    points : 0, 0.5 (by a person) or 1 (by a machine).
    by : whose answer it is.
    why : the evidence, or what is missing.
    """

    question: Question
    points: float
    by: By
    why: str


@dataclass(frozen=True, slots=True)
class MLTestScore:
    """Hold the answers to all questions.

    >>> score = score_of({"data-1": "schema of 19 columns"}, {"data-5": "reviewed in the data protection round"})
    >>> score.of("data"), score.of("model"), score.total
    (1.5, 0.0, 0.0)
    """

    answers: Sequence[Answer]

    def of(self, section: Section) -> float:
        """Return the points of a section, of 7."""
        return sum(one.points for one in self.answers if one.question.section == section)

    @property
    def total(self) -> float:
        """Return the score: the points of the weakest section."""
        return min(self.of(section) for section in SECTIONS)

    @property
    def meaning(self) -> str:
        """Say in words what the score means."""
        return next(words for limit, words in MEANINGS if self.total <= limit)

    @property
    def weakest(self) -> Section:
        """Name the section that decides."""
        return min(SECTIONS, key=self.of)


def score_of(checked: Mapping[str, str], by_hand: Mapping[str, str]) -> MLTestScore:
    """Answer every question.

    Parameters
    ----------
    checked : by the id of a question, the evidence of a machine.
    by_hand : by the id of a question, what a person has written down about it.

    Raises
    ------
    KeyError
        There is no question of such an id.
    """
    known = {one.id for one in QUESTIONS}
    for name in [*checked, *by_hand]:
        if name not in known:
            raise KeyError(name)
    return MLTestScore(tuple(_answer(one, checked, by_hand) for one in QUESTIONS))


def _answer(question: Question, checked: Mapping[str, str], by_hand: Mapping[str, str]) -> Answer:
    if question.id in checked:
        return Answer(question, CHECKED, "checked", checked[question.id])
    if question.id in by_hand:
        return Answer(question, BY_HAND, "person", by_hand[question.id])
    if question.evidence:
        return Answer(question, 0.0, "nobody", f"not found: {question.evidence}")
    return Answer(question, 0.0, "nobody", "needs a person, or a test that proves it")
