"""Let the attacks import what stands beside them, and share one server."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from served import Served, make_project, serving


@pytest.fixture(scope="package")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Give a server that every attack in the folder is made on: it has to survive them all."""
    folder = tmp_path_factory.mktemp("served")
    make_project(folder)
    with serving(folder, "--timeout", "2") as one:
        yield one
