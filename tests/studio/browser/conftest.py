"""A studio with both projects at work, and a real browser: Debian's chromium, driven by Playwright."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))  # what stands beside the tests


def _beside(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"studio_{path.stem}", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Return chromium; without it, or without axe-core, the walks are left out: `bash .ci/browser` brings both."""
    from walking import AXE, CHROMIUM, FLAGS

    if not Path(CHROMIUM).exists() or not AXE.is_file():
        pytest.skip("no chromium or no axe-core: run `bash .ci/browser`")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield found
        found.close()


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return the folders of the shop and of the lesson, each after a run of its pipeline."""
    from shop import make_shop

    from fairlead.project.lesson import make_lesson
    from fairlead.project.runs import run
    from fairlead.project.settings import Project

    base = tmp_path_factory.mktemp("studio")
    shop = make_shop(base / "returns")
    make_lesson(base / "churn-lesson")
    (base / "churn-lesson" / "tests" / "test_release.py").unlink()  # a minute; other tests of the system are left
    settings = base / "churn-lesson" / "fairlead.toml"
    settings.write_text(settings.read_text().replace("[features]", "[features]\ncv = 3\nrepeats = 1"))  # a fifth of it
    for home in (shop, base / "churn-lesson"):
        assert run(Project.find(home)).state == "succeeded"
    return shop, base / "churn-lesson"


@pytest.fixture(scope="session")
def serve() -> Any:
    """Return what runs a studio for two folders until the end of a `with` block."""
    return _beside(HERE.parent / "conftest.py").running


@pytest.fixture(scope="session")
def studio(homes: tuple[Path, Path], serve: Any) -> Iterator[Any]:
    """Return a studio for both projects; what walks change, later ones see."""
    from fairlead.project.simulating.work import stop_work

    with serve(*homes) as found:
        yield found
    stop_work()


@pytest.fixture
def fresh(tmp_path: Path, homes: tuple[Path, Path], serve: Any) -> Iterator[Any]:
    """Return a studio whose lesson nobody has begun: copies of both projects."""
    from fairlead.project.simulating.work import stop_work

    shop = shutil.copytree(homes[0], tmp_path / "returns")
    lesson = shutil.copytree(homes[1], tmp_path / "churn-lesson")
    with serve(Path(shop), Path(lesson)) as found:
        yield found
    stop_work()
