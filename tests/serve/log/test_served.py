"""What a client has an answer to is in the log, also when the server is killed in the middle of its work."""

from __future__ import annotations

import http.client
import json
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pandas
import pytest
from sklearn.linear_model import LogisticRegression

from fairlead.model import Model
from fairlead.project import Project
from fairlead.project.serving import log_folder
from fairlead.serve.log import PredictionLog, read_log

ROWS = pandas.DataFrame({"tenure": [1, 2, 3, 30, 40, 50], "charge": [70.0, 80.0, 75.0, 20.0, 30.0, 25.0]})


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "fairlead.toml").write_text("")
    project = Project.find(tmp_path, needs_pipeline=False)
    with project.open_registry() as registry:
        model = Model.fit("churn", LogisticRegression(), ROWS, ["yes"] * 3 + ["no"] * 3, seed=7)
        registry.promote("churn", registry.put(model).version, expect=None, why="first")
    return project


def start(project: Project) -> tuple[subprocess.Popen[str], int]:
    command = [sys.executable, "-m", "fairlead", "serve", "churn", "--port", "0", "--workers", "2"]
    process = subprocess.Popen(command, cwd=project.folder, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for line in process.stdout:
        found = re.search(r"http://127\.0\.0\.1:(\d+)", line)
        if found:
            return process, int(found[1])
    raise AssertionError("the server did not start")


def ask(port: int, name: str, stop: threading.Event, answered: list[str]) -> None:
    """Ask until the server is gone; note the ids that were answered."""
    number = 0
    while not stop.is_set():
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            while not stop.is_set():
                number += 1
                row = json.dumps({"tenure": number % 60, "charge": 20.5 + number % 50})
                id = f"{name}-{number}"
                connection.request("POST", "/predict", row, {"content-type": "application/json", "x-request-id": id})
                response = connection.getresponse()
                if response.status == 200 and json.loads(response.read())["id"] == id:
                    answered.append(id)
        except (OSError, http.client.HTTPException):
            time.sleep(0.01)  # its worker was killed; another one takes over


def children_of(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.mark.heavy
@pytest.mark.timeout(900)
def test_no_answer_is_lost_when_workers_and_the_server_are_killed(project: Project) -> None:
    chance = random.Random(3)
    answered: list[str] = []
    kills = 0
    for round in range(3):
        process, port = start(project)
        stop = threading.Event()
        clients = [threading.Thread(target=ask, args=(port, f"{round}-{n}", stop, answered)) for n in range(4)]
        for one in clients:
            one.start()
        for _ in range(3):
            time.sleep(chance.uniform(0.5, 2.0))
            os.kill(chance.choice(children_of(process.pid)), signal.SIGKILL)
            kills += 1
        time.sleep(chance.uniform(0.5, 2.0))
        workers = children_of(process.pid)
        process.kill()
        for pid in workers:
            os.kill(pid, signal.SIGKILL)
        kills += len(workers)
        process.wait()
        stop.set()
        for one in clients:
            one.join()
        assert process.stdout is not None
        process.stdout.close()
    folder = log_folder(project, "churn")
    PredictionLog(folder).close()
    ids = read_log(folder).select("id").collect()["id"].to_list()
    assert kills >= 12
    assert len(answered) > 500
    assert len(ids) == len(set(ids))
    assert set(answered) <= set(ids)
