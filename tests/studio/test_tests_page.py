"""The page of the tests: the pyramid, the layers, real tests with their last result, and a run that can be watched."""

from __future__ import annotations

import re
import textwrap
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

TESTS = textwrap.dedent(
    '''\
    import pytest

    @pytest.mark.ml(layer="data")
    def test_rows_are_there():
        """The table is not empty."""
        assert True

    @pytest.mark.ml(layer="data", level="integration")
    def test_rows_are_good():
        pass

    @pytest.mark.ml(layer="behaviour")
    def test_wind_matters():
        raise AssertionError("<b>wind</b> does not matter")

    def test_of_no_layer():
        pass
    '''
)
PAGE = "/mine/tests"
Opening = Callable[..., Any]


@pytest.fixture
def ferries(tmp_path: Path) -> Path:
    """Make a project with four tests, one of which fails."""
    home = tmp_path / "ferries"
    (home / "tests").mkdir(parents=True)
    (home / "fairlead.toml").write_text('[project]\nname = "ferries"\n')
    (home / "tests" / "test_crossings.py").write_text(TESTS)
    return home


def until_done(studio: Any, page: str = PAGE, seconds: float = 120.0) -> dict[str, Any]:
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        found: dict[str, Any] = studio.ask("GET", f"{page}/run", headers={"Cookie": studio.cookie}).json
        if found["state"] != "running":
            return found
        time.sleep(0.1)
    raise AssertionError("the tests do not end")


def test_a_project_whose_tests_never_ran_says_so(open_studio: Opening, ferries: Path) -> None:
    page = open_studio(mine=ferries).get(PAGE)
    assert page.status == 200 and "No test of this project has run yet" in page.words
    assert "fairlead test" in page.words


def test_they_run_and_each_stands_in_its_layer(open_studio: Opening, ferries: Path) -> None:
    studio = open_studio(mine=ferries)
    assert studio.send_form(f"{PAGE}/run", {"layer": ""}).headers["location"] == PAGE
    ended = until_done(studio)
    assert (ended["state"], ended["total"], ended["done"], ended["failed"]) == ("done", 4, 4, 1)
    page = studio.get(PAGE)
    assert "1 test of 4 failed the last time" in page.words
    assert "data what goes in: schema, rules, freshness 2 tests" in page.words
    assert "nothing tested" in page.words  # transform and system
    assert "The test pyramid: 2 unit, 1 integration, 0 e2e" in page.words
    assert "1 test belongs to no layer" in page.words


def test_a_layer_opens_with_its_tests_and_a_test_with_its_code(open_studio: Opening, ferries: Path) -> None:
    studio = open_studio(mine=ferries)
    studio.post(f"{PAGE}/run", {"layers": []})
    until_done(studio)
    page = studio.get(f"{PAGE}?layer=data")
    assert re.findall(r'<tr data-test="[^"]*::(\w+)"', page.text) == ["test_rows_are_good", "test_rows_are_there"]
    page = studio.get(f"{PAGE}?test=tests/test_crossings.py::test_rows_are_there")
    aside = page.text[page.text.index('id="detail"') :]
    assert "The table is not empty." in aside and 'data-n="5"' in aside  # the line of the function
    assert "fairlead test tests/test_crossings.py::test_rows_are_there" in aside


def test_a_failure_is_shown_as_text(open_studio: Opening, ferries: Path) -> None:
    studio = open_studio(mine=ferries)
    studio.post(f"{PAGE}/run", {"layers": ["behaviour"]})
    ended = until_done(studio)
    assert (ended["total"], ended["failed"]) == (1, 1)
    page = studio.get(PAGE)
    assert "&lt;b&gt;wind&lt;/b&gt; does not matter" in page.text and "<b>wind</b>" not in page.text


def test_a_test_that_was_removed_is_no_longer_listed(open_studio: Opening, ferries: Path) -> None:
    studio = open_studio(mine=ferries)
    studio.post(f"{PAGE}/run", {"layers": []})
    until_done(studio)
    file = ferries / "tests" / "test_crossings.py"
    file.write_text(TESTS.replace("def test_wind_matters", "def wind_matters"))
    page = studio.get(PAGE)
    assert "test_wind_matters" not in page.text and "1 test that once ran is there no more" in page.words
    assert "1 test of 4 failed" not in page.words


def test_results_come_while_the_tests_run_and_they_can_be_stopped(open_studio: Opening, ferries: Path) -> None:
    slow = "import time\n\ndef test_a():\n    pass\n\ndef test_b():\n    time.sleep(60)\n"
    (ferries / "tests" / "test_crossings.py").write_text(slow)
    studio = open_studio(mine=ferries)
    studio.post(f"{PAGE}/run", {"layers": []})
    ends = time.monotonic() + 60
    while time.monotonic() < ends:
        found = studio.ask("GET", f"{PAGE}/run", headers={"Cookie": studio.cookie}).json
        if found["done"] == 1:
            break
        time.sleep(0.1)
    assert (found["state"], found["total"], found["ended"][0]["test"]) == (
        "running",
        2,
        "tests/test_crossings.py::test_a",
    )
    assert "The tests are running" in studio.get(PAGE).words
    assert studio.post(f"{PAGE}/stop").json == {"stopped": True}
    assert until_done(studio)["state"] == "stopped"
    assert "Nothing of it was kept" in studio.get(PAGE).words


def test_tests_that_cannot_be_collected_are_told_of(open_studio: Opening, ferries: Path) -> None:
    (ferries / "tests" / "test_crossings.py").write_text("import nothing_of_this_name\n")
    studio = open_studio(mine=ferries)
    studio.post(f"{PAGE}/run", {"layers": []})
    assert until_done(studio)["state"] == "done"
    page = studio.get(PAGE)
    assert "The last run did not come to its end" in page.words and "nothing_of_this_name" in page.words


def test_the_churn_example_shows_its_own_tests_of_the_data(open_studio: Opening) -> None:
    studio = open_studio(lesson=True)
    studio.post("/churn/tests/run", {"layers": ["data"]})
    ended = until_done(studio, "/churn/tests", 200)
    assert ended["state"] == "done" and ended["failed"] == 0 and ended["done"] >= 5, ended["said"]
    page = studio.get("/churn/tests?layer=data")
    assert "tests/test_data.py" in page.words and "nothing is tested in: transform, behaviour, system" in page.words
