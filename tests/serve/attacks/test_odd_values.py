"""Odd values that are good JSON are answered to the last bit as the model answers, or refused with 422."""

from __future__ import annotations

import json
import random
from collections import Counter
from typing import Any

import pytest
from flood import ROW
from served import Served, trained

from fairlead.errors import FairleadError
from fairlead.model import Model

NUMBERS: list[Any] = [
    0, -0.0, 1, -1, 1.0, 1.5, -7.25, 0.1, 5e-324, 2.2e-308, 1e22, 1e308, -1.7976931348623157e308, 2**31, 2**53 + 1,
    2**63 - 1, 2**63, 2**64, -(2**63), -(2**63) - 1, 10**30, None, True, False, "12", "", "NaN", [], {}, [1],
]  # fmt: skip
WORDS: list[Any] = [
    "basic", "pro", "team", "", " basic", "Basic", "basic\u0000", "ba\u0308sic", "Größe", "\U0001f600", "x" * 10_000,
    "NaN", "None", "null", "\u202ebasic", "'; DROP TABLE models; --", None, 0, 1.5, True, [], {},
]  # fmt: skip
FLAGS: list[Any] = [True, False, 0, 1, 1.0, 2, None, "true", "", []]
ODD = {"tenure": NUMBERS, "charge": NUMBERS, "plan": WORDS, "paperless": FLAGS}


@pytest.fixture(scope="module")
def model() -> Model:
    return trained()


def test_an_odd_value_is_answered_as_the_model_answers_or_refused(served: Served, model: Model) -> None:
    chance = random.Random(11)
    found: Counter[int] = Counter()
    rows = [{**ROW, name: value} for name, values in ODD.items() for value in values]
    rows += [{name: chance.choice(values) for name, values in ODD.items()} for _ in range(150)]
    for row in rows:
        answer = served.ask(json.dumps(row))
        found[answer.status] += 1
        if answer.status == 200:
            right = dict(zip(model.classes, model.score_rows([row])[0].tolist(), strict=True))
            assert answer.document["probabilities"] == right, row
        else:
            assert answer.status == 422, (row, answer.body)
            assert {one["field"] for one in answer.document["problems"]} <= set(row), answer.body
    assert min(found[200], found[422]) > 20, found


def test_what_the_model_refuses_is_refused(served: Served, model: Model) -> None:
    for name, values in ODD.items():
        for value in values:
            row = {**ROW, name: value}
            try:
                model.score_rows([row])
            except (FairleadError, ValueError, TypeError, OverflowError):
                assert served.ask(json.dumps(row)).status == 422, row


def test_every_wrong_field_is_named_at_once(served: Served) -> None:
    answer = served.ask(json.dumps({"tenure": "x", "charge": [], "plan": 3}))
    assert answer.status == 422
    assert {one["field"] for one in answer.document["problems"]} == {"tenure", "charge", "plan", "paperless"}


def test_a_private_value_is_not_in_the_log_of_the_server(served: Served) -> None:
    served.ask(json.dumps({**ROW, "tenure": "4711-secret"}))
    assert "4711-secret" not in served.said()
