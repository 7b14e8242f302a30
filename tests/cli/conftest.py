"""The real command line, in processes of its own, on real projects in temporary folders."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from fairlead.cli.documents import run_document
from fairlead.cli.edge import perform
from fairlead.project import Project

GOLDEN = Path(__file__).parent / "golden"
HEADER = "import time\nfrom fairlead import DAG, PythonOperator\n"
VARYING = {
    r"\d{8}-\d{6}-[2-9a-z]{6}": "RUN",
    r"(fairlead (?:logs|resume|show|explain) )[2-9a-hj-z]{6}\b": r"\1RUN",
    r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d": "DATE TIME",
    r"\b\d\d:\d\d:\d\d\b": "TIME",
    r" *\b\d+(\.\d+)? m?s\b": " TOOK",
    r"\b[0-9a-f]{12}\b": "DIGEST",
    r"│[█▒▚░· ]*│": "│BAR│",
    r" +0 +TOOK": " 0 TOOK",
}
"""What differs from run to run, and what stands for it in a golden text."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Read what was printed as the one document it has to be."""
        return json.loads(self.out)

    @property
    def text(self) -> str:
        """Return everything, for a test that does not care where it was printed."""
        return self.out + self.err


@dataclass(frozen=True, slots=True)
class Shell:
    """A person's shell, in a folder."""

    folder: Path

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        """Start a command without waiting for it."""
        return subprocess.Popen(
            [sys.executable, "-m", "fairlead", *arguments],
            cwd=self.folder,
            env={**os.environ, "COLUMNS": "80", "TERM": "xterm", **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def __call__(self, *arguments: str, **environment: str) -> Answer:
        """Run a command to its end."""
        process = self.start(*arguments, **environment)
        out, err = process.communicate(timeout=120)
        return Answer(process.returncode, out, err)

    def within(self, name: str) -> Shell:
        """Return the same shell after `cd`."""
        return Shell(self.folder / name)

    def write(self, text: str, name: str = "pipeline.py", header: str = HEADER) -> Path:
        """Write a file; a pipeline by default."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(header + textwrap.dedent(text), encoding="utf-8")
        return path

    def ids(self) -> list[str]:
        """Return the ids of the runs, newest first, straight from the store."""
        with Project.find(self.folder).open_store() as store:
            return [row["id"] for row in store.runs.recent()]

    def latest(self) -> dict[str, Any]:
        """Return the latest run as ``--json`` prints it, straight from the store."""
        with Project.find(self.folder).open_store() as store:
            row = store.runs.recent(1)[0]
            return run_document(row, store.runs.tasks(row["id"]))


class Near(Shell):
    """The same shell, but a command runs in this process: in its own each would import everything anew."""

    __slots__ = ()

    def __call__(self, *arguments: str, **environment: str) -> Answer:
        """Run a command to its end."""
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
            patch.chdir(self.folder)
            patch.setattr(sys, "path", list(sys.path))
            for name, value in {"COLUMNS": "80", "TERM": "xterm", **environment}.items():
                patch.setenv(name, value)
            code = perform(list(arguments))
        for name, module in list(sys.modules.items()):  # the next project has a pipeline.py of its own
            if (getattr(module, "__file__", None) or "").startswith(f"{self.folder}{os.sep}"):
                del sys.modules[name]
        said, complained = (one.buffer.getvalue().decode() for one in (out, err))  # type: ignore[attr-defined]
        return Answer(code, said, complained)


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A shell in an empty folder."""
    return Shell(tmp_path)


@pytest.fixture
def near(tmp_path: Path) -> Shell:
    """A shell in an empty folder, whose commands run in this process."""
    return Near(tmp_path)


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """A small project that has run twice. Tests only look at it."""
    shell = Shell(tmp_path_factory.mktemp("finished"))
    assert shell("init", "shop").code == 0
    shop = shell.within("shop")
    assert [shop("run").code, shop("run").code] == [0, 0]
    return Near(shop.folder)


@pytest.fixture(scope="session")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """A project whose latest run has failed, been retried and been skipped. Tests only look at it."""
    shell = Shell(tmp_path_factory.mktemp("broken"))
    shell.write(BROKEN)
    assert shell("run").code == 1
    return Near(shell.folder)


@pytest.fixture
def broken_copy(broken: Shell, tmp_path: Path) -> Shell:
    """A copy, of the test's own, of the project whose latest run has failed."""
    return Shell(shutil.copytree(broken.folder, tmp_path / "copy"))


BROKEN = """
def read():
    return [3, 1, 2]
def flaky(read, run_id):
    from pathlib import Path
    mark = Path(__file__).with_name(f"mark-{run_id}")
    if not mark.exists():
        mark.touch()
        raise OSError("the server is asleep")
    return {"total": sum(read)}
def check(read):
    print("looking at", len(read), "rows")
    print("row 2 is odd")
    raise ValueError("Column 'tenre' is not in the table.\\nIt has tenure, churn.")
def square(x):
    return x * x
def score(check):
    return 1
def ship(flaky):
    return "shipped"
with DAG("broken") as dag:
    read, flaky_, check, score = (
        PythonOperator(read), PythonOperator(flaky, retries=1, retry_delay=0.01), PythonOperator(check),
        PythonOperator(score),
    )
    PythonOperator(square).map(x=read)
    ship = PythonOperator(ship).when(flaky_["total"] > 100)
"""

SLOW = """
def quick():
    return 1
def slow(quick, seconds: float = 30.0):
    print("begun", flush=True)
    time.sleep(seconds)
    return quick
def last(slow):
    return slow
with DAG("slow") as dag:
    quick, slow, last = map(PythonOperator, (quick, slow, last))
"""


@pytest.fixture
def slow(shell: Shell) -> Shell:
    """A project whose second task takes as long as the parameter `seconds` says; half a minute by default."""
    shell.write(SLOW)
    return shell


@pytest.fixture
def running(slow: Shell) -> Iterator[tuple[Shell, subprocess.Popen[str]]]:
    """The slow project, while its second task runs."""
    process = slow.start("run")
    wait_for(lambda: has_begun(slow.folder))
    yield slow, process
    process.kill()
    process.communicate()


@pytest.fixture
def wait_until_it_prints() -> Callable[[Shell], None]:
    """Wait until a running task of a project has printed something."""
    return lambda shell: wait_for(lambda: has_begun(shell.folder))


def wait_for(is_so: Callable[[], bool], seconds: float = 60.0) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "It did not come about."
        time.sleep(0.02)


def has_begun(folder: Path) -> bool:
    """Tell whether a running task has printed something."""
    return any(path.stat().st_size for path in (folder / ".fairlead" / "logs").glob("*/.worker-*.log"))


def normalised(text: str) -> str:
    """Return a text without what differs from run to run; a table keeps its columns but not their widths."""
    for pattern, stands_for in VARYING.items():
        text = re.sub(pattern, stands_for, text)
    return "\n".join(re.sub(r"(?<=\S)  +", "  ", line).rstrip() for line in text.splitlines()) + "\n"


@pytest.fixture
def golden() -> Callable[[str, str], None]:
    """Compare a text with the one in a file, which a person has read and found good."""

    def compare(name: str, text: str) -> None:
        assert normalised(text) == (GOLDEN / name).read_text(encoding="utf-8")

    return compare


@dataclass(frozen=True, slots=True)
class Here:
    """Call the command line in this process: thirty processes would import scikit-learn thirty times."""

    folder: Path
    capture: pytest.CaptureFixture[str]

    def __call__(self, *arguments: str) -> Any:
        self.capture.readouterr()
        code = perform(list(arguments))
        out, err = self.capture.readouterr()
        return SimpleNamespace(code=code, out=out, err=err, document=json.loads(out) if "--json" in arguments else None)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Here:
    """Be in an empty project."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setenv("FAIRLEAD_WORKERS", "1")
    (tmp_path / "fairlead.toml").write_text("")
    return Here(tmp_path, capsys)
