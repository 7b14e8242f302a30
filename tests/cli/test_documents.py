"""What `--json` prints: the same text that Python's own writer gives, only sooner."""

import json
import math
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.cli.documents import print_document

LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20)


def printed(values: Any, capsys: pytest.CaptureFixture[str]) -> str:
    capsys.readouterr()
    print_document(values)
    return capsys.readouterr().out


def test_a_document_reads_as_pythons_own_writer_gives_it(capsys: pytest.CaptureFixture[str]) -> None:
    @given(st.dictionaries(st.text(), VALUES))
    def compare(values: dict[str, Any]) -> None:
        assert printed(values, capsys) == json.dumps(values, indent=2, ensure_ascii=False) + "\n"

    compare()


def test_what_json_has_no_word_for_becomes_null_or_text(capsys: pytest.CaptureFixture[str]) -> None:
    class Metres(float):
        pass

    values = {"nan": math.nan, "inf": [-math.inf], "date": date(2026, 1, 31), "path": Path("a"), "m": Metres(2)}
    text = printed(MappingProxyType({**values, "pair": (1, MappingProxyType({}))}), capsys)
    assert json.loads(text) == {
        "nan": None, "inf": [None], "date": "2026-01-31", "path": "a", "m": 2.0, "pair": [1, {}]
    }  # fmt: skip
