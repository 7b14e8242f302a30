"""What is wrong or worth knowing, and how it is shown."""

import json
import pickle
import re
from dataclasses import FrozenInstanceError
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.finding import Finding, Severity, Where, render_github, render_json, render_text, worst

GOLDEN = Path(__file__).parent / "golden"

# One of each severity, in no order; the places are the ones that exist.
FINDINGS = [
    Finding(
        "magic-number",
        Severity.INFO,
        "0.5 is used as a threshold in 3 places.",
        Where(file="src/features.py", line=12, column=5),
    ),
    Finding(
        "duplicates-before-split",
        Severity.CRITICAL,
        "1869 rows are duplicated before the table is split, so the test set holds copies of training rows.",
        Where(file="churn_model_FINAL_v3.ipynb", cell=7, line=3),
        why="The score is measured on customers that the model has already seen. "
        "In production it meets only new ones, and the score falls.",
        evidence={
            "accuracy": 0.95023,
            "accuracy_honest": 0.78,
            "n_rows": 7043,
            "rows": [12, 40, 77, 91, 140],
            "stratified": False,
        },
        fix="Split first, then oversample the training part only:\ntrain, test = train_test_split(table)",
    ),
    Finding(
        "nulls",
        Severity.ERROR,
        "11 of 7043 values are missing; expected none.",
        Where(task="validate", run="20261123-144512-k3f9qz", table_column="total_charges"),
        evidence={"share": 0.001561834, "samples": ["", " "]},
        fix="Impute the median, or quarantine the rows.",
    ),
    Finding(
        "drift",
        Severity.WARNING,
        "The distribution has shifted since training: PSI 0.31, threshold 0.2.",
        Where(table_column="monthly_charges"),
        why="The model was trained on other values than it meets now.",
        evidence={"psi": 0.31, "threshold": 0.2},
        action="retrain",
    ),
    Finding("no-seed", Severity.ERROR, "The model is trained without a seed.", Where(task="train")),
]

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
places = st.builds(
    Where,
    file=st.none() | st.text(),
    line=st.none() | st.integers(1, 9999),
    column=st.none() | st.integers(1, 200),
    cell=st.none() | st.integers(1, 99),
    task=st.none() | st.text(),
    run=st.none() | st.text(),
    table_column=st.none() | st.text(),
)
findings = st.builds(
    Finding,
    code=st.text(min_size=1),
    severity=st.sampled_from(Severity),
    message=st.text(),
    where=places,
    why=st.text(),
    evidence=st.dictionaries(st.text(), json_values, max_size=3),
    fix=st.none() | st.text(),
    action=st.none() | st.text(),
)


def golden(name: str) -> str:
    return (GOLDEN / name).read_text(encoding="utf-8")


def test_a_person_reads_the_most_severe_first_and_a_count_at_the_end() -> None:
    assert render_text(FINDINGS) + "\n" == golden("findings.txt")


def test_a_narrow_terminal_gets_short_lines() -> None:
    text = render_text(FINDINGS, width=60)
    assert text + "\n" == golden("findings_narrow.txt")
    assert max(map(len, text.splitlines())) <= 60


def test_colors_change_nothing_but_the_colors() -> None:
    text = render_text(FINDINGS, color=True)
    assert text + "\n" == golden("findings_color.txt")
    assert re.sub(r"\x1b\[[\d;]*m", "", text) == render_text(FINDINGS)


def test_github_gets_one_command_a_finding() -> None:
    assert render_github(FINDINGS) + "\n" == golden("findings_github.txt")


def test_a_program_gets_json_in_the_same_order() -> None:
    assert render_json(FINDINGS) + "\n" == golden("findings.json")


def test_without_findings_a_person_is_told_so_and_a_program_gets_an_empty_list() -> None:
    assert render_text([]) == "No findings."
    assert json.loads(render_json([]))["findings"] == []
    assert render_github([]) == ""


def test_severities_are_ordered_and_named() -> None:
    assert [str(severity) for severity in sorted(Severity)] == ["info", "warning", "error", "critical"]
    assert all(Severity.of(str(severity)) is severity for severity in Severity)
    with pytest.raises(KeyError):
        Severity.of("fatal")


def test_the_worst_of_none_is_none() -> None:
    assert worst([]) is None
    assert worst(FINDINGS) is Severity.CRITICAL
    assert worst(FINDINGS[3:]) is Severity.ERROR


@pytest.mark.parametrize(
    ("where", "shown"),
    [
        (Where(), ""),
        (Where(file="a.py"), "a.py"),
        (Where(file="a.py", line=12), "a.py:12"),
        (Where(file="a.py", line=12, column=5), "a.py:12:5"),
        (Where(cell=7, line=3), "cell 7, line 3"),
        (Where(cell=7, line=3, column=5), "cell 7, line 3:5"),
        (Where(file="n.ipynb", cell=7), "n.ipynb, cell 7"),
        (Where(line=3), "line 3"),
        (Where(task="train"), "task train"),
        (Where(task="train", run="r1", table_column="age"), "task train, run r1, column 'age'"),
    ],
)
def test_a_place_reads_as_people_say_it(where: Where, shown: str) -> None:
    assert str(where) == shown


@given(findings)
def test_a_finding_survives_json_and_pickle(finding: Finding) -> None:
    assert Finding.from_dict(json.loads(json.dumps(finding.to_dict()))) == finding
    assert pickle.loads(pickle.dumps(finding)) == finding


def test_a_finding_cannot_be_changed_and_can_stand_in_a_set() -> None:
    with pytest.raises(FrozenInstanceError):
        FINDINGS[0].code = "other"  # type: ignore[misc]
    assert len({*FINDINGS, *FINDINGS}) == len(FINDINGS)


@given(st.lists(findings, max_size=5), st.integers(0, 120))
def test_no_finding_can_steer_the_terminal(made: list[Finding], width: int) -> None:
    text = render_text(made, width=width)
    assert all(c.isprintable() for c in text.replace("\n", ""))


@given(st.lists(findings, max_size=5))
def test_every_finding_is_counted_once(made: list[Finding]) -> None:
    counts = json.loads(render_json(made))["counts"]
    assert list(counts) == ["critical", "error", "warning", "info"]
    assert sum(counts.values()) == len(made)


@given(st.lists(findings, min_size=1, max_size=5))
def test_github_reads_back_what_was_written(made: list[Finding]) -> None:
    """Undo GitHub's escapes, as its runner does (actions/toolkit, command.ts), and find the words again."""
    lines = render_github(made).split("\n")
    expected = sorted(made, key=lambda finding: -finding.severity)
    assert len(lines) == len(made)
    for line, finding in zip(lines, expected, strict=True):
        match = re.fullmatch(r"::(notice|warning|error) ([^:]*)::(.*)", line, re.S)
        assert match is not None
        properties = dict(pair.split("=", 1) for pair in match[2].split(","))
        assert set(properties) <= {"file", "line", "col", "title"}
        assert unescaped(properties["title"]).startswith(finding.code)
        assert unescaped(match[3]).startswith(finding.message)


def unescaped(text: str) -> str:
    for code, character in {"%2C": ",", "%3A": ":", "%0A": "\n", "%0D": "\r", "%25": "%"}.items():
        text = text.replace(code, character)
    return text


def test_the_line_of_a_cell_is_not_passed_off_as_a_line_of_the_file() -> None:
    command = render_github([Finding("seed", Severity.ERROR, "No seed.", Where("n.ipynb", 3, cell=7))])
    assert command == "::error file=n.ipynb,title=seed (n.ipynb%2C cell 7%2C line 3)::No seed."


@pytest.mark.parametrize("value", [float("nan"), float("inf"), [1.0, float("-inf")], {"p": float("nan")}])
def test_numbers_that_json_has_no_word_for_are_written_as_text(value: Any) -> None:
    text = render_json([Finding("drift", Severity.INFO, "A number is not finite.", evidence={"value": value})])
    assert re.search(r'"(nan|inf|-inf)"', text)
    json.loads(text, parse_constant=pytest.fail)


def test_a_text_shows_at_most_three_values_of_a_list() -> None:
    text = render_text([Finding("x", Severity.INFO, "Seen.", evidence={"ages": [41, 42, 43, 44, 45]})])
    assert "ages=[41, 42, 43, … 5 in all]" in text
    assert "44" not in text


def test_findings_of_one_severity_stay_in_their_order() -> None:
    text = render_text([Finding(code, Severity.ERROR, "Wrong.") for code in ("b", "c", "a")])
    assert re.findall(r"^  (\w)  Wrong\.$", text, re.M) == ["b", "c", "a"]
