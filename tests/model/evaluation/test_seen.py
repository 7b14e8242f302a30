"""A model remembers the rows that it was trained on."""

import json

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from fairlead.model.evaluation.seen import digest_of_rows, key_list, row_keys, seen_by, trained_on
from fairlead.model.rows import schema_of


@given(st.lists(st.text(max_size=5), max_size=30))
def test_a_row_that_was_seen_is_always_recognised(keys: list[str]) -> None:
    record = json.loads(json.dumps(trained_on(keys)))
    found = seen_by(record, keys)
    assert found is not None and found.all()


def test_a_row_that_was_not_seen_is_hardly_ever_taken_for_one() -> None:
    record = trained_on([str(n) for n in range(5000)])
    found = seen_by(record, [str(n) for n in range(5000, 25_000)])
    assert found is not None
    assert found.sum() <= 1  # one in a million, of 20,000


def test_the_record_is_small() -> None:
    assert len(json.dumps(trained_on([str(n) for n in range(5639)]))) < 27_000


def test_a_model_that_does_not_say_is_not_guessed_about() -> None:
    assert seen_by({}, ["1"]) is None


def test_an_id_is_the_same_as_text_and_as_a_number() -> None:
    assert key_list(pd.Series([7, 8])) == key_list(["7", "8"])


def test_rows_without_an_id_are_known_by_all_that_stands_in_them() -> None:
    table = pd.DataFrame({"a": [1, 2, 1], "b": ["x", None, "x"]})
    first, second, third = row_keys(table, schema_of(table))
    assert first == third != second
    turned = table[["b", "a"]]
    assert row_keys(turned, schema_of(turned)) == [first, second, third]


@given(st.lists(st.text(max_size=3), max_size=8), st.randoms())
def test_a_holdout_is_known_by_its_rows_in_any_order(keys: list[str], random: object) -> None:
    mixed = sorted(keys, key=lambda _: random.random())  # type: ignore[attr-defined]
    assert digest_of_rows(mixed) == digest_of_rows(keys)
    assert digest_of_rows([*keys, "more"]) != digest_of_rows(keys)
