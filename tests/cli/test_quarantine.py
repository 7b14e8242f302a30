"""`fairlead quarantine`: look at rows that were put aside, and put them back."""

import json
import os
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from fairlead.clock import ManualClock
from fairlead.data import Suite, between, not_null
from fairlead.data.quarantine.folder import read_manifest, read_valid

AGES = pl.DataFrame(
    {
        "id": list(range(1, 201)),
        "age": [-1 if n % 40 == 0 else 36 for n in range(200)],
        "name": ["Ada" if n % 80 else None for n in range(200)],
        "email": [f"{n}@x" for n in range(200)],
    }
)
SUITE = Suite(
    "people", [between("age", 0, 120), not_null("name"), not_null("email")], keys=["id"], private=["email"]
)  # fmt: skip


@pytest.fixture
def shell(near: Any) -> Any:
    return near


@pytest.fixture
def people(shell: Any) -> Any:
    """A project with one split: 5 of 200 ages are -1, and 3 of these people have no name."""
    shell.write("with DAG('p') as dag:\n    PythonOperator(print, task_id='hello')\n")
    shell.write('[project]\nname = "people"\n', "fairlead.toml", header="")
    SUITE.split(AGES, shell.folder / "out" / "people", clock=ManualClock(1795445112.25))
    return shell


def test_show_says_why_in_words_keys_first_and_wrong_values_marked(people: Any, golden: Any) -> None:
    answer = people("quarantine", "show", "out/people")
    assert answer.code == 0
    golden("quarantine_show.txt", answer.out)


def test_show_takes_a_rule_and_a_limit(people: Any) -> None:
    out = people("quarantine", "show", "out/people", "--rule", "name", "--limit", "1").out
    assert "name is missing, expected that name is not missing" in out
    assert "1 row shown. More: fairlead quarantine show out/people --limit 100" in out
    assert "1 of 5 rows shown" in people("quarantine", "show", "out/people", "--limit", "1").out
    document = people("quarantine", "show", "out/people", "--rule", "not_null(name)", "--json").json
    assert [row["row"] for row in document["rows"]] == [0, 80, 160]


def test_show_marks_rules_that_only_flag(people: Any) -> None:
    suite = Suite("people", [between("age", 0, 120), not_null("name", on_row="flag")])
    suite.split(AGES, people.folder / "out" / "flagged")
    show = ("quarantine", "show", "out/flagged")
    out = people(*show).out
    assert "3  name is not missing (flag)\n" in out
    assert "name is missing, expected that name is not missing (flag)" in out
    assert "(flag)" in people(*show, "--format", "csv").out
    document = people(*show, "--rule", "name", "--json").json
    assert [row["row"] for row in document["rows"]] == [0, 80, 160]
    assert document["rows"][0]["broken"] == ["between(age, 0, 120)", "not_null(name)"]


def test_show_as_json_is_one_document_without_private_values(people: Any) -> None:
    document = people("quarantine", "show", "out/people", "--json").json
    assert document == people("quarantine", "show", "out/people", "--format", "json").json
    assert (document["rows_in"], document["rows_valid"], document["rows_quarantined"]) == (200, 195, 5)
    assert document["rules"][0] == {
        "bit": 0, "label": "between(age, 0, 120)", "sentence": "age is at least 0 and at most 120",
        "on_row": "quarantine", "severity": "error", "columns": ["age"], "considered": 200, "broken": 5,
    }  # fmt: skip
    assert document["rows"][1] == {
        "row": 40, "values": {"id": 41, "age": -1, "name": "Ada"}, "broken": ["between(age, 0, 120)"],
        "why": "age is -1, expected that age is at least 0 and at most 120",
    }  # fmt: skip
    assert "@x" not in json.dumps(document)


@pytest.mark.parametrize("format", ["text", "json", "csv"])
def test_show_writes_to_a_file_what_it_would_print(people: Any, format: str) -> None:
    printed = people("quarantine", "show", "out/people", "--format", format)
    answer = people(
        "quarantine", "show", "out/people", "--format", format, "--out", "there.txt" if format != "csv" else "there.csv"
    )
    assert (printed.code, answer.code, answer.out) == (0, 0, "")
    written = (people.folder / ("there.txt" if format != "csv" else "there.csv")).read_text()
    assert written == printed.out
    assert "@x" not in written


def test_an_empty_quarantine_says_so(people: Any) -> None:
    Suite("people", [between("age", -1, 120)]).split(AGES, people.folder / "out" / "good")
    answer = people("quarantine", "show", "out/good")
    assert answer.code == 0
    assert "200 rows: 200 valid, 0 quarantined (0.00%)" in answer.out
    assert "The quarantine is empty: every row keeps every rule that removes rows." in answer.out
    assert people("quarantine", "show", "out/good", "--json").json["rows"] == []


def test_a_split_that_did_not_pass_is_shown_and_has_no_way_back(people: Any) -> None:
    Suite("people", [not_null("name", on_row="fail")]).split(AGES, people.folder / "out" / "bad")
    answer = people("quarantine", "show", "out/bad")
    assert "no valid ones kept, as the split did not pass" in answer.out
    assert "release" not in answer.out
    refused = people("quarantine", "release", "out/bad", "--accept", "name", "--why", "known")
    assert refused.code == 2
    assert "did not pass" in refused.err


def test_rows_go_out_as_csv_and_back_when_they_are_repaired(people: Any) -> None:
    told = people("quarantine", "show", "out/people", "--format", "csv", "--out", "repair.csv")
    assert "Wrote 5 rows to repair.csv. When repaired: " in told.err
    assert "fairlead quarantine release out/people --repaired repair.csv" in told.err
    path = people.folder / "repair.csv"
    path.write_text(path.read_text().replace(",-1,", ",30,"))
    answer = people("quarantine", "release", "out/people", "--repaired", "repair.csv")
    assert answer.code == 1  # three of them still have no name
    assert answer.out == (
        "2 of 5 rows that were checked again went back to the valid rows.\n"
        "  3 rows still break not_null(name)\n"
        "Now 197 valid and 3 quarantined: out/people\n"
    )
    assert read_valid(people.folder / "out" / "people").sort("id").filter(age=30)["email"].to_list() == [
        "40@x",
        "120@x",
    ]


def test_a_dry_run_says_what_would_be_done(people: Any) -> None:
    command = ("quarantine", "release", "out/people", "--recode", "age=-1:null")
    before = (people.folder / "out/people/split.json").read_bytes()
    answer = people(*command, "--dry-run")
    assert "2 of 5 rows that were checked again would go back to the valid rows." in answer.out
    assert "Do it: the same command without --dry-run" in answer.out
    assert (people.folder / "out/people/split.json").read_bytes() == before
    planned, done = people(*command, "--dry-run", "--json").json, people(*command, "--json").json
    assert {**planned, "dry_run": False} == done
    assert done["rows"] == 2


def test_accepting_a_rule_needs_a_reason_and_is_shown_later(people: Any) -> None:
    refused = people("quarantine", "release", "out/people", "--accept", "age", "--json")
    assert (refused.code, refused.json["error"]["code"]) == (2, "FL520")
    answer = people(
        "quarantine", "release", "out/people", "--accept", "age", "--accept", "name", "--why", "known", LOGNAME="grace"
    )
    assert answer.code == 0
    shown = people("quarantine", "show", "out/people").out
    assert "by grace: known" in shown
    assert "The quarantine is empty" in shown
    assert read_manifest(people.folder / "out/people").rows_valid == 200


def test_what_nobody_meant_is_said(people: Any) -> None:
    pl.DataFrame({"__row": [7], "age": [30]}).write_csv(people.folder / "other.csv")
    for asked in (("--recode", "age=-7:null"), ("--repaired", "other.csv")):
        answer = people("quarantine", "release", "out/people", *asked)
        assert answer.code == 1
        assert answer.out.startswith("No row in the quarantine is meant by this; nothing was changed.\n")


def test_list_finds_the_splits_of_the_project_from_any_folder_in_it(people: Any) -> None:
    answer = people("quarantine", "list")
    assert answer.out.splitlines()[1].split() == [
        "out/people", "people", "✓", "succeeded", "200", "195", "5", "2026-11-23T14:45:12.250Z",
    ]  # fmt: skip
    assert "Look at the rows: fairlead quarantine show out/people" in answer.out
    (people.folder / "deep").mkdir()
    document = people.within("deep")("quarantine", "list", "--json").json
    assert [one["out"] for one in document["splits"]] == [os.path.join("..", "out", "people")]


def test_list_names_a_split_that_cannot_be_read(people: Any) -> None:
    (people.folder / "out/people/split.json").write_text("{}")
    answer = people("quarantine", "list", "--json")
    assert answer.code == 0
    assert "format None" in answer.json["splits"][0]["problem"]
    assert people("quarantine", "list").code == 0


def test_without_splits_list_says_how_to_make_one(shell: Any) -> None:
    assert shell("quarantine", "list").out == 'No splits here. Make one: suite.split(table, "out/orders")\n'
    assert shell("quarantine", "list", "--json").json == {"splits": []}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("show", "nowhere"), "There is no split in 'nowhere'"),
        (("show", "out/people", "--rule", "agee"), "The split has no rule 'agee'"),
        (("show",), "Missing argument 'OUT'"),
        (("show", "out/people", "--format", "xml"), "'xml'"),
        (("release", "out/people"), "Nothing was said about why rows may go back."),
        (("release", "out/people", "--recode", "age"), "does not say what to recode"),
        (("release", "out/people", "--repaired", "no.csv"), "There is no table at 'no.csv'"),
    ],
)
def test_what_cannot_be_done_ends_with_2_and_a_hint(people: Any, words: tuple[str, ...], said: str) -> None:
    answer = people("quarantine", *words)
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err
    assert "Hint: " in answer.err
    assert said in people("quarantine", *words, "--json").json["error"]["message"]


def test_values_cannot_steer_the_terminal(shell: Any) -> None:
    table = pl.DataFrame({"id": [1, 2], "name": ["\x1b[2Jx\ny", "Ada"]})
    Suite("s", [between("id", 2, None, fail_above=1.0), not_null("name")]).split(table, shell.folder / "out")
    Suite("s", [between("name", "A", "B", fail_above=1.0)]).split(table, shell.folder / "out2")
    for out in ("out", "out2"):
        assert "\x1b" not in shell("quarantine", "show", out).out


def test_a_rule_of_ones_own_is_found_again(shell: Any) -> None:
    rule = "from fairlead.data import col, expectation\n\n@expectation\ndef adult(age):\n    return col(age) >= 18\n"
    shell.write(rule, "checks.py", header="")
    shell.write(
        'name = "s"\npython = ["checks.py"]\n\n[[expect]]\ntype = "adult"\nage = "age"\nfail_above = 1.0\n',
        "s.toml",
        "",
    )
    Suite.load(shell.folder / "s.toml").split(pl.DataFrame({"age": [36, 7]}), shell.folder / "out" / "people")
    pl.DataFrame({"__row": [1], "age": [70]}).write_csv(shell.folder / "repair.csv")
    answer = shell("quarantine", "release", "out/people", "--repaired", "repair.csv")
    assert answer.code == 0, answer.err
    assert Path(shell.folder / "out/people/suite.toml").is_file()
