"""The corpus is complete, and its notebooks are written the same each time."""

from pathlib import Path

import nbformat
import pytest
from sources import Case, case, case_of, cases, content_of, write


def test_the_corpus_has_forty_notebooks_and_more() -> None:
    assert len(cases()) >= 40


@pytest.mark.parametrize("one", cases(), ids=lambda one: one.name)
def test_a_notebook_is_valid_and_written_the_same_each_time(one: Case, tmp_path: Path) -> None:
    nbformat.validate(nbformat.from_dict(content_of(one)))
    first, second = (write(one, tmp_path / name).read_bytes() for name in ("a", "b"))
    assert first == second


@pytest.mark.parametrize("one", cases(), ids=lambda one: one.name)
def test_what_must_be_kept_stands_in_the_notebook(one: Case) -> None:
    code = "\n".join([*(cell.text for cell in one.cells), *one.files.values()])
    pieces = [*one.kept, *(piece for pair in one.parallel for piece in pair)]
    assert [piece for piece in pieces if piece not in code] == []


def test_a_header_that_nobody_reads_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text('# ---\n# title = "A"\n# taks = 3\n# ---\n# %%\nx = 1\n')
    with pytest.raises(ValueError, match="taks"):
        case_of(path)


def test_sixty_cells_are_sixty() -> None:
    assert sum(cell.kind == "code" for cell in case("sixty_cells").cells) == 60
