"""Tests of a project: run with pytest for real, kept in the store, asked for fixtures that come from the project."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from fairlead.project import Project
from fairlead.project.score import ml_test_score
from fairlead.project.testing import latest_results, run_tests

TESTS = """
import pytest

@pytest.mark.ml(layer="data")
def test_good():
    pass

@pytest.mark.ml("transform", "integration", proves="data-7 infrastructure-1")
def test_also_good():
    pass

@pytest.mark.ml(layer="behaviour")
def test_bad():
    raise AssertionError("`female` matters")

@pytest.mark.ml(layer="system", level="e2e")
def test_left_out():
    pytest.skip("no server here")

def test_of_no_layer():
    pass
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "fairlead.toml").write_text('[project]\nname = "small"\n')
    (tmp_path / "test_small.py").write_text(TESTS)
    return Project.find(tmp_path, needs_pipeline=False)


def outcomes(project: Project) -> dict[str, str]:
    with project.open_store() as store:
        return {one.test.rpartition("::")[2]: one.outcome for one in latest_results(store).tests}


class TestRunning:
    def test_each_result_is_kept_with_its_layer_and_level(self, project: Project) -> None:
        session = run_tests(project, ["-q"])
        assert session.exit_code == 1
        found = {one.test: (one.layer, one.level, one.outcome, one.said) for one in session.pyramid.tests}
        assert found == {
            "test_small.py::test_good": ("data", "unit", "passed", ""),
            "test_small.py::test_also_good": ("transform", "integration", "passed", ""),
            "test_small.py::test_bad": ("behaviour", "unit", "failed", "AssertionError: `female` matters"),
            "test_small.py::test_left_out": ("system", "e2e", "skipped", "Skipped: no server here"),
            "test_small.py::test_of_no_layer": (None, None, "passed", ""),
        }
        with project.open_store() as store:
            (row,) = store.tests.sessions()
            assert (row["id"], len(store.tests.results(row["id"]))) == (session.id, 5)

    def test_a_layer_is_chosen(self, project: Project) -> None:
        session = run_tests(project, ["-q", "--layer", "data", "--layer", "transform"])
        assert (session.exit_code, len(session.pyramid.tests)) == (0, 2)

    def test_the_last_result_of_each_test_counts(self, project: Project) -> None:
        run_tests(project, ["-q"])
        path = project.folder / "test_small.py"
        path.write_text(TESTS.replace('raise AssertionError("`female` matters")', "pass"))
        run_tests(project, ["-q", "-k", "test_bad"])
        assert outcomes(project)["test_bad"] == "passed"
        assert outcomes(project)["test_left_out"] == "skipped"
        with project.open_store() as store:
            history = store.tests.history("test_small.py::test_bad")
        assert [row["outcome"] for row in history] == ["failed", "passed"]

    def test_no_tests_are_no_session(self, project: Project) -> None:
        session = run_tests(project, ["-q", "-k", "nothing"])
        assert (session.id, session.exit_code, session.pyramid.tests) == (None, 5, ())

    def test_the_workers_of_xdist_report_too(self, project: Project) -> None:
        assert len(run_tests(project, ["-q", "-n", "2"]).pyramid.tests) == 5


class TestMarks:
    @pytest.mark.parametrize(
        ("mark", "words"),
        [
            ('layer="daat"', "@pytest.mark.ml(layer='daat', level='unit') is not known"),
            ('layer="data", level="big"', "level='big') is not known"),
            ('layer="data", proves="data-9"', "the ML Test Score has no question data-9"),
        ],
    )
    def test_a_mark_that_is_not_known_stops_pytest(self, tmp_path: Path, mark: str, words: str) -> None:
        (tmp_path / "test_odd.py").write_text(f"import pytest\n\n@pytest.mark.ml({mark})\ndef test_it(): pass\n")
        ended = pytest_in(tmp_path)
        assert ended.returncode == 4
        assert words in ended.stdout + ended.stderr


class TestFixtures:
    @pytest.mark.parametrize(("name", "setting"), [("model", "model"), ("holdout", "table"), ("suite", "suite")])
    def test_what_the_settings_do_not_say_is_an_error_that_says_so(
        self, project: Project, name: str, setting: str
    ) -> None:
        (project.folder / "test_small.py").write_text(f"def test_it({name}): pass\n")
        ended = pytest_in(project.folder)
        assert ended.returncode == 1
        assert f"The fixture `{name}` has nothing to give" in ended.stdout
        assert f"set `{setting}` there, or write a fixture `{name}` in conftest.py" in ended.stdout

    def test_a_suite_comes_from_the_file_that_the_settings_name(self, project: Project) -> None:
        (project.folder / "fairlead.toml").write_text('[testing]\nsuite = "rules.py"\n')
        (project.folder / "rules.py").write_text(
            "from fairlead.data import Suite, not_null\nPEOPLE = Suite('people', [not_null('age')])\n"
        )
        (project.folder / "test_small.py").write_text("def test_it(suite): assert suite.name == 'people'\n")
        assert pytest_in(project.folder).returncode == 0


class TestScore:
    def test_tests_and_people_answer(self, project: Project) -> None:
        run_tests(project, ["-q"])
        (project.folder / "ml-test-score.toml").write_text('data-5 = "the law office, in March"\n')
        answers = {one.question.id: (one.by, one.why) for one in ml_test_score(project).answers}
        assert answers["data-7"] == ("checked", "proved by test_also_good")
        assert answers["infrastructure-1"] == ("checked", "proved by test_also_good")
        assert answers["data-5"] == ("person", "the law office, in March")
        assert answers["model-7"] == ("nobody", "needs a person, or a test that proves it")
        assert answers["infrastructure-2"][0] == "nobody"  # its tests of behaviour did not all pass

    @pytest.mark.parametrize(
        ("text", "words"),
        [('data-8 = "x"', "data-8"), ("data-1 = 3", "data-1"), ('data-1 = ""', "data-1"), ("data-1 =", "TOML")],
    )
    def test_answers_that_cannot_be_read_are_errors(self, project: Project, text: str, words: str) -> None:
        from fairlead.errors import ProjectError

        (project.folder / "ml-test-score.toml").write_text(text + "\n")
        with pytest.raises(ProjectError, match=words):
            ml_test_score(project)


def pytest_in(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run pytest in a folder, as a user does."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    return subprocess.run(command, cwd=folder, env=clean, capture_output=True, text=True, timeout=120, check=False)
