"""Data checks: suites found without running code, run as they stand or as edited, rows set aside and put back."""

from __future__ import annotations

import re
import textwrap
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars
import pytest

from fairlead.data import Suite
from fairlead.errors import SuiteError
from fairlead.project.suites.listing import suites_of
from fairlead.project.suites.text import run_suite_text

SUITE = textwrap.dedent(
    """\
    name = "crossings"
    keys = ["ferry"]
    private = ["captain"]

    [[expect]]
    type = "between"
    column = "passengers"
    min_value = 0
    max_value = 400

    [[expect]]
    type = "not_null"
    column = "captain"
    """
)
PYTHON = textwrap.dedent(
    """\
    from fairlead.data import Suite, in_set

    open("was-imported", "w").close()
    HARBOURS = Suite("harbours", [in_set("harbour", ["Bergen", "Moss"])])
    """
)
PAGE = "/mine/checks/suite/suite.toml"


@pytest.fixture
def ferries(tmp_path: Path) -> Path:
    """Make a project with two suites and a table in which two rows break a rule."""
    home = tmp_path / "ferries"
    home.mkdir()
    (home / "fairlead.toml").write_text('[project]\nname = "ferries"\n')
    (home / "suite.toml").write_text(SUITE)
    (home / "rules.py").write_text(PYTHON)
    (home / "crossings.csv").write_text("ferry,passengers,captain\nA,10,Ida\nB,-5,Per\nC,20,\nD,30,Lars\n")
    return home


def until_done(studio: Any, page: str, seconds: float = 60.0) -> dict[str, Any]:
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        found: dict[str, Any] = studio.ask("GET", f"{page}/run", headers={"Cookie": studio.cookie}).json
        if found["state"] != "running":
            return found
        time.sleep(0.1)
    raise AssertionError("the run of the suite does not end")


Opening = Callable[..., Any]


class TestListing:
    def test_suites_are_found_and_no_code_of_the_project_runs(self, ferries: Path) -> None:
        found = {one.name: (one.form, one.title, one.rules) for one in suites_of(ferries)}
        assert found == {"rules.py:HARBOURS": ("python", "harbours", None), "suite.toml": ("toml", "crossings", 2)}
        assert not (ferries / "was-imported").exists()

    def test_the_churn_example_has_the_suite_of_its_customers(self, open_studio: Opening) -> None:
        page = open_studio(lesson=True).get("/churn/checks")
        assert page.status == 200 and "churn/quality.py:SUITE" in page.words and "customers" in page.words
        assert "has not run" in page.words

    def test_the_name_of_a_suite_leads_to_its_page(self, open_studio: Opening, ferries: Path) -> None:
        studio = open_studio(mine=ferries)
        assert studio.get("/mine/checks/crossings", follow=False).headers["location"] == PAGE
        elsewhere = studio.get("/mine/checks/of-a-task", follow=False)
        assert elsewhere.headers["location"] == "/mine/checks/history/of-a-task"
        assert "No suite of this name has run" in studio.get("/mine/checks/of-a-task").words

    def test_an_empty_project_says_how_to_get_a_suite(self, open_studio: Opening, tmp_path: Path) -> None:
        (tmp_path / "mine").mkdir()
        (tmp_path / "mine" / "fairlead.toml").write_text("")
        page = open_studio().get("/mine/checks")
        assert "fairlead validate --suggest data.csv --output suite.toml" in page.words

    @pytest.mark.parametrize("name", ["fairlead.toml", "../../etc/passwd", "rules.py", "rules.py:open"])
    def test_no_other_file_is_a_suite(self, open_studio: Opening, ferries: Path, name: str) -> None:
        page = open_studio(mine=ferries).get(f"/mine/checks/suite/{name}")
        assert page.status in (404, 409) and "[project]" not in page.words and "root:" not in page.words


class TestRunning:
    def test_it_runs_as_it_stands_and_is_kept_in_the_history(self, open_studio: Opening, ferries: Path) -> None:
        studio = open_studio(mine=ferries)
        page = studio.get(PAGE)
        assert "This suite has not run yet" in page.words and '<option value="crossings.csv" selected>' in page.text
        sent = studio.send_form(f"{PAGE}/run", {"text": SUITE, "table": "crossings.csv", "do": "run"})
        assert sent.status == 303
        assert until_done(studio, PAGE)["state"] == "done"
        page = studio.get(f"{PAGE}?run=1")
        assert "0 of 2 expectations passed" in page.words and "the suite as it stands in its file" in page.words
        assert "2 rows would be set aside, 2 rows would go on" in page.words
        assert re.search(r"<code>-5</code>\s*<span class=\"note\">row 1, ferry B", page.text)
        assert "Every rule over time" in page.words or "over the last 1 validation" in page.words
        assert "holds" not in studio.get("/mine/checks").words.partition("crossings")[2][:60]

    def test_no_value_of_a_private_column_is_on_the_page(self, open_studio: Opening, ferries: Path) -> None:
        studio = open_studio(mine=ferries)
        studio.post(f"{PAGE}/run", {"text": SUITE, "table": "crossings.csv", "do": "run"})
        until_done(studio, PAGE)
        page = studio.get(f"{PAGE}?run=1")
        assert "Not shown, as private: captain" in page.words
        assert not {"Ida", "Per", "Lars"} & set(page.words.split())

    def test_an_edited_suite_runs_and_leaves_no_trace_in_the_history(self, open_studio: Opening, ferries: Path) -> None:
        studio = open_studio(mine=ferries)
        edited = SUITE.replace("min_value = 0", "min_value = -10")
        studio.post(f"{PAGE}/run", {"text": edited, "table": "crossings.csv", "do": "run"})
        assert until_done(studio, PAGE)["state"] == "done"
        page = studio.get(f"{PAGE}?run=1")
        assert "1 of 2 expectations passed" in page.words and "which is not saved" in page.words
        assert "min_value = -10" in page.text and "edited, not saved" in page.words
        assert (ferries / "suite.toml").read_text() == SUITE
        assert "has not run" in studio.get("/mine/checks").words

    def test_a_mistake_is_told_with_its_line(self, open_studio: Opening, ferries: Path) -> None:
        studio = open_studio(mine=ferries)
        wrong = SUITE.replace("between", "betwen")
        studio.post(f"{PAGE}/run", {"text": wrong, "table": "crossings.csv", "do": "run"})
        assert until_done(studio, PAGE)["state"] == "failed"
        words = studio.get(f"{PAGE}?run=1").words
        assert "The suite could not be run" in words and "betwen" in words and "between" in words

    def test_a_suite_of_python_runs_as_it_is_edited(self, open_studio: Opening, ferries: Path) -> None:
        (ferries / "harbours.csv").write_text("harbour\nBergen\nOslo\n")
        page = "/mine/checks/suite/rules.py:HARBOURS"
        studio = open_studio(mine=ferries)
        edited = PYTHON.replace('"Moss"', '"Oslo"')
        for text, passed in ((PYTHON, "0 of 1"), (edited, "1 of 1")):
            studio.post(f"{page}/run", {"text": text, "table": "harbours.csv", "do": "run"})
            assert until_done(studio, page)["state"] == "done"
            assert f"{passed} expectation passed" in studio.get(f"{page}?run=1").words
        assert not list(ferries.glob(".suite_*"))

    def test_it_is_saved_unless_somebody_was_faster(self, open_studio: Opening, ferries: Path) -> None:
        studio = open_studio(mine=ferries)
        new = SUITE.replace("400", "500")
        sent = {"text": new.replace("\n", "\r\n"), "before": SUITE.replace("\n", "\r\n"), "do": "save"}
        assert studio.send_form(f"{PAGE}/run", sent).status == 303
        assert (ferries / "suite.toml").read_text() == new
        assert Suite.load(ferries / "suite.toml").expectations[0].kwargs["max_value"] == 500
        again = studio.send_form(f"{PAGE}/run", sent)
        assert again.status == 409 and "was left as it is" in again.words
        assert (ferries / "suite.toml").read_text() == new

    def test_a_table_that_is_none_of_the_project_is_refused(self, open_studio: Opening, ferries: Path) -> None:
        studio = open_studio(mine=ferries)
        studio.post(f"{PAGE}/run", {"text": SUITE, "table": "/etc/passwd", "do": "run"})
        assert until_done(studio, PAGE)["state"] == "failed"


class TestText:
    def test_a_suite_that_is_only_text_is_run_on_five_rows(self) -> None:
        rows = polars.DataFrame({"age": [25, None, 45, -5, 150], "contract": ["a", "b", "INVALID", "a", "b"]})
        text = (
            SUITE.replace("400", "120")
            .replace('"passengers"', '"age"')
            .replace('"captain"', '"contract"')
            .replace('"ferry"', '"age"')
        )
        found = run_suite_text(text, rows)
        assert (found["passed"], found["of"], found["success"]) == (1, 2, False)
        assert [one["value"] for one in found["results"][0]["values"]] == ["-5", "150"]
        assert found["split"]["quarantined"] == 2 and found["split"]["hidden"] == ["contract"]
        assert found["split"]["rows"][0]["wrong"] == ["age"]

    def test_what_is_no_suite_is_refused_with_the_line(self) -> None:
        with pytest.raises(SuiteError) as failed:
            run_suite_text("[[expect]]\ntype = 'nonsense'\n", polars.DataFrame({"a": [1]}))
        assert str(failed.value.where) == "suite.toml:2"

    def test_python_gives_the_same(self) -> None:
        text = "from fairlead.data import Suite, between\nS = Suite('s', [between('a', 0, 1)])\n"
        found = run_suite_text(text, polars.DataFrame({"a": [1, 2]}), form="python")
        assert (found["passed"], found["split"]["quarantined"]) == (0, 1)


class TestQuarantine:
    @pytest.fixture
    def studio(self, open_studio: Opening, ferries: Path) -> Any:
        lenient = SUITE.replace("max_value = 400", "max_value = 400\nfail_above = 0.9") + "fail_above = 0.9\n"
        (ferries / "suite.toml").write_text(lenient)
        Suite.load(ferries / "suite.toml").split(ferries / "crossings.csv", ferries / "out" / "crossings")
        return open_studio(mine=ferries)

    page = "/mine/checks/quarantine/out/crossings"

    def test_rows_stand_with_the_reason_and_what_is_wrong(self, studio: Any) -> None:
        assert 'href="/mine/checks/quarantine/out/crossings"' in studio.get("/mine/checks").text
        page = studio.get(self.page)
        assert "2 rows are in quarantine" in page.words and "2 of 4 rows went on" in page.words
        assert re.search(r'class="is-wrong">.*?-5</td>', page.text)
        assert "expected that passengers is at least 0 and at most 400" in page.words
        assert "Not shown, as private: captain" in page.words and "Per" not in page.words.split()

    def test_the_rows_of_one_rule_can_be_chosen(self, studio: Any) -> None:
        page = studio.get(f"{self.page}?rule=0")
        assert "only those that break rule 0" in page.words and page.text.count('<th scope="row" class="n">') == 1

    def test_rows_are_tried_first_and_then_put_back(self, studio: Any) -> None:
        asked = {"accept": "0", "why": "the harbour confirmed it"}
        tried = studio.send_form(f"{self.page}/release", {**asked, "do": "try"})
        assert "1 of 1 row that was checked again would go back" in tried.words
        assert "2 rows are in quarantine" in studio.get(self.page).words
        done = studio.send_form(f"{self.page}/release", {**asked, "do": "release"})
        assert "went back to the valid rows" in done.words
        page = studio.get(self.page)
        assert "1 row is in quarantine" in page.words and "the harbour confirmed it" in page.words

    def test_what_does_not_fit_is_said_on_the_page(self, studio: Any) -> None:
        answer = studio.send_form(f"{self.page}/release", {"accept": "0", "why": "", "do": "release"})
        assert answer.status == 200 and "That does not fit" in answer.text
        assert "2 rows are in quarantine" in answer.words

    def test_no_other_folder_is_a_quarantine(self, studio: Any) -> None:
        assert studio.get("/mine/checks/quarantine/out").status == 409
