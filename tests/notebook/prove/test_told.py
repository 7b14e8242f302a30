"""What a person reads of a proof: in the terminal, on the page, and as JSON from the command."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from test_proofs import PIPELINE, project

from fairlead.cli.prove_text import lines_of, stale_lines
from fairlead.cli.screen import Screen
from fairlead.notebook.prove.page import html_page
from fairlead.notebook.prove.proof import Change, Proof, Row, verdict_of

SAME = Row("extract", "value", "df", 2, "same")
DIFFERENT = Row("train", "value", "model", 4, "different", ".coef_[0, 2]", "0.5", "0.25", 0.5)
CLOSE = Row("train", "value", "loss", 4, "close", "", "0.1", "0.10000000000000002", 1.4e-16)
UNSTABLE = Row("split", "value", "X", 3, "different", "[0]", "1", "2", repeats="different", again=("[0]", "1", "3"))
PARTLY = Row("train", "value", "search", 5, "partly", uncompared=((".refit_time_", "seconds that something took"),))
UNKNOWN = Row("train", "value", "lock", 5, "unknown", uncompared=(("", "_thread.lock: it cannot be pickled"),))
ABOUT = {
    "python": "3.12.1",
    "machine": "linux x86_64",
    "threads": 1,
    "packages": {"numpy": "2.1"},
    "code": {"p.py": "ab"},
}


def proof(*rows: Row, **more: Any) -> Proof:
    made = Proof(
        verdict_of(rows), "none", rows, identity=ABOUT, runs={"notebook 1": 2.5, "pipeline": 1.0}, notebook="n.ipynb"
    )
    return replace(made, **more)


def told(made: Proof, **options: Any) -> str:
    return "\n".join(lines_of(Screen(), made, Path("churn"), **options))


def test_the_verdict_stands_first() -> None:
    lines = told(proof(SAME, DIFFERENT)).split("\n")
    assert lines[:3] == [
        "✗ The pipeline computes something else than the notebook.",
        "  2 results: 1 same to the bit, 1 different.",
        "  First: task train, model (cell 4), .coef_[0, 2]: notebook 0.5, pipeline 0.25.",
    ]
    assert told(proof(SAME)).startswith("✓ The pipeline computes what the notebook computes, to the last bit.")


def test_what_is_close_is_not_called_the_same() -> None:
    text = told(proof(SAME, CLOSE))
    assert text.startswith("✓ The pipeline computes what the notebook computes, within tolerance.")
    assert "1 within tolerance" in text
    assert "(1.4e-16 apart)" in text


def test_a_notebook_that_does_not_repeat_itself_never_passes() -> None:
    made = proof(SAME, UNSTABLE)
    assert not made.is_proved
    text = told(made)
    assert text.startswith(
        "✗ The notebook does not repeat itself: run again, it gives other results. Nothing is proved."
    )
    assert "  First: task split, X (cell 3), [0]: once 1, then 3." in text


@pytest.mark.parametrize("row", [UNKNOWN, replace(SAME, outcome="unknown")])
def test_what_cannot_be_compared_alone_proves_nothing(row: Row) -> None:
    assert proof(row).verdict == "nothing compared"
    assert not proof(row).is_proved


def test_what_cannot_be_compared_is_listed() -> None:
    text = told(proof(SAME, PARTLY, UNKNOWN, left_out=((7, "12 rows", "display only"),)))
    assert "1 same to the bit, 1 same in what can be compared, 1 not compared, 3 things were not compared." in text
    assert "Not compared: 3" in text
    assert "  task train: search, .refit_time_: seconds that something took" in text
    assert "  task train: lock: _thread.lock: it cannot be pickled" in text
    assert "  cell 7: 12 rows: display only" in text


def test_many_results_are_cut_to_those_that_are_not_the_same() -> None:
    many = proof(*(replace(SAME, name=f"x{n}") for n in range(40)), DIFFERENT)
    assert "… and 40 results that are the same to the bit (--all shows them)" in told(many)
    assert "x7" not in told(many)
    assert "x7" in told(many, every=True)


def test_what_mending_changed_stands_apart() -> None:
    fixes = ({"rule": "preprocess-before-split", "cell": 4, "line": 1, "message": "the scaler learns after the split"},)
    changes = (Change(9, "accuracy", "0.95", "0.78"), Change(9, "took", "1.2", "1.3", repeats=False))
    text = told(proof(SAME, fixes=fixes, changes=changes))
    assert "  accuracy: reported 0.95 -> honest 0.78   cell 9\n" in text
    assert "  took: reported 1.2 -> honest 1.3   cell 9   (does not repeat itself)\n" in text
    assert "  mended: the scaler learns after the split (preprocess-before-split, cell 4)" in text
    assert "none: no result that the notebook says is another one" in told(proof(SAME, fixes=fixes))


def test_a_proof_says_which_random_numbers_it_is_about() -> None:
    assert "Random numbers: exact: the random state travels along" in told(proof(SAME, mode="exact"))
    assert "Random numbers: parallel: every task that draws" in told(proof(SAME, mode="parallel"))
    assert "execution counts" in told(proof(SAME, order="recorded"))


def test_a_stale_proof_says_why() -> None:
    text = "\n".join(stale_lines(Screen(), proof(SAME), ["The data has changed: ../people.csv"]))
    assert text.startswith("✗ The proof no longer holds")
    assert "  The data has changed: ../people.csv" in text


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.seen.add(tag)
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_whole_and_shows_no_code_as_markup() -> None:
    evil = replace(DIFFERENT, name="<script>x</script>", notebook="<b>", uncompared=(("<i>", "<u>"),))
    made = proof(
        SAME, CLOSE, UNSTABLE, evil, fixes=({"rule": "r", "cell": 1, "message": "<em>"},), only_pipeline=("<x>",)
    )
    page = html_page(replace(made, changes=(Change(1, "<s>", "1", "2"),), left_out=((1, "<q>", "why"),)))
    tags = Tags()
    tags.feed(page)
    assert tags.open == []
    assert tags.seen.isdisjoint({"script", "b", "i", "u", "em", "s", "q", "x"})
    assert "&lt;script&gt;" in page


def run(*words: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "fairlead", "prove", *map(str, words)], cwd=cwd, capture_output=True, text=True
    )


@pytest.mark.heavy
def test_the_command(tmp_path: Path) -> None:
    folder = project(tmp_path)
    done = run("--html", tmp_path / "page.html", cwd=folder)
    assert done.returncode == 0
    assert done.stdout.startswith("✓ ")
    assert [line.split("  ")[1] for line in done.stderr.splitlines()] == [
        "notebook 1/3",
        "notebook 2/3",
        "notebook 3/3",
        "pipeline",
    ]
    assert (tmp_path / "page.html").read_text() == (folder / "proof/proof.html").read_text()
    assert run("--check", cwd=folder).returncode == 0
    (folder / "pipeline.py").write_text(PIPELINE.replace("/ len(pay)", "/ (len(pay) + 1)"))
    stale = run("--check", "--json", cwd=folder)
    assert (stale.returncode, json.loads(stale.stdout)["stale"]) == (1, ["The code has changed: pipeline.py"])
    done = run("--json", cwd=folder)
    document = json.loads(done.stdout)
    assert (done.returncode, document["proved"], document["verdict"]) == (1, False, "differs")
    nowhere = run(cwd=tmp_path)
    assert nowhere.returncode == 2
    assert "FL660" in nowhere.stderr
