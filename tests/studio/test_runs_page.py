"""Runs: started as processes of their own, shown live and afterwards, finished, cancelled."""

from __future__ import annotations

import os
import re
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

PIPELINE = '''
from pathlib import Path
import time
from fairlead import DAG, PythonOperator


def extract(marker: str):
    Path("extract.count").open("a").write("x")
    return [1, 2, 3]


def flaky(extract, marker: str):
    """Fail at the first try."""
    path = Path("flaky.count")
    path.open("a").write("x")
    if len(path.read_text()) == 1:
        raise ConnectionError("the service did not answer")
    return len(extract)


def wait(extract, marker: str):
    """Wait until the file is there."""
    while not Path(marker).exists():
        time.sleep(0.02)
    return 1


def judge(flaky):
    return {"passed": flaky > 5}


def deploy(judge):
    return 1


def last(flaky, wait):
    if Path("broken").exists():
        raise ValueError("column 'age' has 3 values below 0; expected none")
    return 1


with DAG("story", params={"marker": "go"}) as dag:
    extract = PythonOperator(extract)
    flaky = PythonOperator(flaky, retries=1, retry_delay=0.05)
    wait, judge, deploy, last = map(PythonOperator, (wait, judge, deploy, last))
    extract >> [flaky, wait] >> last
    flaky >> judge >> deploy.when(judge.passed)
'''


def write(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "fairlead.toml").write_text('[project]\nname = "story"\n[run]\nworkers = 3\n')
    (folder / "pipeline.py").write_text(PIPELINE)
    return folder


@pytest.fixture
def studio(open_studio: Any, tmp_path: Path) -> Any:
    return open_studio(write(tmp_path / "mine"))


def go(studio: Any) -> None:
    (studio.mine / "go").touch()


def finish(studio: Any, run: str) -> str:
    """Wait for the end of a run, and return its state."""
    return str(studio.events(f"/mine/runs/{run}/events")[-1][2]["state"])


def until(holds: Any, seconds: float = 60.0) -> Any:
    """Wait until something holds, and return it."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = holds()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError("it did not happen")


def stage_states(text: str) -> dict[str, str]:
    words = "succeeded|skipped|from the store|running|failed|upstream failed|pending|cancelled|retrying"
    return dict(re.findall(rf'data-stage="([^"]*)" aria-label="\S+ ({words})', text))


@pytest.fixture(scope="module")
def past(run_studio: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Any, list[str]]]:
    """A project that ran twice: with a retry and a skipped stage, then from the store."""
    place = tmp_path_factory.mktemp("runs")
    with run_studio(write(place / "mine"), place / "lesson") as studio:
        go(studio)
        runs = []
        for _ in range(2):
            runs.append(studio.post("/mine/runs", {}).json["run"])
            assert finish(studio, runs[-1]) == "succeeded"
        yield studio, runs


def test_a_past_run_shows_retries_stored_and_skipped_stages_with_their_reasons(past: Any) -> None:
    studio, (first, second) = past
    states = stage_states(studio.get(f"/mine/runs/{first}").text)
    assert states == {
        "extract": "succeeded", "flaky": "succeeded", "wait": "succeeded", "judge": "succeeded",
        "deploy": "skipped", "last": "succeeded",
    }  # fmt: skip
    words = studio.get(f"/mine/runs/{first}?stage=flaky").words
    assert "Tries 2 of up to 2" in words
    assert "ConnectionError: the service did not answer" in words, "why the first try failed"
    assert "It was skipped" in studio.get(f"/mine/runs/{first}?stage=deploy").words
    again = studio.get(f"/mine/runs/{second}?stage=extract")
    assert stage_states(again.text)["extract"] == "from the store"
    assert f"Made in run {first[-6:]}" in again.words
    assert "It did not run" in again.words


def test_the_chart_says_what_ran_side_by_side(past: Any) -> None:
    studio, (first, _) = past
    page = studio.get(f"/mine/runs/{first}?stage=wait")
    rows = re.findall(r'<li( class="is-chosen")?><a class="name [^"]*" href="([^"]*)">', page.text)
    assert len(rows) == 5, "all but the skipped one"
    assert [href for chosen, href in rows if chosen] == [f"/mine/runs/{first}?stage=wait"]
    bars = re.findall(r'<rect class="bar[^"]*" x="([\d.]+)%" y="2" width="([\d.]+)%"', page.text)
    assert len(bars) == 6, "a bar for each attempt"
    assert all(float(x) >= 0 and float(x) + float(width) <= 100.01 for x, width in bars)


def test_the_list_names_every_run_with_its_state(past: Any) -> None:
    studio, runs = past
    page = studio.get("/mine/runs")
    assert all(f'href="/mine/runs/{run}"' in page.text for run in runs)
    assert page.text.index(runs[1]) < page.text.index(runs[0]), "the latest first"
    assert "No run is in this state" in studio.get("/mine/runs?state=failed").words
    assert runs[0] in studio.get("/mine/runs?state=succeeded").text


def test_the_end_of_an_id_names_a_run(past: Any) -> None:
    studio, (first, _) = past
    answer = studio.get(f"/mine/runs/{first[-6:]}?stage=wait", follow=False)
    assert (answer.status, answer.headers["location"]) == (303, f"/mine/runs/{first}?stage=wait")


def test_a_run_that_is_not_there_is_said_to_be_none(past: Any) -> None:
    studio, _ = past
    page = studio.get("/mine/runs/20200101-000000-zzzzzz")
    assert page.status == 404
    assert "There is no run '20200101-000000-zzzzzz'" in page.words


def test_a_part_can_be_run_alone(past: Any) -> None:
    studio, (first, _) = past
    run = studio.send_form("/mine/runs", {"only": "last"}).headers["location"].rpartition("/")[2]
    assert finish(studio, run) == "succeeded"
    assert stage_states(studio.get(f"/mine/runs/{run}").text) == {
        "extract": "skipped", "judge": "skipped", "deploy": "skipped", "last": "succeeded",
        "flaky": "from the store", "wait": "from the store",
    }  # fmt: skip
    run = studio.post("/mine/runs", {"until": "flaky", "force": "1"}).json["run"]
    assert finish(studio, run) == "succeeded"
    states = stage_states(studio.get(f"/mine/runs/{run}").text)
    assert (states["extract"], states["flaky"], states["wait"]) == ("succeeded", "succeeded", "skipped")
    assert first != run


def test_parameters_of_the_form_reach_the_run(past: Any) -> None:
    studio, _ = past
    (studio.mine / "other").touch()
    run = studio.post("/mine/runs", {"params": "wait.marker=other\n", "until": "wait"}).json["run"]
    assert finish(studio, run) == "succeeded"
    page = studio.get(f"/mine/runs/{run}?stage=wait")
    assert "marker 'other'" in page.words and "wait.marker=other" in page.words
    answer = studio.post("/mine/runs", {"params": "nonsense"})
    assert answer.status == 409 and answer.json["error"]["code"] == "FL800"


def test_a_run_that_cannot_begin_says_why(past: Any) -> None:
    studio, _ = past
    run = studio.post("/mine/runs", {"only": "nothing"}).json["run"]
    assert finish(studio, run) == "failed"
    words = studio.get(f"/mine/runs/{run}").words
    assert "The run could not begin" in words and "FL104" in words and "nothing" in words


def test_a_run_is_shown_while_it_goes_on_and_can_be_cancelled(studio: Any) -> None:
    run = studio.send_form("/mine/runs").headers["location"].rpartition("/")[2]
    until(lambda: stage_states(studio.get(f"/mine/runs/{run}").text).get("judge") == "succeeded")
    page = studio.get(f"/mine/runs/{run}")
    assert stage_states(page.text)["wait"] == "running"
    assert 'data-live="yes"' in page.text and "Cancel the run" in page.words
    overview = studio.get("/mine/")
    assert "A run is going on" in overview.words
    answer = studio.send_form(f"/mine/runs/{run}/cancel")
    assert answer.status == 303
    assert finish(studio, run) == "cancelled"
    page = studio.get(f"/mine/runs/{run}")
    assert stage_states(page.text)["wait"] == "cancelled"
    assert "Resume" in page.words and 'data-live="no"' in page.text
    again = studio.send_form(f"/mine/runs/{run}/cancel", {})
    assert again.status == 409 and "FL200" in again.words


def test_a_failed_run_is_mended_and_resumed(studio: Any) -> None:
    go(studio)
    (studio.mine / "broken").touch()
    run = studio.post("/mine/runs", {}).json["run"]
    assert finish(studio, run) == "failed"
    page = studio.get(f"/mine/runs/{run}?stage=last")
    assert "Failed at last" in page.words
    assert "ValueError: column 'age' has 3 values below 0; expected none" in page.words
    assert "Traceback" in page.words, "the end of its log"
    assert "The latest run failed at last" in studio.get("/mine/").words
    (studio.mine / "broken").unlink()
    assert studio.send_form(f"/mine/runs/{run}/resume").headers["location"] == f"/mine/runs/{run}"
    assert 'data-live="yes"' in studio.get(f"/mine/runs/{run}").text, (
        "although its row says failed until it is taken up"
    )
    assert finish(studio, run) == "succeeded"
    assert (studio.mine / "extract.count").read_text() == "x", "what was done stays done"
    answer = studio.post(f"/mine/runs/{run}/resume", {})
    assert answer.status == 409 and answer.json["error"]["code"] == "FL202"


def test_a_run_goes_on_when_the_studio_is_closed(run_studio: Any, tmp_path: Path) -> None:
    home = write(tmp_path / "mine")
    with run_studio(home, tmp_path / "lesson") as studio:
        run = studio.post("/mine/runs", {}).json["run"]
        until(lambda: stage_states(studio.get(f"/mine/runs/{run}").text).get("wait") == "running")
    (home / "go").touch()
    with run_studio(home, tmp_path / "lesson") as studio:
        assert finish(studio, run) == "succeeded"


def test_a_run_is_a_process_of_its_own_session(studio: Any) -> None:
    run = studio.post("/mine/runs", {}).json["run"]
    until(lambda: stage_states(studio.get(f"/mine/runs/{run}").text).get("wait") == "running")
    from fairlead.project.settings import Project

    with Project.find(studio.mine).open_store() as store:
        owner = store.runs.get(run)["owner"]
    assert owner["pid"] != os.getpid()
    assert os.getsid(owner["pid"]) != os.getsid(0), "Ctrl-C in the terminal of the studio does not reach it"
    os.kill(owner["pid"], signal.SIGKILL)
    assert until(lambda: "interrupted" if "Cut off" in studio.get(f"/mine/runs/{run}").words else "")
    go(studio)
    studio.post(f"/mine/runs/{run}/resume", {})
    assert finish(studio, run) == "succeeded"


def test_a_resume_that_cannot_begin_says_why(studio: Any) -> None:
    go(studio)
    (studio.mine / "broken").touch()
    run = studio.post("/mine/runs", {}).json["run"]
    assert finish(studio, run) == "failed"
    text = (studio.mine / "pipeline.py").read_text()
    (studio.mine / "pipeline.py").write_text(text.replace("with DAG", "1 / 0\nwith DAG"))
    studio.post(f"/mine/runs/{run}/resume", {})
    assert finish(studio, run) == "failed"
    words = studio.get(f"/mine/runs/{run}").words
    assert "It could not be taken up again" in words and "division by zero" in words


def test_every_tab_is_told_every_event_in_order_and_one_thread_reads_for_all(studio: Any) -> None:
    run = studio.post("/mine/runs", {}).json["run"]
    heard: list[list[Any]] = [[] for _ in range(12)]
    threads = [
        threading.Thread(target=lambda n=n: heard[n].extend(studio.events(f"/mine/runs/{run}/events")))
        for n in range(len(heard))
    ]
    for one in threads:
        one.start()
    until(lambda: stage_states(studio.get(f"/mine/runs/{run}").text).get("wait") == "running")
    tails = [one for one in threading.enumerate() if one.name == f"tail-{run}"]
    assert len(tails) == 1
    go(studio)
    for one in threads:
        one.join(60)
    numbers = [number for number, name, _ in heard[0] if name == "step"]
    assert numbers == list(range(1, len(numbers) + 1))
    assert all(one == heard[0] for one in heard)
    kinds = [(data["kind"], data["stage"]) for _, name, data in heard[0] if name == "step"]
    assert kinds.index(("task_started", "flaky")) < kinds.index(("task_retrying", "flaky"))
    assert kinds.index(("task_started", "last")) < kinds.index(("task_succeeded", "last"))
    assert heard[0][-1][1:] == ("end", {"state": "succeeded"})
    until(lambda: not [one for one in threading.enumerate() if one.name == f"tail-{run}"])


def test_who_comes_back_is_told_only_what_is_new(past: Any) -> None:
    studio, (first, _) = past
    everything = studio.events(f"/mine/runs/{first}/events")
    missed = studio.events(f"/mine/runs/{first}/events", after="4")
    assert missed == everything[4:] and missed[0][0] == 5
    assert studio.events(f"/mine/runs/{first}/events?after=4") == missed
    assert studio.events(f"/mine/runs/{first}/events", after="nonsense") == everything


def test_a_script_gets_the_parts_of_a_screen(past: Any) -> None:
    studio, (first, _) = past
    found = studio.get(f"/mine/runs/{first}/part?stage=flaky").json
    assert set(found) == {"verdict", "graph", "gantt", "stages", "detail", "state"}
    assert found["state"] == "succeeded"
    assert 'data-stage="flaky"' in found["graph"] and "Succeeded in" in found["verdict"]
    assert "/mine/pipeline?stage=wait" in studio.get(f"/mine/runs/{first}/part?base=pipeline").json["graph"]


MAPPED = """
from fairlead import DAG, PythonOperator


def names():
    return ["a", "b", "c"]


def read(name):
    print("read", name)
    if name == "b":
        raise ValueError("nothing in b")
    return [1]


with DAG("mapped") as dag:
    names = PythonOperator(names)
    read = PythonOperator(read).map(name=names)
"""


def test_a_stage_that_runs_once_for_each_item_shows_its_parts(open_studio: Any, tmp_path: Path) -> None:
    home = write(tmp_path / "mine")
    (home / "pipeline.py").write_text(MAPPED)
    studio = open_studio(home)
    run = studio.post("/mine/runs", {}).json["run"]
    assert finish(studio, run) == "failed"
    page = studio.get(f"/mine/runs/{run}?stage=read")
    assert "3 parts" in page.words and "once for each item" in page.words
    assert "nothing in b" in page.words, "the log of the part that failed"
    assert "read[1] : ValueError: nothing in b" in page.words, "in the verdict"
    assert f'href="/mine/runs/{run}?stage=read"' in page.text
    assert "stage=read%5B" not in page.text, "a part is shown with the whole of it"
