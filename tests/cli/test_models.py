"""`fairlead models`: what a person sees of versions, and what promotions and rollbacks say."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas
import pytest
from sklearn.linear_model import LogisticRegression

from fairlead.cli.model_text import holder_line, number
from fairlead.errors import ModelError, ModelInputError
from fairlead.model import Holder, Model, Strategy, load_exported
from fairlead.project import Project

ROWS = pandas.DataFrame({"tenure": [1, 2, 3, 30, 40, 50], "plan": ["a", "b", "a", "b", "c", "c"]})
LEFT = ["yes", "yes", "yes", "no", "no", "no"]


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project with three versions of a model, none of them in use."""
    folder = tmp_path_factory.mktemp("models")
    (folder / "fairlead.toml").write_text("")
    before = list(sys.path)
    with Project.find(folder, needs_pipeline=False).open_registry(actor="ada") as registry:
        for n, C in enumerate((0.01, 0.1, 1.0), start=1):
            model = Model.fit(
                "churn", LogisticRegression(C=C), ROWS[["tenure"]], LEFT, seed=7, metrics={"auc": 0.8 + n / 100}
            )
            registry.put(model, why=f"round {n}")
    sys.path[:] = before
    return folder


@pytest.fixture
def shell(near: Any) -> Any:
    return near


@pytest.fixture
def churn(three: Path, shell: Any) -> Any:
    """Return a shell in a copy of that project."""
    shutil.copytree(three, shell.folder, dirs_exist_ok=True)
    return shell


def promote(churn: Any, *arguments: str) -> Any:
    """Promote without comparing the answers of a server, which tests/serve/parity looks at."""
    return churn("models", "promote", *arguments, "--no-parity", "not what is tested here")


def test_without_models_the_list_says_how_to_get_one(shell: Any) -> None:
    shell.write("", "fairlead.toml", header="")
    answer = shell("models", "list")
    assert (answer.code, answer.err) == (0, "")
    assert "registry.put(Model.fit(name, recipe, X, y))" in answer.out
    assert shell("models", "list", "--json").json == {"versions": []}


def test_the_list_shows_versions_aliases_and_metrics(churn: Any) -> None:
    answer = churn("models", "list")
    lines = answer.out.splitlines()
    assert lines[0].split() == ["model", "version", "auc", "rows", "age", "by", "digest"]
    assert [line.split()[:3] for line in lines[1:4]] == [
        ["churn", "3", "0.8300"], ["churn", "2", "0.8200"], ["churn", "1", "0.8100"],
    ]  # fmt: skip
    assert lines[-1] == 'None is in use yet: fairlead models promote churn:3 --why "..."'
    assert [one["version"] for one in churn("models", "list", "--json").json["versions"]] == [3, 2, 1]


def test_a_promotion_a_canary_and_a_rollback_in_words(churn: Any) -> None:
    assert promote(churn, "churn", "1", "--why", "first").out == "churn:1 is the champion; nobody was.\n"
    assert promote(churn, "churn:2", "--why", "good").out == "churn:2 is the champion; churn:1 was.\n"
    trial = promote(churn, "churn", "3", "--canary", "10%", "--why", "better AUC")
    assert trial.out == "churn:3 is on trial beside the champion churn:2: canary 10%.\n"
    assert "on trial for champion (canary 10%)" in churn("models", "list").out
    ended = churn("models", "rollback", "churn", "--why", "too slow")
    assert ended.out == "The trial of churn:3 has ended; churn:2 is the champion.\n"
    document = churn("models", "rollback", "churn", "--why", "precision fell", "--json").json
    assert (document["before"], document["version"], document["why"]) == (2, 1, "precision fell")
    shown = churn("models", "show", "churn").out
    for said in ("3 on trial beside champion 2: canary 10%", "champion back to 1 (was 2)", "precision fell"):
        assert said in shown


def test_a_stale_promotion_is_refused(churn: Any) -> None:
    why = ("--why", "good")
    promote(churn, "churn", "1", *why)
    refused = promote(churn, "churn", "3", "--expect", "2", *why, "--json")
    assert (refused.code, refused.json["error"]["code"]) == (2, "FL541")
    assert promote(churn, "churn", "3", "--expect", "0", *why).code == 2
    assert promote(churn, "churn", "3", "--expect", "1", *why).code == 0


def test_who_holds_the_alias_already_is_not_promoted_again(churn: Any) -> None:
    promote(churn, "churn", "2", "--why", "good")
    events = churn("models", "show", "churn:2", "--json").json["events"]
    again = churn("models", "promote", "churn", "2", "--why", "again")  # and no server is started
    assert (again.code, again.out) == (0, "churn:2 is the champion already.\n")
    assert churn("models", "show", "churn:2", "--json").json["events"] == events
    assert churn("models", "promote", "churn", "2", "--why", "again", "--json").json["before"] == 2
    assert churn("models", "promote", "churn", "2").code == 2  # a reason is asked for all the same
    promote(churn, "churn", "3", "--shadow", "--why", "see")
    ended = promote(churn, "churn", "2", "--why", "enough seen")
    assert ended.out == "The trial of churn:3 has ended; churn:2 is the champion.\n"


def damage(churn: Any, part: str) -> None:
    """Change the last byte of a file of the newest version."""
    digest = churn("models", "list", "--json").json["versions"][0]["parts"][part]
    path = churn.folder / ".fairlead" / "cas" / digest[:2] / digest
    path.write_bytes(path.read_bytes()[:-1] + b"?")


def test_the_rows_of_training_are_proved_where_they_are_named(churn: Any) -> None:
    ROWS[["tenure"]].to_csv(churn.folder / "rows.csv", index=False)
    said = promote(churn, "churn:1", "--trained-on", "rows.csv", "--why", "first").out
    assert "to the last bit on" in said
    assert "6 training" in said
    missing = promote(churn, "churn:2", "--trained-on", "other.csv", "--why", "good")
    assert missing.code == 2
    assert "other.csv" in missing.err


def test_a_damaged_version_is_not_promoted(churn: Any) -> None:
    damage(churn, "pipeline.skops")
    answer = promote(churn, "churn", "3", "--why", "good")
    assert answer.code == 2
    assert "FL533 The file pipeline.skops of the model has changed" in answer.err
    assert "None is in use yet" in churn("models", "list").out


@pytest.mark.parametrize("part", ["card.json", "pipeline.skops"])
def test_damage_is_shown_and_still_known_later(churn: Any, part: str) -> None:
    damage(churn, part)
    first = churn("models", "show", "churn:3")
    assert first.code == 0
    assert f"damaged     The file {part} of the model has changed" in first.out
    assert "version 3 was put here" in first.out  # all else that is known stands there too
    again = churn("models", "show", "churn:3").out
    assert f"The file {part} of the model is gone, or was set aside because its bytes had changed." in again
    listed = churn("models", "list")
    assert [line.split()[:4] for line in listed.out.splitlines()[1:3]] == [
        ["churn", "3", "files", "gone"], ["churn", "2", "0.8200", "6"],
    ]  # fmt: skip
    assert "fairlead models show churn:3" in listed.out
    assert [one["files_gone"] for one in churn("models", "list", "--json").json["versions"]] == [True, False, False]
    document = churn("models", "show", "churn:3", "--json").json
    assert (len(document["damage"]), document["schema"]) == (1, None)
    refused = promote(churn, "churn:3", "--why", "good")
    assert "or was set aside because its bytes had changed" in refused.err


def test_a_version_is_named_in_either_way_and_an_alias_can_be_promoted(churn: Any) -> None:
    why = ("--why", "good")
    assert promote(churn, "churn:2", "2", *why).out == "churn:2 is the champion; nobody was.\n"
    assert promote(churn, "churn:3", "--alias", "challenger", *why).code == 0
    assert promote(churn, "churn@challenger", *why).out == "churn:3 is the champion; churn:2 was.\n"


def test_a_second_rollback_names_those_that_came_later(churn: Any) -> None:
    for n in ("1", "2"):
        promote(churn, "churn", n, "--why", "good")
    assert churn("models", "rollback", "churn", "--why", "bad").out == "churn:1 is the champion; churn:2 was.\n"
    refused = churn("models", "rollback", "churn", "--why", "worse")
    assert refused.code == 2
    assert "No version of 'churn' was its champion before version 1; 2 has been since." in refused.err
    assert "fairlead models rollback churn --to 2" in refused.err
    assert churn("models", "rollback", "churn", "--to", "2", "--why", "after all").code == 0


def test_a_model_without_own_code_says_so(churn: Any) -> None:
    assert "    code      no code of its own" in churn("models", "show", "churn:1").out


def test_show_tells_everything_of_a_version(churn: Any) -> None:
    out = churn("models", "show", "churn:2").out
    for said in (
        "churn:2  without an alias", "by ada: round 2", "binary: no, yes", "6 rows, seed 7", "scikit-learn ", "0.8200",
        "C  0.1", "tenure  int   1 to 50", "version 2 was put here",
    ):  # fmt: skip
        assert said in out, out
    document = churn("models", "show", "churn:2", "--json").json
    assert document["schema"]["columns"][0]["name"] == "tenure"
    assert document["golden_rows"] == 6
    assert [event["kind"] for event in document["events"]] == ["put"] * 3


def test_diff_says_what_is_different_and_ends_with_1(churn: Any) -> None:
    answer = churn("models", "diff", "churn:1", "churn:3")
    assert answer.code == 1
    assert "metrics   auc  0.8100" in answer.out
    assert "+0.0200" in answer.out
    same = churn("models", "diff", "churn:3", "churn:3")
    assert (same.code, same.out) == (0, "churn:3 and churn:3 are the same.\n")
    found = churn("models", "diff", "churn:1", "churn:3", "--json").json["differences"]
    assert {one["section"] for one in found} == {"metrics", "params", "pipeline"}
    assert {"section": "params", "name": "C", "before": 0.01, "after": None} in found


def test_an_exported_model_answers_as_its_readme_says(churn: Any) -> None:
    answer = churn("models", "export", "churn:3", "out")
    assert answer.code == 0
    assert "How to use it: out/README.md" in answer.out
    readme = (churn.folder / "out" / "README.md").read_text()
    code = readme.partition("```python\n")[2].partition("```")[0]
    done = subprocess.run([sys.executable, "-c", code], cwd=churn.folder / "out", capture_output=True, text=True)
    assert done.stdout == "['yes']\n", done.stderr
    again = churn("models", "export", "churn:3", "out")
    assert (again.code, "FL530" in again.err) == (2, True)
    first = {"tenure": 3, "more": 1}  # a column that the model does not need
    loaded = load_exported(churn.folder / "out")
    assert loaded.predict([first]).tolist() == ["yes"]
    with pytest.raises(ModelInputError, match="'tenure' in row 1 is missing; in training this column always had one"):
        loaded.predict([first, {**first, "tenure": None}])
    (churn.folder / "out" / "golden.json").write_text("{}")
    done = subprocess.run([sys.executable, "-c", code], cwd=churn.folder / "out", capture_output=True, text=True)
    assert "TamperedModelError" in done.stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "manifest.json is damaged: Expecting"),
        ("[]", "it does not name the files and their digests"),
        ('{"digest": "a", "parts": ["pipeline.skops"]}', "it does not name the files"),
        (None, "it has no manifest.json"),
    ],
)
def test_a_broken_manifest_is_told_from_none(tmp_path: Path, text: str | None, said: str) -> None:
    if text is not None:
        (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(ModelError) as caught:
        load_exported(tmp_path)
    assert said in caught.value.message


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("show", "chrun"), "There is no model 'chrun' in the registry."),
        (("show", "churn:9"), "has no version 9"),
        (("show", "churn@challenger"), "is its challenger"),
        (("show", "churn:x"), "'churn:x' names no version"),
        (("list", "price"), "There is no model 'price'"),
        (("promote", "churn", "9", "--why", "x"), "has no version 9"),
        (("promote", "churn:9", "--why", "x"), "has no version 9"),
        (("promote", "churn@challenger", "--why", "x"), "is its challenger"),
        (("promote", "churn", "--why", "x"), "not said which version of 'churn'"),
        (("promote", "churn:2", "3", "--why", "x"), "'churn:2' and 3 name two versions"),
        (("promote", "churn", "1"), "A promotion is kept with its reason, and none was given."),
        (("promote", "churn", "1", "--why", " "), "A promotion is kept with its reason"),
        (("promote", "churn", "1", "--canary", "110%", "--why", "x"), "The canary share is 1.1"),
        (("promote", "churn", "1", "--canary", "ten", "--why", "x"), "The canary share is 'ten'"),
        (("promote", "churn", "1", "--canary", "5%", "--shadow", "--why", "x"), "not both"),
        (("promote", "churn", "1", "--shadow", "--why", "x"), "no champion of 'churn' yet"),
        (("promote", "churn", "1", "--alias", "my alias", "--why", "x"), "cannot be the name of an alias"),
        (("rollback", "churn", "--why", "x"), "is its champion"),
        (("rollback", "churn"), "none was given"),
        (("export", "churn:9", "out"), "has no version 9"),
        (("show", "churn@"), "'churn@' names no version"),
    ],
)
def test_what_cannot_be_done_ends_with_2_and_a_hint(churn: Any, words: tuple[str, ...], said: str) -> None:
    answer = churn("models", *words)
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err
    assert "Hint: " in answer.err


def test_without_a_project_it_says_so(shell: Any) -> None:
    assert "FL001" in shell("models", "list").err


def test_listing_loads_neither_scikit_learn_nor_pandas(churn: Any) -> None:
    command = [sys.executable, "-X", "importtime", "-m", "fairlead", "models", "list"]
    done = subprocess.run(command, cwd=churn.folder, capture_output=True, text=True, env=dict(os.environ))
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if "import time:" in line}
    assert "fairlead.model.registry" in loaded
    assert not loaded & {"sklearn", "pandas", "polars", "numpy", "skops"}


def test_a_holder_and_a_metric_in_words() -> None:
    now = Holder("champion", 2, None, Strategy(), 0.0, "ada", "")
    assert holder_line("churn", now, 1) == "churn:2 is the champion; churn:1 was."
    assert [number(value) for value in (0.12345, 12345.678, None)] == ["0.1235", "12,345.7", ""]
