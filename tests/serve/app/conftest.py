"""A project with versions of small models, an application on it in this process, and servers in others."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # what stands beside the tests

from asking import InProcess, open_app
from models import put_models
from processes import Process, start


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project with models, which is copied and never changed."""
    folder = tmp_path_factory.mktemp("served")
    before = list(sys.path)
    put_models(folder)
    sys.path[:] = before
    return folder


@pytest.fixture
def folder(template: Path, tmp_path: Path) -> Path:
    """Return a project of the test's own."""
    return Path(shutil.copytree(template, tmp_path / "project"))


@pytest.fixture
def opened(folder: Path) -> Iterator[Callable[..., InProcess]]:
    """Return a function that opens an application on the project; it is closed in the end."""
    apps: list[InProcess] = []
    before = list(sys.path)

    def make(model: str = "churn", which: int | str = "champion", **options: object) -> InProcess:
        apps.append(open_app(folder, model, which, **options))
        return apps[-1]

    yield make
    for one in apps:
        one.close()
    sys.path[:] = before


@pytest.fixture
def served(folder: Path) -> Iterator[Callable[..., Process]]:
    """Return a function that starts a server on the project; it is ended by the test or after it."""
    running: list[Process] = []

    def make(*options: str, model: str = "churn") -> Process:
        running.append(start(folder, model, *options))
        return running[-1]

    yield make
    for one in running:
        one.stop()
