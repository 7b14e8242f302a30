"""The example of each kind, which stands on its page, gives what the page says."""

import polars as pl
import pytest

from fairlead.data import Suite
from fairlead.data.kind import KINDS, find_kind, load_kinds

load_kinds()
OURS = [kind for kind in KINDS.values() if not kind.is_custom]


@pytest.mark.parametrize("kind", OURS, ids=lambda kind: kind.alias)
def test_the_example_of_each_kind_gives_what_it_claims(kind):
    example = kind.example
    (result,) = Suite("example", [kind(**example.kwargs)]).run(pl.DataFrame(example.table)).results
    if kind.way == "rows":
        assert result.index == example.unexpected
        assert result.success == (not example.unexpected)
    else:
        assert result.success == example.success
        assert example.observed_value is None or result.observed_value == example.observed_value


@pytest.mark.parametrize("kind", OURS, ids=lambda kind: kind.alias)
def test_each_kind_has_a_page_and_a_sentence_with_its_columns(kind):
    line = kind(**kind.example.kwargs)
    assert kind.doc.splitlines()[0].endswith((".", ":")) or ". " in kind.doc
    assert all(parameter.help for parameter in kind.parameters)
    assert all(column in line.sentence for column in line.columns)
    assert "None" not in line.sentence and "{" not in line.sentence.replace("{3}", "")


def test_names_and_aliases_are_told_apart():
    names = [*KINDS, *(kind.alias for kind in OURS)]
    assert len(set(names)) == len(names)
    assert all(find_kind(kind.alias) is find_kind(kind.name) for kind in OURS)


def test_every_line_keeps_its_rule_on_no_rows_if_it_is_about_rows():
    for kind in OURS:
        if kind.way == "rows":
            table = pl.DataFrame(kind.example.table).clear()
            (result,) = Suite("empty", [kind(**kind.example.kwargs)]).run(table).results
            assert (result.success, result.elements, result.unexpected) == (True, 0, 0), kind.alias


def test_missing_values_alone_break_no_rule_about_values():
    for kind in OURS:
        if kind.way == "rows" and kind.alias not in ("not_null", "null"):
            table = pl.DataFrame(kind.example.table).clear(2)
            (result,) = Suite("missing", [kind(**kind.example.kwargs)]).run(table).results
            assert (result.success, result.missing) == (True, 2), kind.alias
