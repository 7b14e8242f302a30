"""Each notebook of the corpus becomes what its header says, and none is called the same that is not."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from harness import PROVED, STAGES, Harness, Row, graph_of, unmet
from sources import Case, case, cases, write

from fairlead.errors import ConvertError
from fairlead.project.converting import convert

CONVERTED = [one for one in cases() if not one.refused]
REFUSED = [one for one in cases() if one.refused]
JUDGED = ("foreign_cells", "generator_object", "hidden_writes", "lists_across_cells", "one_random_stream")
"""Notebooks that are run, proved and judged here; `benchmarks/convert.py` takes all."""


def name_of(value: Any) -> str | None:
    return value.name if isinstance(value, Case) else None


def files_of(folder: Path) -> dict[str, str]:
    paths = (path for path in folder.rglob("*") if path.is_file() and ".fairlead" not in path.parts)
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


@pytest.mark.parametrize("one", CONVERTED, ids=name_of)
def test_a_notebook_becomes_what_its_header_says(one: Case, tmp_path: Path) -> None:
    made = convert(write(one, tmp_path), tmp_path / "project")

    assert unmet(one, tmp_path / "project", graph_of(made.converted.record.tasks)) == []
    if one.told:
        assert [dropped for dropped in made.converted.record.dropped if dropped["reason"]]


@pytest.mark.parametrize("one", REFUSED, ids=name_of)
def test_what_cannot_be_converted_is_refused_with_its_cell_before_anything_is_written(
    one: Case, tmp_path: Path
) -> None:
    assert one.refused is not None
    path = write(one, tmp_path)
    before = files_of(tmp_path)

    with pytest.raises(ConvertError) as refused:
        convert(path, tmp_path / "project")

    said = str(refused.value)
    assert one.refused["why"] in said
    assert not one.refused["cell"] or f"cell {one.refused['cell']}" in said
    assert files_of(tmp_path) == before


@pytest.mark.parametrize("name", ["one_random_stream", "sixty_cells", "unicode_names"])
def test_converting_again_gives_the_same_bytes(name: str, tmp_path: Path) -> None:
    path = write(case(name), tmp_path)
    convert(path, tmp_path / "project")
    before = files_of(tmp_path / "project")

    convert(path, tmp_path / "project")

    assert files_of(tmp_path / "project") == before


@pytest.mark.heavy
@pytest.mark.parametrize("name", JUDGED)
def test_a_notebook_taken_all_the_way_gives_the_same_numbers(name: str, tmp_path: Path) -> None:
    one = case(name)

    row = Harness(tmp_path, limit=120).take(write(one, tmp_path / name / "source"), one, STAGES)

    assert row.different == []
    assert (row.ran, row.style, row.format, row.check, row.tests) == (True, True, True, True, True), row.notes
    assert row.verdict in PROVED, row.verdict
    assert row.tasks >= row.least


@pytest.mark.heavy
def test_a_notebook_that_does_not_repeat_itself_is_never_called_identical(tmp_path: Path) -> None:
    one = case("no_seed")

    row: Row = Harness(tmp_path, limit=120).take(
        write(one, tmp_path / one.name / "source"), one, ("run", "prove", "oracle")
    )

    assert row.repeats is False
    assert row.verdict
    assert row.verdict not in PROVED
