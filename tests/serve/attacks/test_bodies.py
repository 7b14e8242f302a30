"""Whatever a body is, it is answered with a sentence and a 4xx, and the server stays as it was."""

from __future__ import annotations

import json
import random
import tempfile
from pathlib import Path

import pytest
from bodies import MALFORMED, is_json, malformed
from flood import ROW, flood, report
from served import Served, make_project, serving


@pytest.mark.parametrize("kind", sorted(MALFORMED))
def test_a_malformed_body_is_answered_with_4xx(served: Served, kind: str) -> None:
    chance = random.Random(kind)
    headers = {"Content_Encoding": "gzip"} if kind == "zipped" else {}
    for _ in range(16):
        body = MALFORMED[kind](chance, ROW)
        answer = served.ask(body, **headers)
        assert 400 <= answer.status < 500, (body[:200], answer.body[:300])
        assert answer.document["error"].endswith((".", "?")), answer.body[:300]
        assert "Traceback" not in answer.document["error"]


def test_a_good_row_is_answered_after_all_of_them(served: Served) -> None:
    for _, body in malformed(len(MALFORMED), ROW, seed=1):
        served.ask(body)
    assert served.ask(json.dumps(ROW)).status == 200


def test_what_is_called_malformed_is_no_json_where_it_says_so() -> None:
    chance = random.Random(3)
    assert is_json(b'{"a": [1, 2.5e3, "x", null, true]}')
    for kind in ("truncated", "flipped", "noise", "odd_number", "raw_control", "raw_surrogate", "latin_1", "not_json"):
        assert not any(is_json(MALFORMED[kind](chance, ROW)) for _ in range(50)), kind


@pytest.mark.heavy
@pytest.mark.timeout(900)
def test_ten_thousand_malformed_bodies_leave_the_memory_flat() -> None:
    with tempfile.TemporaryDirectory() as folder:
        make_project(Path(folder))
        with serving(Path(folder), "--workers", "2") as served:
            found = flood(served, 10_000, seed=7)
    assert not found.violations, report(found)
    assert found.after - found.before < 15, report(found)  # MB
