"""Runs of notebooks, for real: what leaks cost, whether they run again, and what they may not do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from fairlead.finding import Finding
from fairlead.notebook.facts import Facts
from fairlead.notebook.read import read_notebook
from fairlead.notebook.trial.findings import try_out

DATA = "import numpy as np, pandas as pd\ntable = pd.read_csv('table.csv')\n"
SPLIT_AND_SCORE = """
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=1)
model = RandomForestClassifier(n_estimators=40, bootstrap=False, random_state=1).fit(X_train, y_train)
print(accuracy_score(y_test, model.predict(X_test)))
"""


@pytest.fixture(autouse=True)
def table(tmp_path: Path) -> None:
    """Lay a table beside the notebook: one column of five tells something about the target."""
    rng = np.random.default_rng(0)
    made = pd.DataFrame({f"x{i}": rng.normal(size=400) for i in range(5)})
    made["y"] = (made["x0"] + rng.normal(scale=2.0, size=400) > 0.9).astype(int)
    made.to_csv(tmp_path / "table.csv", index=False)


def tried(folder: Path, *cells: str, counts: list[int] | None = None, **options: Any) -> dict[str, Finding]:
    """Write a notebook of these cells, run it, and return its findings by their code; of several the last."""
    path = folder / "it.ipynb"
    written = [
        {
            "cell_type": "code", "execution_count": (counts or list(range(1, 99)))[n], "metadata": {},
            "source": source, "outputs": [],
        }
        for n, source in enumerate(cells)
    ]  # fmt: skip
    path.write_text(json.dumps({"cells": written, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    return {one.code: one for one in try_out(Facts(read_notebook(str(path))), **options)}


class TestCost:
    def test_copies_before_the_split_are_what_made_the_score(self, tmp_path: Path) -> None:
        copies = "minority = table[table['y'] == 1]\ntable = pd.concat([table] + [minority] * 6)\n"
        found = tried(tmp_path, DATA, copies, "X = table.drop(columns='y')\ny = table['y']\n", SPLIT_AND_SCORE)
        cost = found["leak-cost"].evidence
        assert cost["leaks"] == ["resample-before-split"]
        assert cost["as_it_stands"] > 0.85
        assert cost["honest"] < 0.75
        assert found["leak-cost"].where.cell == 4
        shared = found["duplicates-across-split"].evidence
        assert shared["shared"] / shared["test"] > 0.5

    def test_the_same_notebook_without_the_leak_has_nothing_to_tell(self, tmp_path: Path) -> None:
        found = tried(tmp_path, DATA, "X = table.drop(columns='y')\ny = table['y']\n", SPLIT_AND_SCORE)
        assert set(found) <= {"class-balance"}

    def test_a_scaler_of_all_rows_costs_next_to_nothing_and_that_is_said(self, tmp_path: Path) -> None:
        scaled = (
            "from sklearn.preprocessing import StandardScaler\n"
            "X = StandardScaler().fit_transform(table.drop(columns='y'))\ny = table['y']\n"
        )
        found = tried(tmp_path, DATA, scaled, SPLIT_AND_SCORE)
        cost = found["leak-cost"].evidence
        assert cost["leaks"] == ["preprocess-before-split"]
        assert abs(cost["as_it_stands"] - cost["honest"]) < 0.15

    def test_columns_chosen_on_all_rows_of_pure_noise(self, tmp_path: Path) -> None:
        rng = np.random.default_rng(3)
        made = pd.DataFrame(rng.normal(size=(80, 2000)), columns=[f"x{n}" for n in range(2000)])
        made.assign(y=rng.integers(0, 2, size=80)).to_csv(tmp_path / "noise.csv", index=False)
        noise = (
            "import pandas as pd\nfrom sklearn.feature_selection import SelectKBest\n"
            "table = pd.read_csv('noise.csv')\ny = table['y']\n"
            "X = SelectKBest(k=20).fit_transform(table.drop(columns='y'), y)\n"
        )
        cost = tried(tmp_path, noise, SPLIT_AND_SCORE)["leak-cost"].evidence
        assert cost["leaks"] == ["feature-selection"]
        assert cost["as_it_stands"] > 0.75 > cost["honest"]

    def test_rows_without_labels_are_said_to_be_beyond_mending(self, tmp_path: Path) -> None:
        arrays = (
            "import pandas as pd\nfrom sklearn.preprocessing import StandardScaler\n"
            "table = pd.read_csv('table.csv').values\n"
            "X = StandardScaler().fit_transform(table[:, :-1])\ny = table[:, -1]\n"
        )
        assert "cannot be told apart" in tried(tmp_path, arrays, SPLIT_AND_SCORE)["not-measured"].message

    def test_of_tables_of_polars_it_is_said_that_only_pandas_can_be_measured(self, tmp_path: Path) -> None:
        data = "import polars as pl\ntable = pl.read_csv('table.csv')\n"
        scaled = "X = StandardScaler().fit_transform(table.drop('y'))\ny = table['y']\n"
        scaled = "from sklearn.preprocessing import StandardScaler\n" + scaled
        found = tried(tmp_path, data, scaled, SPLIT_AND_SCORE)
        said = found["not-measured"]
        assert "the notebook reads its tables with Polars" in said.message
        assert ".to_pandas()" in (said.fix or "")
        assert "restart-differs" not in found

    def test_rows_of_polars_that_become_pandas_tables_are_measured(self, tmp_path: Path) -> None:
        data = "import polars as pl\ntable = pl.read_csv('table.csv').to_pandas()\n"
        scaled = "X = StandardScaler().fit_transform(table.drop(columns='y'))\ny = table['y']\n"
        scaled = "from sklearn.preprocessing import StandardScaler\n" + scaled
        found = tried(tmp_path, data, scaled, SPLIT_AND_SCORE)
        assert "leak-cost" in found


class TestRestart:
    def test_a_name_from_below_stops_it_and_the_order_of_the_counts_is_tried(self, tmp_path: Path) -> None:
        found = tried(tmp_path, "print(later)", "later = 1", counts=[2, 1])
        assert "stops in cell 1: NameError: name 'later' is not defined" in found["restart-differs"].message
        assert "not-measured" not in found

    def test_what_runs_in_no_order_is_told(self, tmp_path: Path) -> None:
        found = tried(tmp_path, "open('nowhere.csv')", "x = 1", counts=[2, 1])
        assert "FileNotFoundError" in found["restart-differs"].message
        assert "in the order of its execution counts it does not run either" in found["not-measured"].message

    def test_another_figure_than_on_the_page_is_told(self, tmp_path: Path) -> None:
        path = tmp_path / "it.ipynb"
        cell = {
            "cell_type": "code", "execution_count": 1, "metadata": {}, "source": "print('score: 0.5')",
            "outputs": [{"output_type": "stream", "name": "stdout", "text": ["score: 0.9\n"]}],
        }  # fmt: skip
        path.write_text(json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
        (found,) = try_out(Facts(read_notebook(str(path))))
        assert found.message == "Cell 1 says 'score: 0.5' when it is run again, and the page says 'score: 0.9'."

    def test_magics_and_display_do_not_stop_it(self, tmp_path: Path) -> None:
        assert tried(tmp_path, "%matplotlib inline\ndisplay(1)", "get_ipython().run_line_magic('time', '')") == {}


class TestSplit:
    def test_a_column_that_is_the_target_is_named(self, tmp_path: Path) -> None:
        told = "table['reason'] = table['y'] * 2 + 1\nX = table.drop(columns='y')\ny = table['y']\n"
        found = tried(tmp_path, DATA, told, SPLIT_AND_SCORE)["target-correlation"]
        assert found.evidence["column"] == "reason"

    def test_how_often_the_same_answer_is_right_is_told(self, tmp_path: Path) -> None:
        rare = (
            "table['y'] = (np.arange(len(table)) % 10 == 0).astype(int)\nX = table.drop(columns='y')\ny = table['y']\n"
        )
        assert "Always saying '0' is right 90%" in tried(tmp_path, DATA, rare, SPLIT_AND_SCORE)["class-balance"].message


class TestLimits:
    def test_files_beside_the_notebook_can_be_read_and_stay_as_they_are(self, tmp_path: Path) -> None:
        (tmp_path / "data.csv").write_text("a\n1\n")
        found = tried(tmp_path, "text = open('data.csv').read()\nopen('data.csv', 'w').write('gone')\nassert text")
        assert found == {}
        assert (tmp_path / "data.csv").read_text() == "a\n1\n"
        assert sorted(one.name for one in tmp_path.iterdir()) == ["data.csv", "it.ipynb", "table.csv"]

    @pytest.mark.parametrize(
        "code",
        [
            "open('{outside}', 'w')", "import os; os.remove('{outside}')", "import os; os.system('true')",
            "import socket; socket.create_connection(('127.0.0.1', 9))", "import shutil; shutil.rmtree('{folder}')",
        ],
    )  # fmt: skip
    def test_what_would_do_harm_outside_is_refused(self, tmp_path: Path, code: str) -> None:
        outside = tmp_path / "precious" / "file.txt"
        outside.parent.mkdir()
        outside.write_text("precious")
        place = tmp_path / "notebook"
        place.mkdir()
        found = tried(place, code.format(outside=outside, folder=outside.parent))
        assert "PermissionError: a trial run may not" in found["restart-differs"].message
        assert outside.read_text() == "precious"

    def test_one_that_does_not_end_is_stopped(self, tmp_path: Path) -> None:
        found = tried(tmp_path, "while True: pass", seconds=2)
        assert "it was stopped" in found["restart-differs"].message

    def test_one_that_takes_all_memory_is_stopped(self, tmp_path: Path) -> None:
        found = tried(tmp_path, "block = bytearray(3_000_000_000)", memory=2_000_000_000)
        assert "MemoryError" in found["restart-differs"].message

    def test_a_path_of_somebody_elses_machine_is_replaced(self, tmp_path: Path) -> None:
        (tmp_path / "real.csv").write_text("a\n1\n")
        replaced = {"/Users/john/it.csv": str(tmp_path / "real.csv")}
        assert tried(tmp_path, "import pandas as pd\npd.read_csv('/Users/john/it.csv')", replaced=replaced) == {}
