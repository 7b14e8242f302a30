"""What a notebook becomes, and that nothing is lost on the way."""

import json
import pickle
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairlead.errors import ConvertError, NotConvertibleError
from fairlead.notebook.convert.convert import Converted, convert_notebook
from fairlead.project.converting import RECORD, Wanted, convert

MODELS = """\
# %% [markdown]
# # Who leaves?
# %%
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
# %%
df = pd.read_csv("data/churn.csv")  # from the archive
df.head()
# %% [markdown]
# ## Features
# Only what is known beforehand.
# %%
df["rate"] = df["charges"] / df["tenure"]
X = df[["rate", "tenure"]]
y = df["churn"]
# %%
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=1)
# %%
logistic = LogisticRegression()
logistic.fit(X_train, y_train)
# %%
forest = RandomForestClassifier(n_estimators=10, random_state=1)
forest.fit(X_train, y_train)
# %%
logistic.score(X_test, y_test)
# %%
forest.score(X_test, y_test)
"""


def converted(text: str, **wanted: Any) -> Converted:
    return convert_notebook(text.encode(), "churn.py", **wanted)


def values_of(text: str) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """Return what the notebook and its tasks give under each name; each task gets copies, as in a run."""
    made = converted(text)
    space: dict[str, Any] = {}
    seen: dict[tuple[str, int], bytes] = {}
    units = made.flow.units if made.flow else []
    wanted = [(one.variable, one.after) for task in made.tasks for one in task.outputs if one.variable]
    for unit in units:
        exec(unit.text, space)
        for name, after in wanted:
            if after == unit.id:
                seen[name, after] = pickle.dumps(space[name])
    theirs = {f"{name} after {after}": value for (name, after), value in seen.items()}
    return theirs, run_tasks(made)


def run_tasks(made: Converted) -> dict[str, bytes]:
    space: dict[str, Any] = {"task": lambda function: function}
    body = made.files["pipeline.py"].partition("\nwith DAG(")[0].replace("from fairlead import DAG, task", "")
    exec(body, space)
    outputs: dict[str, bytes] = {}
    found: dict[str, bytes] = {}
    params = {one.name: one.value for task in made.tasks for one in task.params}
    for task in made.tasks:
        loaded = {one.task: pickle.loads(outputs[one.task]) for one in task.inputs}
        given = {
            one.name: loaded[one.task]
            if next(each for each in made.tasks if each.name == one.task).returns == "value"
            else loaded[one.task][one.output]
            for one in task.inputs
        }
        values = space[task.name](**given, **{one.name: params[one.name] for one in task.params})
        outputs[task.name] = pickle.dumps(values)
        again = pickle.loads(outputs[task.name])
        for one in task.outputs:
            value = again if task.returns == "value" else again[one.name]
            found[f"{one.variable} after {one.after}"] = pickle.dumps(value)
    return found


def equal(theirs: Mapping[str, bytes], ours: Mapping[str, bytes]) -> bool:
    """Compare by what is shown: a list may hold itself."""
    return theirs.keys() == ours.keys() and all(
        repr(pickle.loads(value)) == repr(pickle.loads(ours[name])) for name, value in theirs.items()
    )


def test_each_model_gets_a_branch_of_its_own() -> None:
    tasks = {task.name: {one.task for one in task.inputs} for task in converted(MODELS).tasks}
    assert tasks == {
        "extract": set(),
        "explore": {"extract"},
        "transform": {"extract"},
        "split": {"transform"},
        "train_logistic_regression": {"split"},
        "train_random_forest": {"split"},
        "evaluate_logistic_regression": {"split", "train_logistic_regression"},
        "evaluate_random_forest": {"split", "train_random_forest"},
    }


def test_values_become_parameters_with_those_of_the_notebook() -> None:
    text = converted(MODELS, folder="..").files["params.toml"]
    assert 'churn_csv = "../data/churn.csv"' in text
    assert "test_size = 0.25" in text
    assert "n_estimators = 10" in text


def test_comments_and_headings_are_kept() -> None:
    text = converted(MODELS).files["pipeline.py"]
    assert "# from the archive" in text
    assert '"""Features.' in text
    assert "Only what is known beforehand." in text


def test_a_shown_score_is_an_output() -> None:
    made = converted(MODELS)
    shown = [one["shows"] for one in made.record.statements if one["shows"] and one["shows"]["output"]]
    assert [one["text"] for one in shown] == ["logistic.score(X_test, y_test)", "forest.score(X_test, y_test)"]


def test_converting_again_gives_the_same_bytes() -> None:
    first, second = converted(MODELS), converted(MODELS)
    assert first.files == second.files
    assert first.record.to_json() == second.record.to_json()


@pytest.mark.parametrize(
    "text",
    [
        "# %%\na = b = []\n# %%\na.append(1)\n# %%\na = a + [2]\nc = (a, b)\n",
        "# %%\nnotes = ['z', 'b']\n# %%\nnotes.sort()\nnotes.insert(0, 'a')\n# %%\nlast = notes[-1]\n",
        "# %%\na = [3]\nb = a\n# %%\nb.append(4)\n# %%\nn = sum(a)\n",
        "# %%\nn = 1\nm = 2\n# %%\nn, m = m, n\n# %%\nn += m\n# %%\nk = n * m\n",
        "# %%\na = [3, 1]\n# %%\nalso = a.append\nalso(4)\n# %%\ntotal = sum(a)\n",
        "# %%\nrows = [1]\nparts = {'whole': rows}\n# %%\nparts['whole'].append(2)\n# %%\nn = len(rows)\n",
        "# %%\nimport collections\ngroups = collections.defaultdict(list)\n# %%\nx = groups['y']\n# %%\nn = len(groups)\n",  # noqa: E501
    ],
)
def test_a_change_through_another_name_is_not_lost(text: str) -> None:
    assert equal(*values_of(text))


NAMES = st.sampled_from(["a", "b", "c"])
STATEMENTS = st.one_of(
    st.builds("{0} = [{1}, 1]".format, NAMES, st.integers(0, 5)),
    st.builds("{0} = {1}".format, NAMES, NAMES),
    st.builds("{0}.append({1})".format, NAMES, st.integers(0, 5)),
    st.builds("{0} += [{1}]".format, NAMES, st.integers(0, 5)),
    st.builds("{0} = {1} + {2}".format, NAMES, NAMES, NAMES),
    st.builds("{0} = [{1}, {1}]".format, NAMES, NAMES),
    st.builds("for one in {0}:\n    last = one".format, NAMES),
    st.builds("{0} = {1} = []".format, NAMES, NAMES),
    st.builds("{0}, {1} = {1}, {0}".format, NAMES, NAMES),
    st.builds("{0}.insert(0, {1}[-1:])".format, NAMES, NAMES),
)


@given(st.lists(st.lists(STATEMENTS, min_size=1, max_size=3), min_size=2, max_size=5))
@settings(max_examples=60, deadline=None)
def test_straight_code_gives_the_same_values(cells: list[list[str]]) -> None:
    first = ["a = [1]", "b = [2]", "c = [3]", "one = last = 0"]  # a loop over nothing leaves names as they were
    cells = [first, *cells, ["total = [a, b, c]"]]
    text = "".join("# %%\n" + "\n".join(cell) + "\n" for cell in cells)
    assert equal(*values_of(text)), text


def test_what_waits_for_a_person_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    (tmp_path / "ask.py").write_text("# %%\nn = 1\n# %%\nname = input('who? ')\n")
    with pytest.raises(NotConvertibleError, match="in cell 2, line 1, it waits for a person"):
        convert(tmp_path / "ask.py", tmp_path / "out")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["ask.py"]


def test_a_missing_name_names_its_cell() -> None:
    with pytest.raises(NotConvertibleError, match="in cell 2, line 1, it needs 'base'"):
        converted("# %%\nn = 1\n# %%\nm = base + n\n")


def test_a_broken_cell_names_its_line() -> None:
    with pytest.raises(NotConvertibleError, match="in cell 2, line 1, it is not Python"):
        converted("# %%\nn = 1\n# %%\nprint((n\n")


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "churn.py").write_text(MODELS)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("mine")
    with pytest.raises(ConvertError, match="files in it that `fairlead convert` did not write"):
        convert(tmp_path / "churn.py", tmp_path / "out")
    assert [one.name for one in (tmp_path / "out").iterdir()] == ["thesis.txt"]


def test_what_a_person_has_changed_stays(tmp_path: Path) -> None:
    notebook, out = tmp_path / "churn.py", tmp_path / "out"
    notebook.write_text(MODELS)
    convert(notebook, out)
    (out / "README.md").write_text("my words")
    notebook.write_text(MODELS.replace("n_estimators=10", "n_estimators=20"))
    made = convert(notebook, out)
    assert made.kept == ["README.md"]
    assert (out / "README.md").read_text() == "my words"
    assert "n_estimators = 20" in (out / "params.toml").read_text()
    assert "params.toml" in made.written


def test_nothing_changes_when_nothing_has(tmp_path: Path) -> None:
    notebook, out = tmp_path / "churn.py", tmp_path / "out"
    notebook.write_text(MODELS)
    convert(notebook, out)
    before = {one: one.read_bytes() for one in out.rglob("*") if one.is_file()}
    made = convert(notebook, out)
    assert made.written == []
    assert {one: one.read_bytes() for one in out.rglob("*") if one.is_file()} == before


def test_one_stream_of_random_numbers_is_handed_on(tmp_path: Path) -> None:
    text = (
        "# %%\nimport numpy as np\nnp.random.seed(1)\nx = np.random.rand(3)\n# %%\ntotal = x.sum()\n"
        "# %%\nassert total > 0\ny = np.random.rand(2)\n"
    )
    exact, parallel = converted(text), converted(text, random="parallel")
    assert exact.record.random["mode"] == "exact"
    assert parallel.record.random["seeds"]
    assert "set_random_stream(" in exact.files["pipeline.py"] or len(exact.record.random["order"]) == 1


def test_the_record_names_files_as_they_were_written(tmp_path: Path) -> None:
    (tmp_path / "churn.py").write_text(MODELS)
    convert(tmp_path / "churn.py", tmp_path / "out", Wanted())
    record = json.loads((tmp_path / "out" / RECORD).read_text())
    assert set(record["digests"]) >= {"pipeline.py", "params.toml", "README.md", "tests/test_pipeline.py"}


@pytest.mark.parametrize(
    ("last", "written"),
    [
        ("handle.tell()", "if (shown := handle.tell()) is not None:"),
        ("handle.close()", "    handle.close()"),
        ("handle.tell();", "    handle.tell()"),
        ("len(rows)", "print(len(rows))"),
    ],
)
def test_what_a_cell_shows_is_printed_also_if_nobody_knows_whether_it_is_anything(last: str, written: str) -> None:
    made = converted(f"# %%\nrows = [1, 2]\nhandle = open('notes.txt', 'w')\n# %%\n{last}\n")
    text = "\n".join(made.files.values())
    assert written in text
    assert ("print(" in text) == ("shown" in written or "print" in written)
