"""The flights example: its charts are drawn by itself, and the page shows what a run computes."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import polars as pl
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from flights_page import IMAGES, PAGE, blocks

EXAMPLE = Path(__file__).parents[2] / "examples" / "flights"
MADE_BY_RUNS = shutil.ignore_patterns(".fairlead", "__pycache__", ".pytest_cache", "out")
NUMBER = re.compile(r"-?\d[\d,]*\.?\d*")


def numbers(text: str) -> list[float]:
    return [float(one.replace(",", "")) for one in NUMBER.findall(text)]


def test_the_page_has_its_tables_and_its_charts_in_both_themes() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert set(blocks(text)) == {"months", "volume", "policies", "age"}
    for chart in ("skill", "policies"):
        for theme in ("light", "dark"):
            assert f"../images/flights-{chart}-{theme}.svg#only-{theme}" in text
            drawn = (IMAGES / f"flights-{chart}-{theme}.svg").read_text(encoding="utf-8")
            root = ET.fromstring(drawn)
            assert root.find("{http://www.w3.org/2000/svg}title") is not None
            assert not re.search(r"href|url\(|@import|<script", drawn)  # nothing from elsewhere


def test_what_the_page_says_in_words_is_in_its_tables() -> None:
    found = blocks(PAGE.read_text(encoding="utf-8"))
    months = {line.split("|")[1].strip(): numbers(line) for line in found["months"].splitlines()[2:]}
    accuracy, gap = {name: one[2] for name, one in months.items()}, {name: one[7] for name, one in months.items()}
    assert max(accuracy, key=accuracy.get) == "Sep" == max(gap, key=gap.get)  # type: ignore[arg-type]
    assert accuracy["Sep"] == pytest.approx(0.865, abs=0.01)
    assert gap["Feb"] == pytest.approx(0.01, abs=0.005)
    assert months["Dec"][4] > months["Dec"][5]  # the model of January against one of the same volume
    share, level, low, high = numbers(found["volume"].splitlines()[-1])
    assert low < 63 < high and level == 95 and low < share < high
    policies = {
        line.split("|")[1].strip(): numbers(line.split("|", 2)[2]) for line in found["policies"].splitlines()[2:]
    }
    money = {name: one[-1] for name, one in policies.items()}
    assert min(money, key=money.get) == "oracle"  # type: ignore[arg-type]
    best = min((name for name in money if name != "oracle"), key=money.get)  # type: ignore[arg-type]
    assert best.startswith("a challenger")
    drift = {name: one[0] for name, one in policies.items() if name.startswith("PSI")}
    assert set(drift.values()) == {0.0, 15.0, 21.0}


def test_an_interval_of_the_auc_gap_is_that_of_drawn_days() -> None:
    from sklearn.metrics import roc_auc_score

    from flights.months import _auc

    draw = np.random.default_rng(2)
    truth, sure = draw.integers(0, 2, 400), np.round(draw.random(400), 2)
    weights = np.vstack([np.ones(400), draw.integers(0, 4, 400)])
    expected = [roc_auc_score(truth, sure, sample_weight=one) for one in weights]
    assert _auc(truth, sure, weights) == pytest.approx(expected)


@pytest.mark.heavy
def test_a_run_gives_the_numbers_of_the_page(tmp_path: Path) -> None:
    project = shutil.copytree(EXAMPLE, tmp_path / "flights", ignore=MADE_BY_RUNS)
    done = subprocess.run(
        [sys.executable, "-m", "fairlead", "run"], cwd=project, capture_output=True, text=True, timeout=1200
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    ran, shown = (blocks(path.read_text(encoding="utf-8")) for path in (project / "out" / "report.md", PAGE))
    assert set(ran) == set(shown)
    for name, text in shown.items():
        # Another version of scikit-learn moves the last digits; a wrong table is off by more.
        assert numbers(ran[name]) == pytest.approx(numbers(text), rel=0.01, abs=0.003), name
    assert pl.read_csv(project / "out" / "months.csv").height == 11
