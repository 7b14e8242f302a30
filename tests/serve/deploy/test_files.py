"""The unit and the Dockerfile on the pages are what their own tools take for good."""

from __future__ import annotations

import ast
import fnmatch
import getpass
import grp
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from pages import DOCS, ROOT, blocks
from served import free_port, make_project, serving

HADOLINT = ROOT / "build" / "deploy" / "bin" / "hadolint"
PLACE = "/srv/churn"


def block(page: str, info: str) -> str:
    """Return the first block of a page that has some info string."""
    return next(one.text for one in blocks(DOCS / "how-to" / page) if one.info == info)


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """Write the unit of the page, with paths and a user that are here."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd here")
    (tmp_path / ".fairlead").mkdir()
    text = block("systemd.md", "ini").replace(f"{PLACE}/.venv/bin/fairlead", f"{sys.executable} -m fairlead")
    text = re.sub(r"(?m)^User=.*", f"User={getpass.getuser()}", text)
    text = re.sub(r"(?m)^Group=.*", f"Group={grp.getgrgid(os.getgid()).gr_name}", text)
    path = tmp_path / "churn.service"
    path.write_text(text.replace(PLACE, str(tmp_path)))
    return path


def analyze(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["systemd-analyze", *words], capture_output=True, text=True, check=False)


def test_systemd_finds_nothing_in_the_unit(unit: Path) -> None:
    done = analyze("verify", "--man=no", unit)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_systemd_would_find_a_wrong_line_in_the_unit(unit: Path) -> None:
    unit.write_text(
        unit.read_text().replace("ProtectSystem=strict", "ProtectSystem=yess").replace("MemoryMax", "MemMax")
    )
    said = analyze("verify", "--man=no", unit).stderr
    assert "Failed to parse protect system value" in said
    assert "MemMax" in said


def test_the_unit_is_little_exposed(unit: Path) -> None:
    said = analyze("security", "--offline=true", "--no-pager", unit).stdout
    found = re.search(r"Overall exposure level for churn.service: ([\d.]+)", said)
    assert found, said
    assert float(found[1]) < 2.5


def test_systemd_waits_longer_than_the_server_takes_to_finish() -> None:
    from fairlead.serve.server import Draining

    text = block("systemd.md", "ini")
    linger = float(re.search(r"--linger (\d+)", text)[1])  # type: ignore[index]
    patience = float(re.search(r"(?m)^TimeoutStopSec=(\d+)", text)[1])  # type: ignore[index]
    assert patience > linger + Draining().finish


@pytest.mark.heavy
def test_hadolint_finds_nothing_in_the_dockerfile(tmp_path: Path) -> None:
    if not HADOLINT.exists():
        pytest.skip("no hadolint here: `make heavy` sets it up")
    path = tmp_path / "Dockerfile"
    path.write_text(block("docker.md", "dockerfile"))
    done = subprocess.run([HADOLINT, "--no-color", path], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")
    path.write_text("FROM python\nRUN apt-get install nginx\n")
    assert subprocess.run([HADOLINT, path], capture_output=True, check=False).returncode == 1


def test_what_the_dockerfile_copies_is_what_the_ignore_file_lets_in() -> None:
    copies = re.findall(r"(?m)^COPY (?!--from)(\S+) \S+$", block("docker.md", "dockerfile"))
    patterns = block("docker.md", "text").split()
    let_in = {one.removeprefix("!") for one in patterns if one.startswith("!")}
    assert patterns[0] == "*"
    assert let_in == set(copies)
    assert not any(fnmatch.fnmatch(".fairlead", one) for one in let_in)


@pytest.mark.heavy
def test_the_command_and_the_health_check_of_the_dockerfile_work(tmp_path: Path) -> None:
    text = block("docker.md", "dockerfile").replace("\\\n", " ")
    commands = [ast.literal_eval(one) for one in re.findall(r"CMD (\[.*\])", text)]
    check, command = commands
    assert command[:3] == ["fairlead", "serve", "churn"]
    port = free_port()
    kept = [word for word in command[3:] if word not in ("--host", "0.0.0.0")]
    place = kept.index("--port")
    del kept[place : place + 2]
    check = [sys.executable, *(word.replace(":8000", f":{port}") for word in check[1:])]
    make_project(tmp_path)
    with serving(tmp_path, *kept, "--linger", "0", port=port):
        assert subprocess.run(check, check=False).returncode == 0
    assert subprocess.run(check, capture_output=True, check=False).returncode != 0


def test_docker_waits_longer_than_the_server_takes_to_finish() -> None:
    from fairlead.serve.server import Draining

    linger = float(re.search(r'"--linger", "(\d+)"', block("docker.md", "dockerfile"))[1])  # type: ignore[index]
    commands = (DOCS / "how-to" / "docker.md").read_text()
    patience = float(re.search(r"--stop-timeout (\d+) ", commands)[1])  # type: ignore[index]
    assert patience > linger + Draining().finish
    assert shlex.split(block("docker.md", "yaml").split("terminationGracePeriodSeconds:")[1])[0] == f"{patience:.0f}"
