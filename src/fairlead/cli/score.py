"""`fairlead score`: how ready the project is for production, by the ML Test Score."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from fairlead.cli.options import Json

if TYPE_CHECKING:
    from fairlead.testing.rubric import Answer, MLTestScore

MARKS = {"checked": "✓", "person": "✎", "nobody": "·"}


def score(as_json: Json = False) -> int:
    """Answer the 28 questions of the ML Test Score.

    The questions are those of Breck et al. (2017). What people have answered stands in ml-test-score.toml:
    data-5 = "who looked at what, and when".
    """
    from fairlead.cli.documents import print_document
    from fairlead.cli.screen import Screen
    from fairlead.project import Project
    from fairlead.project.score import ml_test_score

    found = ml_test_score(Project.find(needs_pipeline=False))
    if as_json:
        print_document(_document(found))
    else:
        Screen().write(*_lines(found))
    return 0


def _lines(found: MLTestScore) -> Iterator[str]:
    from fairlead.project.score import ANSWERS_FILE
    from fairlead.testing.rubric import SECTIONS

    yield f"ML Test Score: {found.total:g} of 7, {found.meaning}. The weakest section decides: {found.weakest}."
    for section in SECTIONS:
        yield ""
        yield f"{section}  {found.of(section):g} of 7"
        for one in found.answers:
            if one.question.section == section:
                yield from _answer(one)
    yield ""
    yield "✓ checked by a machine, 1 point   ✎ answered by a person, ½ point   · open"
    if any(one.by == "nobody" for one in found.answers):
        yield f'Answer by hand in {ANSWERS_FILE}: data-5 = "who looked at what, and when"; or with a test that'
        yield 'proves it: @pytest.mark.ml(layer="system", proves="infrastructure-1")'


def _answer(one: Answer) -> Iterator[str]:
    yield f"  {MARKS[one.by]} {one.question.id:<17} {one.question.words}"
    yield f"    {'':<17} {one.why}"


def _document(found: MLTestScore) -> dict[str, Any]:
    from fairlead.testing.rubric import SECTIONS

    return {
        "score": found.total,
        "meaning": found.meaning,
        "sections": {section: found.of(section) for section in SECTIONS},
        "answers": [
            {"id": one.question.id, "question": one.question.words, "points": one.points, "by": one.by, "why": one.why}
            for one in found.answers
        ],
    }
