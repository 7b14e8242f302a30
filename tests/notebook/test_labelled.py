"""The labels say what stands in the scripts, and a run of the scripts does not contradict them."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from confusion import LABELS, SCRIPTS, Matrix, Pair, labelled_pairs, table_of

from fairlead.notebook.read import read_notebook

PAIRS = labelled_pairs(LABELS)
RULES = [json.loads(line) for line in LABELS.with_name("rules.jsonl").read_text().splitlines()]
FITS = re.compile(r"\.(fit|train|search|fit_generator|loss)\(|fit\(|train\(|loss_fn\(|cross_val|DMatrix")
ASKS = re.compile(r"\.(predict|predict_proba|decision_function|score|evaluate|forecast)\(|cross_val|net\(")


def line_of(file: str, line: int) -> str:
    return (SCRIPTS / file).read_text().splitlines()[line - 1]


def test_there_are_at_least_80_scripts_and_about_half_of_the_pairs_leak() -> None:
    leaking = [pair for pair in PAIRS if pair.overlap or pair.preprocessing or pair.refit]
    assert len({pair.file for pair in PAIRS}) >= 80
    assert 0.4 < len(leaking) / len(PAIRS) < 0.6


def test_every_script_is_labelled_once_for_pairs_and_rules() -> None:
    names = sorted(path.name for path in SCRIPTS.glob("*.py"))
    assert sorted({pair.file for pair in PAIRS}) == names
    assert sorted(row["file"] for row in RULES) == names
    assert max(Counter((pair.file, pair.train_line, pair.test_line) for pair in PAIRS).values()) == 1


def test_labelled_lines_fit_and_ask() -> None:
    wrong = [str(pair) for pair in PAIRS if not FITS.search(line_of(pair.file, pair.train_line))]
    wrong += [str(pair) for pair in PAIRS if not ASKS.search(line_of(pair.file, pair.test_line))]
    assert not wrong


def test_several_scripts_hold_both_leaking_and_clean_pairs() -> None:
    def answers(name: str) -> set[bool]:
        return {bool(pair.overlap or pair.preprocessing or pair.refit) for pair in PAIRS if pair.file == name}

    assert sum(len(answers(path.name)) == 2 for path in SCRIPTS.glob("*.py")) >= 30


@pytest.mark.parametrize("script", sorted(SCRIPTS.glob("*.py")), ids=lambda path: path.stem)
def test_script_can_be_read_whole(script: Path) -> None:
    assert [cell.problem for cell in read_notebook(script).code_cells if cell.problem] == []


def test_a_matrix_counts_what_differs() -> None:
    matrix = Matrix("preprocessing", hits=6, clean=5, misses=["a.py:1-2", "b.py:3-4"], false=["c.py:5-6"])
    assert (round(matrix.precision, 3), matrix.recall, matrix.f1) == (round(6 / 7, 3), 0.75, 0.8)
    assert table_of([("high", matrix)])[-1] == "| preprocessing | high | 6 | 2 | 1 | 5 | 0.86 | 0.75 | 0.80 |"


def test_pairs_that_were_not_localised_exactly_do_not_count(tmp_path: Path) -> None:
    row = {"file": "a.py", "train_line": 1, "test_line": 2, "overlap": 0, "preprocessing": None}
    labels = tmp_path / "labels.jsonl"
    labels.write_text("\n".join(json.dumps(row | {"localised": how}) for how in ("exact", "near-unique", "none")))
    assert labelled_pairs(labels) == [Pair("a.py", 1, 2, overlap=False, preprocessing=None, refit=False)]
