"""The pyramid, the rubric, and how results travel."""

from __future__ import annotations

from pathlib import Path

import pytest

from fairlead.testing.pyramid import Pyramid, Tested
from fairlead.testing.recorded import read_results, write_results
from fairlead.testing.rubric import MEANINGS, QUESTIONS, SECTIONS, score_of

TESTS = (
    *(Tested(f"test_{n}", "data", "unit", "passed", 0.01) for n in range(6)),
    *(Tested(f"test_t{n}", "transform", "integration", "passed", 0.5) for n in range(2)),
    Tested("test_all", "system", "e2e", "failed", 4.0, "ValueError: no"),
    Tested("test_old", None, None, "skipped", 0.0, "too old"),
)


def test_the_pyramid_counts_by_layer_level_and_outcome() -> None:
    pyramid = Pyramid(TESTS)
    assert (pyramid.count("data"), pyramid.count(level="e2e"), pyramid.count(outcome="failed")) == (6, 1, 1)
    assert pyramid.empty_layers == ["behaviour"]
    assert pyramid.marked == 9


def test_what_a_person_reads() -> None:
    assert Pyramid(TESTS).render().splitlines() == [
        "        e2e              █████               1 test, 1 failed, 4.00 s",
        "integration            ██████████            2 tests, 1.00 s",
        "       unit  ██████████████████████████████  6 tests, 0.06 s",
        "",
        "       data  6 tests                         what goes in: schema, rules, freshness",
        "  transform  2 tests                         what is made of it: each step does what it says, for one row as "
        "for many",
        "  behaviour  0 tests                         what the model answers: what must not matter does not, what must "
        "matter does",
        "     system  1 test, 1 failed                the whole: trained, gated, deployed, served, the same answer at "
        "the end",
        "",
        "Nothing is tested in: behaviour.",
        "",
        "1 of 10 tests belong to no layer: mark them with `ml(layer=...)`.",
    ]


def test_a_pyramid_on_its_head_is_told() -> None:
    tests = (Tested("a", "system", "e2e", "passed"), Tested("b", "system", "e2e", "passed"))
    assert "more tests of the whole way than of single functions" in Pyramid(tests).render()


def test_results_come_back_as_they_were_written(tmp_path: Path) -> None:
    path = tmp_path / "results.jsonl"
    write_results(path, [{"test": "a", "layer": "data", "level": "unit", "outcome": "passed", "proves": "data-1"}])
    assert read_results(path) == (Tested("a", "data", "unit", "passed", proves="data-1"),)
    assert read_results(tmp_path / "nothing") == ()


def test_the_rubric_has_seven_questions_a_section() -> None:
    assert [sum(one.section == section for one in QUESTIONS) for section in SECTIONS] == [7, 7, 7, 7]
    assert len({one.id for one in QUESTIONS}) == 28


def test_a_machine_gives_a_point_a_person_half_and_the_weakest_section_decides() -> None:
    checked = {one.id: "seen" for one in QUESTIONS if one.section != "monitoring"}
    score = score_of(checked, {"monitoring-1": "asked", "monitoring-2": "asked", "data-1": "asked too"})
    assert [score.of(section) for section in SECTIONS] == [7.0, 7.0, 7.0, 1.0]
    assert (score.total, score.weakest) == (1.0, "monitoring")
    assert score.meaning == MEANINGS[1][1]


def test_a_question_that_there_is_not_is_an_error() -> None:
    with pytest.raises(KeyError, match="data-8"):
        score_of({}, {"data-8": "asked"})
