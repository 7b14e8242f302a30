"""The pipeline page: what stands in the file, drawn; one stage in full; a graph of 500 stages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

PIPELINE = '''"""Four stages."""

from fairlead import DAG, PythonOperator


def extract() -> list[int]:
    """Read three numbers."""
    print("read <b>3</b> numbers")
    return [1, 2, 3]


def double(extract: list[int], factor: int = 2) -> list[int]:
    return [factor * one for one in extract]


def evaluate(extract: list[int]) -> dict:
    return {"passed": False}


def deploy(double: list[int]) -> int:
    """Put it into use."""
    return sum(double)


with DAG("numbers") as dag:
    extract = PythonOperator(extract, retries=2)
    double, evaluate = PythonOperator(double, timeout=60), PythonOperator(evaluate)
    deploy = PythonOperator(deploy, effect=True, idempotency_key="{run_id}")
    extract >> [double, evaluate]
    [double, evaluate] >> deploy.when(evaluate.passed)
'''
BIG = """
from fairlead import DAG, PythonOperator

def work(up=None):
    return 1

with DAG("big") as dag:
    before = []
    for number in range(500):
        task = PythonOperator(work, task_id=f"stage_{number:03d}")
        if number >= 25:
            before[number - 25] >> task
            before[(number - 25) // 2] >> task
        before.append(task)
"""


def write(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "fairlead.toml").write_text('[project]\nname = "mine"\n[run]\nworkers = 2\n')
    (folder / "pipeline.py").write_text(text)
    return folder


@pytest.fixture(scope="module")
def studio(run_studio: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A project that has not run, in a studio for all tests of this file."""
    place = tmp_path_factory.mktemp("pipeline")
    with run_studio(write(place / "mine", PIPELINE), place / "lesson") as made:
        yield made


def stages(text: str) -> dict[str, str]:
    """The stages of the drawing, with the class that says how each stands."""
    found = re.findall(r'<a class="(stage [^"]*)" href="[^"]*" data-stage="([^"]*)"', text)
    return {name: kinds for kinds, name in found}


def test_a_pipeline_that_has_not_run_is_drawn_with_the_button_that_runs_it(studio: Any) -> None:
    page = studio.get("/mine/pipeline")
    assert page.status == 200
    assert "This pipeline has not run yet" in page.words
    assert set(stages(page.text)) == {"extract", "double", "evaluate", "deploy"}
    assert "conditional" in stages(page.text)["deploy"]
    assert re.search(r'<form method="post" action="/mine/runs".*?<span>Run</span>', page.text, re.DOTALL)


def test_the_definition_is_the_file_itself(studio: Any) -> None:
    def lines(text: str) -> str:
        code = re.search(r'<pre class="code.*?</pre>', text, re.DOTALL)
        assert code is not None
        import html

        return html.unescape(re.sub(r"<[^>]+>", "", code[0]))

    assert "extract >> [double, evaluate]" in lines(studio.get("/mine/pipeline").text)
    path = studio.mine / "pipeline.py"
    before = path.read_text()
    try:
        path.write_text(before + "# a line that was added just now\n")
        assert "# a line that was added just now" in lines(studio.get("/mine/pipeline").text)
    finally:
        path.write_text(before)


def test_the_lines_that_name_the_chosen_stage_are_marked(studio: Any) -> None:
    from fairlead.studio.pages.pipeline import lines_about

    marked = lines_about(PIPELINE, "deploy")
    shown = [PIPELINE.splitlines()[number - 1].strip() for number in sorted(marked)]
    assert shown[0].startswith("def deploy(") and shown[-1].endswith("deploy.when(evaluate.passed)")
    assert "is-marked" in studio.get("/mine/pipeline?stage=deploy").text
    assert "is-marked" not in studio.get("/mine/pipeline").text


def test_a_stage_says_what_it_does_and_what_to_watch_for(studio: Any) -> None:
    page = studio.get("/mine/pipeline?stage=deploy")
    assert 'data-stage="deploy" aria-label="deploy not run, if its condition holds" aria-current="true"' in page.text
    for words in ("Put it into use.", "only if evaluate.passed holds", "changes something outside", "no time limit"):
        assert words in page.words
    page = studio.get("/mine/pipeline?stage=double")
    assert "stopped after 1 min 00 s" in page.words
    assert "factor * one" in page.words, "its code"
    assert "tried again up to 2 times" in studio.get("/mine/pipeline?stage=extract").words


def test_a_stage_that_is_not_there_chooses_nothing(studio: Any) -> None:
    page = studio.get("/mine/pipeline?stage=nothing")
    assert page.status == 200
    assert "aria-current" not in re.sub(r"<nav.*?</nav>", "", page.text, flags=re.DOTALL)


def test_what_a_stage_printed_is_text_and_not_markup(open_studio: Any, tmp_path: Path) -> None:
    studio = open_studio(write(tmp_path / "mine", PIPELINE))
    run = studio.post("/mine/runs", {}).json["run"]
    assert studio.events(f"/mine/runs/{run}/events")[-1][1:] == ("end", {"state": "succeeded"})
    page = studio.get("/mine/pipeline?stage=extract")
    assert "read &lt;b&gt;3&lt;/b&gt; numbers" in page.text
    assert stages(page.text)["deploy"].startswith("stage is-skipped")
    words = studio.get("/mine/pipeline?stage=deploy").words
    assert "was skipped" in words and "evaluate.passed" in words, "with the reason"


def test_a_file_that_cannot_be_loaded_is_shown_with_its_error(open_studio: Any, tmp_path: Path) -> None:
    studio = open_studio(write(tmp_path / "mine", "from fairlead import DAG\nx = 1 +\n"))
    page = studio.get("/mine/pipeline")
    assert page.status == 200
    assert "The pipeline cannot be loaded: FL101" in page.words
    assert "pipeline.py" in page.words and "x = 1 +" in page.words


def test_without_a_pipeline_the_page_says_how_to_make_one(open_studio: Any) -> None:
    page = open_studio().get("/mine/pipeline")
    assert page.status == 404
    assert "There is no project here" in page.words and "fairlead init" in page.words


def test_a_graph_of_500_stages_is_drawn_whole_and_small(open_studio: Any, tmp_path: Path) -> None:
    studio = open_studio(write(tmp_path / "mine", BIG))
    page = studio.get("/mine/pipeline")
    assert len(stages(page.text)) == 500
    places = re.findall(r'<rect class="box" x="(\d+)" y="(\d+)" width="(\d+)" height="(\d+)"', page.text)
    boxes = sorted({tuple(map(int, one)) for one in places})
    assert len(boxes) == 500, "each has a place of its own"
    columns: dict[int, list[int]] = {}
    for x, y, _, _ in boxes:
        columns.setdefault(x, []).append(y)
    pairs = [pair for ys in columns.values() for pair in pairwise(sorted(ys))]
    assert all(below - above >= boxes[0][3] for above, below in pairs), "none covers another"
    import gzip

    assert len(gzip.compress(page.text.encode())) < 100_000, "bytes on the wire"


def test_of_a_large_graph_a_part_can_be_looked_at_and_a_stage_found(open_studio: Any, tmp_path: Path) -> None:
    studio = open_studio(write(tmp_path / "mine", BIG))
    part = studio.get("/mine/pipeline?stage=stage_060&around=1")
    shown = stages(part.text)
    assert "stage_060" in shown and "stage_035" in shown and len(shown) < 200
    assert "dim" in stages(studio.get("/mine/pipeline?stage=stage_060").text)["stage_061"]
    table = re.search(r"<tbody>.*?</tbody>", studio.get("/mine/pipeline?find=stage_49").text, re.DOTALL)
    assert table is not None
    assert re.findall(r"data-stage-link>(\w+)<", table[0]) == [f"stage_{n}" for n in range(490, 500)]


def test_the_churn_example_stands_beside_the_own_project(studio: Any) -> None:
    page = studio.get("/churn/pipeline?stage=deploy")
    assert page.status == 200
    assert {"extract", "validate", "transform", "load", "train", "evaluate", "deploy"} <= set(stages(page.text))
    assert "evaluate.passed" in page.words
    assert (studio.lesson / "fairlead.toml").is_file(), "copied when it was first asked for"
