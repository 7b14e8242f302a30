"""Outputs as files: whole, writable without touching the file, and honest about the files they point at."""

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.blobs import LocalBlobs
from fairlead.errors import BlobCorruptError, BlobMissingError, OutputError
from fairlead.pipeline.artifacts import (
    Artifact,
    decode,
    encode,
    files_of,
    fingerprint,
    is_stored,
    load_output,
    store_output,
)

plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.binary(max_size=200),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=10,
)


@pytest.fixture
def blobs(tmp_path: Path) -> LocalBlobs:
    return LocalBlobs(tmp_path / "state")


@given(plain)
def test_any_plain_value_comes_back_as_it_was(value: object) -> None:
    assert decode(bytearray(b"".join(encode(value)[1]))) == value


@given(st.lists(st.integers(0, 300), max_size=5))
def test_arrays_of_any_size_come_back_from_their_places(sizes: list[int]) -> None:
    import numpy as np

    value = [np.arange(size, dtype=np.uint8) for size in sizes]
    back = decode(bytearray(b"".join(encode(value)[1])))
    assert [one.tolist() for one in back] == [one.tolist() for one in value]


def test_an_array_that_is_read_can_be_changed_and_the_file_stays(blobs: LocalBlobs) -> None:
    import numpy as np

    artifact = store_output(np.zeros(100_000), blobs)
    first = load_output(artifact, blobs)
    first[:] = 1
    assert first.sum() == 100_000
    assert load_output(artifact, blobs).sum() == 0


def test_a_pandas_frame_that_is_read_can_be_changed_and_the_file_stays(blobs: LocalBlobs) -> None:
    import pandas as pd

    artifact = store_output(pd.DataFrame({"n": [1, 2], "s": ["a", "b"]}), blobs)
    frame = load_output(artifact, blobs)
    frame.loc[0, "n"] = 9
    frame.loc[1, "s"] = "changed"
    assert (artifact.rows, artifact.columns) == (2, 2)
    assert load_output(artifact, blobs).to_dict("list") == {"n": [1, 2], "s": ["a", "b"]}


@pytest.mark.parametrize("kind", ["polars", "empty polars", "arrow"])
def test_arrow_tables_come_back_equal(blobs: LocalBlobs, kind: str) -> None:
    import polars as pl
    import pyarrow as pa

    value: Any = {
        "polars": pl.DataFrame({"n": [1, None], "s": ["a", None], "c": pl.Series(["x", "y"], dtype=pl.Categorical)}),
        "empty polars": pl.DataFrame(),
        "arrow": pa.table({"n": [1, None], "s": ["a", "b"]}),
    }[kind]
    artifact = store_output(value, blobs)
    back = load_output(artifact, blobs)
    assert back.equals(value)
    assert (artifact.rows, artifact.columns) == value.shape


def test_equal_values_are_stored_once(blobs: LocalBlobs) -> None:
    assert store_output([1, "a"], blobs) == store_output([1, "a"], blobs)
    assert len(list(blobs.digests())) == 1


@pytest.mark.parametrize("value", [lambda: 1, open, (n for n in "ab")])
def test_what_cannot_be_stored_is_named_with_a_way_out(value: Any, blobs: LocalBlobs) -> None:
    if value is open:
        with open(os.devnull) as value, pytest.raises(OutputError, match="cannot be stored"):
            store_output(value, blobs)
    else:
        with pytest.raises(OutputError, match="cannot be stored"):
            store_output(value, blobs)


def test_bytes_of_another_layout_are_refused() -> None:
    with pytest.raises(OutputError, match="cannot read"):
        decode(bytearray(b"XXXX" + bytes(20)))


def test_an_artifact_survives_json_with_what_it_does_not_know_left_out() -> None:
    artifact = Artifact("ab", 3, "s", "pickle5", rows=2, files={"a.csv": "ff"})
    assert Artifact.from_dict({**artifact.to_dict(), "newer": 1}) == artifact
    assert "columns" not in artifact.to_dict()


def test_a_path_stands_for_the_content_of_its_file(blobs: LocalBlobs, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("one")
    artifact = store_output(file, blobs)
    assert load_output(artifact, blobs) == file
    assert is_stored(artifact, blobs)
    os.utime(file, (1, 1))
    assert is_stored(artifact, blobs)
    file.write_text("two")
    assert not is_stored(artifact, blobs)
    changed = store_output(file, blobs)
    assert changed.digest != artifact.digest
    file.unlink()
    assert not is_stored(changed, blobs)
    assert is_stored(store_output(file, blobs), blobs)  # a file that was missing then is missing still


def test_paths_are_found_alone_and_in_flat_lists() -> None:
    here = Path(__file__)
    assert list(files_of(here)) == list(files_of([here, 1, "x"])) == [str(here)]
    assert files_of({"a": here}) == {}


def test_a_folder_counts_by_what_is_in_it(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    (folder / "inner").mkdir(parents=True)
    (folder / "inner" / "a").write_text("a")
    before = fingerprint(str(folder))
    assert fingerprint(str(folder)) == before
    (folder / ".hidden").write_text("x")
    assert fingerprint(str(folder)) == before
    (folder / "inner" / "b").write_text("b")
    assert fingerprint(str(folder)) != before
    assert fingerprint(str(tmp_path / "nothing")) == "missing"
    (tmp_path / "file").write_text("")
    assert fingerprint(str(tmp_path / "file" / "below")) == "missing"


def test_a_stored_output_that_is_gone_or_changed_is_not_used(blobs: LocalBlobs) -> None:
    artifact = store_output([1, 2, 3], blobs)
    path = Path(blobs.path(artifact.ref))
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    with pytest.raises(BlobCorruptError):
        load_output(artifact, blobs)
    with pytest.raises(BlobMissingError):
        load_output(artifact, blobs)
    assert not is_stored(artifact, blobs)
    assert load_output(store_output([1, 2, 3], blobs), blobs) == [1, 2, 3]
