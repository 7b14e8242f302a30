"""The bundled notebook and five others become the projects that somebody has read and found good."""

from pathlib import Path

import pytest
from golden import FOLDER, NAMES, made


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_becomes_the_project_that_was_read(name: str, tmp_path: Path) -> None:
    assert made(name, tmp_path) == (FOLDER / f"{name}.txt").read_text()
