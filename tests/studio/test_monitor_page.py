"""The monitor's page shows a year that was really simulated, and a model in production as it is."""

from __future__ import annotations

import re
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

YEAR = textwrap.dedent(
    """
    import numpy
    import polars
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    from fairlead.monitor import Drift, Simulator


    def year(seed):
        draw = numpy.random.default_rng(seed)
        table = polars.DataFrame({"age": draw.uniform(0, 60, 3000), "bill": draw.normal(50, 10, 3000)})
        left = draw.random(3000) < 1 / (1 + numpy.exp((table["age"].to_numpy() - 25) / 5))
        simulator = Simulator(make_pipeline(StandardScaler(), LogisticRegression()), table, left, rows=400)
        changes = (
            Drift("sudden", "concept", rule="age < 20", strength=0.8),
            Drift("sudden", "broken", column="age", strength=100.0),
        )
        return simulator, changes
    """
)
SETTINGS = """
[project]
name = "shop"

[monitor]
simulate = "years.py:year"
cost = { error = 50, retrain = 20, currency = "dollars" }
"""
ALL_YEARS = 11


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project whose years are simulated once for all tests here, in this process."""
    from fairlead.project.settings import Project
    from fairlead.project.simulating.work import compute

    home = tmp_path_factory.mktemp("shop")
    (home / "fairlead.toml").write_text(SETTINGS)
    (home / "years.py").write_text(YEAR)
    compute(Project.find(home, needs_pipeline=False))
    return home


@pytest.fixture(autouse=True)
def no_process_is_left() -> Iterator[None]:
    from fairlead.project.simulating.work import stop_work

    yield
    stop_work()


OpenStudio = Callable[..., Any]
SUDDEN = "/mine/monitor?view=year&pattern=sudden&mechanism=concept"


def row(page: str, name: str) -> list[str]:
    """Return the cells of a row of a table, by the name at its head."""
    found = re.search(rf'<th scope="row">{re.escape(name)}</th>(.*?)</tr>', page, re.DOTALL)
    assert found is not None, name
    return re.findall(r'<td class="n">(.*?)</td>', found[1])


def test_a_year_that_is_not_there_yet_is_computed_by_a_process_beside_the_page(
    tmp_path: Path, open_studio: OpenStudio
) -> None:
    from fairlead.project.simulating import work

    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "fairlead.toml").write_text(SETTINGS)
    (tmp_path / "mine" / "years.py").write_text(YEAR)
    studio = open_studio()
    first = studio.get(SUDDEN)
    assert first.status == 200
    assert "The models of this year are being trained" in first.words
    assert f"0 of {ALL_YEARS} years" in first.words or "0 of 21 years" in first.words
    end = time.monotonic() + 120
    while "being trained" in (words := studio.get(SUDDEN).words):
        assert time.monotonic() < end
        time.sleep(0.2)
    assert "Left alone, the model is below the threshold in 8 months of 12" in words
    (process,) = [one for folder, one in work._running.items() if folder.startswith(str(tmp_path))]
    assert process.wait(120) == 0
    kept = {path.stem for path in (tmp_path / "mine" / ".fairlead" / "simulation").rglob("*-*.json")}
    assert len(kept) == ALL_YEARS


def test_the_threshold_comes_from_the_measured_start(shop: Path, open_studio: OpenStudio) -> None:
    from fairlead.project.settings import Project
    from fairlead.project.simulating.years import shelf_of

    studio = open_studio(mine=shop)
    shelf = shelf_of(Project.find(shop, needs_pipeline=False))
    assert shelf is not None
    year = shelf.year(("sudden", "concept"))
    assert year is not None
    start = year.matrix.scores[0, 1]["accuracy"]
    words = studio.get(SUDDEN).words
    assert f"Accuracy is {start * 100:.1f} % in month 1" in words
    assert f"threshold of {(start - 0.05) * 100:.1f} %" in words
    assert "simulated on 400 rows a month, LogisticRegression" in words


def test_training_once_helps_from_its_month_on(shop: Path, open_studio: OpenStudio) -> None:
    page = open_studio(mine=shop).get(f"{SUDDEN}&month=8").text
    scores = {}
    for month in range(1, 13):
        change, never, once = (float(re.sub(r" %.*", "", cell, flags=re.DOTALL)) for cell in row(page, str(month)))
        scores[month] = never, once
        assert change == (100 if month >= 5 else 0)
    assert all(scores[month][0] == scores[month][1] for month in range(1, 8))
    assert all(scores[month][1] > scores[month][0] + 5 for month in range(8, 13))
    assert "trained before month 8" in page


@pytest.mark.parametrize("pattern", ["gradual", "incremental", "none", "recurring", "seasonal", "sudden"])
def test_every_pattern_has_its_year(shop: Path, open_studio: OpenStudio, pattern: str) -> None:
    words = open_studio(mine=shop).get(f"/mine/monitor?view=year&pattern={pattern}").words
    assert ("no drift" if pattern == "none" else f"{pattern} concept drift (age < 20)") in words


def test_what_was_measured_is_hidden_until_somebody_has_guessed(shop: Path, open_studio: OpenStudio) -> None:
    studio = open_studio(mine=shop)
    before = studio.get(SUDDEN)
    assert "Outcomes needed" not in before.text
    assert "Which of these would be the cheapest" in before.words
    right = studio.get(f"{SUDDEN}&guess=performance").words
    wrong = studio.get(f"{SUDDEN}&guess=drift").words
    assert "Right: performance-based was the cheapest of the four." in right
    assert "Not this time: performance-based was cheaper than drift-based." in wrong
    assert "The drift-based strategy never fired" in wrong


def test_each_strategy_has_its_outcome_and_the_replay_its_money(shop: Path, open_studio: OpenStudio) -> None:
    page = open_studio(mine=shop).get(f"{SUDDEN}&guess=none&strategy=time")
    for words in ("Time-based", "Performance-based", "Drift-based", "Best suited", "Airflow", "Evidently"):
        assert words in page.words
    found = {}
    for name in ("Never train", "Time-based", "Always: every month", "Oracle: knows the year"):
        _, below, trainings, outcomes, wrong, money, against = (cell.replace(",", "") for cell in row(page.text, name))
        found[name] = int(money)
        assert int(money) == int(wrong) * 50 + int(trainings) * 20
        assert int(against) == int(money) - found["Never train"] if name != "Never train" else against == "0"
        assert (int(trainings), int(outcomes), int(below)) >= (0, 0, 0)
    assert found["Oracle: knows the year"] <= min(found.values())
    assert row(page.text, "Time-based")[2] == "3"
    assert '<details class="card strategy" id="strategy-time" data-strategy="time" open>' in page.text


def test_the_triage_names_a_cause_that_was_made(shop: Path, open_studio: OpenStudio) -> None:
    studio = open_studio(mine=shop)
    assert "Cause:" not in studio.get(SUDDEN).words
    found = re.search(
        r"Accuracy went from [0-9.]+ % to [0-9.]+ %[.] Cause: (.*?)[.]", studio.get(f"{SUDDEN}&triage=7").words
    )
    assert found is not None
    assert found[1] in ("base rate", "concept")  # most of the young stay now, so that both have changed
    broken = studio.get("/mine/monitor?view=year&pattern=sudden&mechanism=broken&triage=7").words
    assert "Cause: data. Mend the data" in broken
    assert "are out of the range that the reference has" in broken
    quiet = studio.get("/mine/monitor?view=year&pattern=none").text
    month = re.search(r'<select id="triage-month" name="triage"><option value="(\d+)"', quiet)
    assert month is not None
    assert "Cause: none." in studio.get(f"/mine/monitor?view=year&pattern=none&triage={month[1]}").words


@pytest.mark.parametrize(
    "odd", ["month=99", "month=x", "pattern=%3Cb%3E", "strategy=odd", "guess=odd", "triage=1", "part=odd"]
)
def test_an_odd_address_shows_the_page(shop: Path, open_studio: OpenStudio, odd: str) -> None:
    answer = open_studio(mine=shop).get(f"/mine/monitor?view=year&{odd}")
    assert answer.status == 200
    assert "<b>" not in answer.text.replace("<body", "")


def test_a_part_is_the_chart_alone_and_small(shop: Path, open_studio: OpenStudio) -> None:
    part = open_studio(mine=shop).get(f"{SUDDEN}&month=8&part=chart").text
    assert part.lstrip().startswith("<section")
    assert "trained before month 8" in part
    assert len(part) < 20_000
    assert " style=" not in part


def test_a_function_that_fails_is_told_and_can_be_tried_again(tmp_path: Path, open_studio: OpenStudio) -> None:
    home = tmp_path / "mine"
    home.mkdir()
    (home / "fairlead.toml").write_text(SETTINGS)
    (home / "years.py").write_text("def year():\n    raise OSError('no rows today')\n")
    studio = open_studio(mine=home)
    end = time.monotonic() + 60
    while "no rows today" not in (answer := studio.get(SUDDEN)).words:
        assert time.monotonic() < end
        time.sleep(0.1)
    assert "The year cannot be simulated" in answer.words
    assert "Try again" in answer.words
    (home / "years.py").write_text(YEAR)
    assert studio.send_form("/mine/monitor/retry", {"pattern": "sudden", "mechanism": "concept"}).status == 303
    assert "being trained" in studio.get(SUDDEN).words


def test_an_empty_folder_a_project_without_a_model_and_one_without_batches_say_what_to_do(
    tmp_path: Path, open_studio: OpenStudio
) -> None:
    studio = open_studio()
    assert "fairlead init" in studio.get("/mine/monitor").words
    (tmp_path / "mine" / "fairlead.toml").write_text('[project]\nname = "shop"\n')
    page = studio.get("/mine/monitor").words
    assert "There is no model to watch yet" in page
    assert "fairlead run" in page
    assert "fairlead replay TABLE --time COLUMN --target COLUMN" in page
    put_model(tmp_path / "mine")
    page = studio.get("/mine/monitor").words
    assert "Nothing is known of shop in production yet" in page
    assert "fairlead monitor add TABLE --batch 2024-03 --ask" in page


def customers(count: int, seed: int, *, moved: float = 0.0) -> Any:
    import numpy
    import polars

    draw = numpy.random.default_rng(seed)
    age = draw.uniform(0, 60, count) + moved
    left = draw.random(count) < 1 / (1 + numpy.exp((age - 25) / 5))
    return polars.DataFrame({"age": age, "bill": draw.normal(50, 10, count), "left": left.astype(int)})


def put_model(home: Path) -> Any:
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    from fairlead.model import Model
    from fairlead.project import Project

    table = customers(1500, 1)
    model = Model.fit(
        "shop", make_pipeline(StandardScaler(), LogisticRegression()), table.drop("left"), table["left"],
        seed=7, metrics={"roc_auc": 0.95, "accuracy": 0.9},
    )  # fmt: skip
    project = Project.find(home, needs_pipeline=False)
    with project.open_registry(actor="ada") as registry:
        registry.put(model)
        registry.promote("shop", 1, expect=None, why="first")
    return project


def test_a_watched_model_shows_its_real_batches_drift_looks_and_replay(tmp_path: Path, open_studio: OpenStudio) -> None:
    from fairlead.project.monitoring.table_batches import Columns
    from fairlead.project.monitoring.watch import add_table, watch_model

    home = tmp_path / "mine"
    home.mkdir()
    (home / "fairlead.toml").write_text('[project]\nname = "shop"\n[monitor]\npolicy = "below roc_auc target - 0.05"\n')
    project = put_model(home)
    for month, moved in (("2024-01", 0.0), ("2024-02", 0.0), ("2024-03", 25.0)):
        columns = Columns(batch=month, outcome="left", asks=True)
        add_table(project, customers(600, int(month[-2:]), moved=moved), "table", columns)
    look = watch_model(project).look
    assert look is not None
    page = open_studio(mine=home).get("/mine/monitor")
    words = page.words
    assert f"shop: {look.verdict.word}" in words
    assert look.verdict.sentence in words
    for month in ("2024-01", "2024-02", "2024-03"):
        assert f"batch={month}" in page.text
    measured = look.standing.score
    assert measured is not None
    assert str(measured.main) in words
    assert f"{look.standing.drift['age']:.3f}" in words
    assert "has drifted" in words
    assert "measured on 600 rows of 2024-03" in words
    earlier = open_studio(mine=home).get("/mine/monitor?batch=2024-01").words
    assert "Monitor: batch 2024-01" in earlier
    unknown = open_studio(mine=home).get("/mine/monitor?batch=1999-01")
    assert (unknown.status, "1999-01" in unknown.words) == (409, True)


def test_a_page_looks_and_changes_nothing(tmp_path: Path, open_studio: OpenStudio) -> None:
    home = tmp_path / "mine"
    home.mkdir()
    (home / "fairlead.toml").write_text("")
    project = put_model(home)
    open_studio(mine=home).get("/mine/monitor")
    with project.open_store() as store:
        assert store.monitoring.looks("shop") == []
        assert store.monitoring.target("shop") is None


def test_the_last_replay_is_shown(tmp_path: Path, open_studio: OpenStudio) -> None:
    import datetime

    import polars

    from fairlead.project.replaying import History, replay_history

    home = tmp_path / "mine"
    home.mkdir()
    (home / "fairlead.toml").write_text("")
    (home / "recipe.py").write_text(
        "from sklearn.linear_model import LogisticRegression\nRECIPE = LogisticRegression()\n"
    )
    project = put_model(home)
    months = [datetime.date(2023, month, 1) for month in range(1, 6)]
    table = polars.concat([customers(200, month.month).with_columns(polars.lit(month).alias("at")) for month in months])
    table.write_parquet(home / "past.parquet")
    history = History(
        table=str(home / "past.parquet"), time="at", target="left", recipe="recipe.py:RECIPE", policies=("every 2",),
        error_cost=10, retrain_cost=5, currency="EUR", control=False,
    )  # fmt: skip
    report = replay_history(history, project, processes=1)
    words = open_studio(mine=home).get("/mine/monitor").words
    assert report.verdict.message in words
    assert "past.parquet, 4 periods" in words or "past.parquet" in words
    assert "measured on 1,000 rows" in words
    assert f"{report.never.money:,.0f}" in words
