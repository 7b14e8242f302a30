"""The pages of models: versions, verdicts, comparison, and the registry's compare-and-set behind two buttons."""

from __future__ import annotations

import dataclasses
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas
import pytest
from sklearn.linear_model import LogisticRegression

from fairlead.model import Model
from fairlead.project import Project

ROWS = pandas.DataFrame({"wind": [1, 2, 3, 30, 40, 50]})
LATE = ["no", "no", "no", "yes", "yes", "yes"]
PAGE = "/mine/models/ferries"
Opening = Callable[..., Any]


@pytest.fixture
def ferries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a project with three versions of a model, the second of which is in use after the first was."""
    monkeypatch.setattr(sys, "path", list(sys.path))
    home = tmp_path / "ferries"
    home.mkdir()
    (home / "fairlead.toml").write_text('[project]\nname = "ferries"\n')
    with Project.find(home, needs_pipeline=False).open_registry(actor="ida") as registry:
        for number in (1, 2, 3):
            model = Model.fit("ferries", LogisticRegression(C=float(number)), ROWS, LATE, seed=number)
            registry.put(dataclasses.replace(model, metrics={"accuracy": 0.5 + number / 10}))
        verdict = {
            "passed": True, "summary": "passed: 1 condition holds",
            "conditions": [{"sentence": "The data keeps its rules", "status": "passed", "said": "<i>it does</i>"}],
            "evaluation": {"rows": {"judged": 40}, "values": {"accuracy": 0.7}},
        }  # fmt: skip
        registry.promote("ferries", 1, expect=None, why="the first")
        registry.promote("ferries", 2, expect=1, why="a better one", evidence=verdict)
    return home


def champion(home: Path) -> int:
    with Project.find(home, needs_pipeline=False).open_registry() as registry:
        return registry.holder("ferries").version


def until_done(studio: Any, seconds: float = 120.0) -> dict[str, Any]:
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        found: dict[str, Any] = studio.ask("GET", f"{PAGE}/promotion", headers={"Cookie": studio.cookie}).json
        if found["state"] != "running":
            return found
        time.sleep(0.1)
    raise AssertionError("the promotion does not end")


class TestLooking:
    def test_the_model_says_who_is_in_use_and_why(self, open_studio: Opening, ferries: Path) -> None:
        studio = open_studio(mine=ferries)
        assert "ferries:2 is in use" in studio.get("/mine/models").words
        page = studio.get(PAGE)
        assert "ferries:2 is in use" in page.words and "By ida" in page.words and "a better one" in page.words
        assert re.findall(rf'<th scope="row"><a href="{PAGE}/(\d)"', page.text) == ["3", "2", "1"]
        assert "The data keeps its rules" in page.words and "&lt;i&gt;it does&lt;/i&gt;" in page.text
        assert "version 2 became the champion (it was version 1)" in page.words
        assert "on 40 rows that no model learned from" in page.words

    def test_a_version_shows_what_a_request_has_to_bring(self, open_studio: Opening, ferries: Path) -> None:
        page = open_studio(mine=ferries).get(f"{PAGE}/3")
        assert "ferries:3 is not in use" in page.words and "wind" in page.words and "1 to 50" in page.words
        assert "0.8000" in page.words

    def test_two_versions_are_compared(self, open_studio: Opening, ferries: Path) -> None:
        page = open_studio(mine=ferries).get(f"{PAGE}/compare?before=1&after=3")
        assert "From version 1 to 3" in page.words and "accuracy 0.6000 0.8000 +0.2000" in page.words
        assert "seed 1 3" in page.words

    def test_a_damaged_version_is_told_of(self, open_studio: Opening, ferries: Path) -> None:
        with Project.find(ferries, needs_pipeline=False).open_registry() as registry:
            digest = registry.get("ferries", 3).parts["card.json"]
        (file,) = [one for one in (ferries / ".fairlead").rglob(f"*{digest[4:]}*") if one.is_file()]
        file.chmod(0o644)
        file.write_bytes(b"{}")
        page = open_studio(mine=ferries).get(f"{PAGE}/3")
        assert page.status == 200 and "is damaged and is not loaded" in page.words

    def test_an_unknown_model_is_no_page(self, open_studio: Opening, ferries: Path) -> None:
        studio = open_studio(mine=ferries)
        assert studio.get("/mine/models/boats").status in (404, 409)
        assert studio.get(f"{PAGE}/9").status in (404, 409)

    def test_a_project_without_models_says_what_makes_one(self, open_studio: Opening) -> None:
        studio = open_studio(lesson=True)
        page = studio.get("/churn/models")
        assert page.status == 200 and "fairlead run" in page.words


class TestMoving:
    def test_a_version_is_promoted_with_its_reason(self, open_studio: Opening, ferries: Path) -> None:
        studio = open_studio(mine=ferries)
        asked = studio.get(f"{PAGE}/ask/promote?version=3")
        assert "Put version 3 into use as the champion?" in asked.words
        fields = dict(re.findall(r'name="(alias|expect|version)" value="([^"]*)"', asked.text))
        assert fields == {"alias": "champion", "expect": "2", "version": "3"}
        ROWS.to_csv(ferries / "crossings.csv", index=False)
        assert 'value="crossings.csv"' in studio.get(f"{PAGE}/ask/promote?version=3").text
        given = {**fields, "why": "calmer", "trained_on": "crossings.csv"}
        assert studio.send_form(f"{PAGE}/promote", given).status == 303
        ended = until_done(studio)
        assert ended["state"] == "done", ended
        page = studio.get(f"{PAGE}?promotion=begun")
        assert "ferries:3 is in use" in page.words and "calmer" in page.words and "to the last bit" in page.words
        assert "6 training and" in page.words, page.words
        assert champion(ferries) == 3

    def test_nobody_is_put_into_use_without_a_reason(self, open_studio: Opening, ferries: Path) -> None:
        studio = open_studio(mine=ferries)
        answer = studio.send_form(f"{PAGE}/promote", {"version": "3", "expect": "2", "why": " "})
        assert answer.status == 409 and champion(ferries) == 2
        assert "Promote version 3" in answer.words  # the question stands there again

    def test_who_was_slower_is_told_and_nothing_moves(self, open_studio: Opening, ferries: Path) -> None:
        studio = open_studio(mine=ferries)
        with Project.find(ferries, needs_pipeline=False).open_registry() as registry:
            registry.promote("ferries", 3, expect=2, why="meanwhile")
        promoted = studio.send_form(f"{PAGE}/promote", {"version": "1", "expect": "2", "why": "older"})
        back = studio.send_form(f"{PAGE}/rollback", {"version": "1", "expect": "2", "why": "older"})
        for answer in (promoted, back):
            assert answer.status == 409 and "FL" in answer.words
            assert 'name="expect" value="3"' in answer.text  # a second try is against the holder of now
        assert champion(ferries) == 3

    def test_a_rollback_gives_the_alias_back(self, open_studio: Opening, ferries: Path) -> None:
        studio = open_studio(mine=ferries)
        asked = studio.get(f"{PAGE}/ask/rollback")
        assert "Give the champion back to version 1?" in asked.words
        fields = dict(re.findall(r'name="(alias|expect|version)" value="([^"]*)"', asked.text))
        assert studio.send_form(f"{PAGE}/rollback", {**fields, "why": "odd scores"}).status == 303
        assert champion(ferries) == 1
        page = studio.get(PAGE)
        assert "the champion is version 1 again (it was version 2)" in page.words and "odd scores" in page.words

    def test_a_page_of_another_site_moves_nothing(self, open_studio: Opening, ferries: Path) -> None:
        studio = open_studio(mine=ferries)
        headers = {
            "Cookie": studio.cookie, "Origin": "http://evil.example",
            "Content-Type": "application/x-www-form-urlencoded",
        }  # fmt: skip
        body = f"token_of_form={studio.form_token}&version=1&expect=2&why=x"
        assert studio.ask("POST", f"{PAGE}/rollback", body, headers).status == 403
        assert champion(ferries) == 2


@pytest.mark.heavy
def test_the_churn_example_shows_verdicts_of_real_gates(open_studio: Opening, tmp_path: Path) -> None:
    from fairlead.project.lesson import make_lesson
    from fairlead.project.runs import run

    home = tmp_path / "churn-lesson"
    make_lesson(home)
    project = Project.find(home)
    assert run(project).state == "succeeded"
    assert run(project, overrides=["recipe=numbers"]).state == "succeeded"
    studio = open_studio(lesson=home)
    page = studio.get("/churn/models/churn")
    assert "churn:1 is in use" in page.words and "The data keeps its rules" in page.words
    assert "What the gate refused" in page.words and "roc_auc is at least 0.83" in page.words
    assert "customers" in studio.get("/churn/checks").words
    suite = studio.get("/churn/checks/suite/churn/quality.py:SUITE")
    assert '<option value="task:extract" selected>' in suite.text
