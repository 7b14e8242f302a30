"""Checkpoints: kept for the same task on the same inputs until it succeeds, and harmless outside a run."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fairlead import checkpoint
from fairlead.blobs import LocalBlobs
from fairlead.pipeline.checkpoint import Place, forget, place


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Place]:
    found = Place("key-1", LocalBlobs(tmp_path))
    token = place.set(found)
    yield found
    place.reset(token)


def test_outside_a_run_nothing_is_kept() -> None:
    checkpoint.save("epoch", 3)
    assert checkpoint.load("epoch") is None
    assert checkpoint.load("epoch", default=7) == 7


def test_the_last_value_under_a_name_is_found(here: Place) -> None:
    assert checkpoint.load("epoch", 0) == 0
    checkpoint.save("epoch", 1)
    checkpoint.save("epoch", {"n": 2})
    checkpoint.save("other", None)
    assert checkpoint.load("epoch") == {"n": 2}
    assert checkpoint.load("other", "default") is None


def test_another_task_or_other_inputs_find_nothing(here: Place) -> None:
    checkpoint.save("epoch", 1)
    token = place.set(Place("key-2", here.blobs))
    assert checkpoint.load("epoch") is None
    place.reset(token)
    assert checkpoint.load("epoch") == 1


def test_a_later_attempt_finds_and_a_success_forgets(here: Place) -> None:
    checkpoint.save("epoch", 1)
    later = Place(here.key, here.blobs)
    token = place.set(later)
    assert checkpoint.load("epoch") == 1
    forget(later)
    assert checkpoint.load("epoch") is None
    assert list(here.blobs.names()) == []
    place.reset(token)


def test_a_checkpoint_whose_content_is_gone_counts_as_none(here: Place) -> None:
    checkpoint.save("epoch", 1)
    for digest in list(here.blobs.digests()):
        here.blobs.delete(digest)
    assert checkpoint.load("epoch", 0) == 0


@pytest.mark.parametrize("name", ["best model", "epoch/1", "ä", "x" * 150, "a:b"])
def test_any_name_will_do(here: Place, name: str) -> None:
    checkpoint.save(name, 1)
    assert checkpoint.load(name) == 1
    assert checkpoint.load(name + "2") is None
