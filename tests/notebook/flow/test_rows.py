"""Paths of rows: prefixes overlap, parts of one cut do not."""

from hypothesis import given
from hypothesis import strategies as st

from fairlead.notebook.flow.rows import filter_of, is_within, origin, part_of, share_rows, union, without

PARTS = st.sampled_from(["train#split 1", "test#split 1", "in#=age|age > 3", "[:9]#=", "[9:]#=", "train#split 2"])
ROWS = st.lists(PARTS, max_size=4).map(lambda parts: _cut(parts))


def _cut(parts: list[str]) -> frozenset[tuple[str, ...]]:
    rows = origin("df")
    for part in parts:
        rows = part_of(rows, part)
    return rows


def test_the_parts_of_one_cut_share_no_row() -> None:
    table = origin("df")

    assert not share_rows(part_of(table, "train#split 1"), part_of(table, "test#split 1"))
    assert not share_rows(part_of(table, "[:9]#="), part_of(table, "[9:]#="))


def test_two_random_cuts_may_share_rows() -> None:
    table = origin("df")

    assert share_rows(part_of(table, "train#split 1"), part_of(table, "test#split 2"))


def test_filters_on_one_column_are_apart_and_on_two_columns_are_not() -> None:
    table = origin("df")
    old, young = (part_of(table, filter_of(frozenset(["age"]), text)) for text in ("age >= 60", "age < 60"))
    women = part_of(table, filter_of(frozenset(["sex"]), "sex == 'f'"))

    assert not share_rows(old, young)
    assert share_rows(old, women)


def test_slices_overlap_by_their_numbers() -> None:
    table = origin("df")

    assert share_rows(part_of(table, "[:900]#="), part_of(table, "[800:]#="))
    assert share_rows(part_of(table, "[:n]#="), part_of(table, "[n-50:]#="))
    assert not share_rows(part_of(table, "[:800]#="), part_of(table, "[800:900]#="))


def test_a_split_of_a_part_with_the_same_seed_is_another_cut() -> None:
    rest = part_of(origin("df"), "train#split seed=1")

    assert not share_rows(part_of(rest, "train#split seed=1"), part_of(rest, "test#split seed=1"))


def test_what_is_left_of_a_sample_is_the_rest() -> None:
    table = origin("df")
    sample = part_of(table, "in#sample 3")

    assert without(table, sample) == part_of(table, "out#sample 3")


@given(ROWS, ROWS)
def test_sharing_is_mutual(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> None:
    assert share_rows(one, other) == share_rows(other, one)


@given(ROWS, PARTS)
def test_a_part_is_within_its_whole_and_shares_its_rows(rows: frozenset[tuple[str, ...]], part: str) -> None:
    piece = part_of(rows, part)

    assert is_within(piece, rows) and share_rows(piece, rows)
    assert is_within(piece, union([rows, origin("other")]))
