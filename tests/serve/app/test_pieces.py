"""The pieces of the server: batches, shared numbers, their text, API keys, bodies."""

from __future__ import annotations

import asyncio
import json
import os
import re
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from models import ROW, customers, left, recipe
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier

from fairlead.model import Model, Strategy
from fairlead.serve.arms import Arm, Lineup
from fairlead.serve.batching import Batcher
from fairlead.serve.board import NAME_BYTES, NUMBERS, Board
from fairlead.serve.describing import model_document
from fairlead.serve.domain import Domain
from fairlead.serve.keys import Door, digest_of, new_token
from fairlead.serve.metrics import HELP, Meter
from fairlead.serve.payload import read_json, read_rows
from fairlead.serve.plan import Compiled, RowPlan, compile_plan
from fairlead.serve.plan.row_plan import write_plan
from fairlead.serve.proofs import Proofs
from fairlead.serve.refusal import Refusal, no_answer, too_slow
from fairlead.serve.shadow import MOST_WAITING, Overheard, Shadow


def batched(answer: Any, requests: Sequence[Sequence[int]], **how: Any) -> list[Any]:
    """Ask all requests at once, and return their answers or errors."""

    async def ask() -> list[Any]:
        with ThreadPoolExecutor(2) as threads:
            batcher: Batcher[Any] = Batcher(answer, threads, **how)
            return await asyncio.gather(*(batcher.ask(rows) for rows in requests), return_exceptions=True)

    return asyncio.run(ask())


@given(st.lists(st.lists(st.integers(), min_size=1, max_size=5), min_size=1, max_size=20), st.integers(1, 12))
def test_each_request_gets_its_own_answers_in_order(requests: list[list[int]], most: int) -> None:
    calls: list[int] = []

    def double(rows: Sequence[int]) -> list[int]:
        calls.append(len(rows))
        return [2 * one for one in rows]

    found = batched(double, requests, most=most, wait=0.0)
    assert found == [[2 * one for one in rows] for rows in requests]
    assert all(size <= max(most, *map(len, requests)) for size in calls)


def test_a_bad_row_fails_its_own_request_only() -> None:
    def invert(rows: Sequence[int]) -> list[float]:
        return [1 / one for one in rows]

    found = batched(invert, [[1], [0], [2, 4], [8, 0]])
    assert [type(one) for one in found] == [list, ZeroDivisionError, list, ZeroDivisionError]
    assert found[2] == [0.5, 0.25]


def test_a_request_that_nobody_waits_for_is_not_asked() -> None:
    asked: list[int] = []
    go = threading.Event()

    def slow(rows: Sequence[int]) -> list[int]:
        go.wait(10)
        asked.extend(rows)
        return list(rows)

    async def play() -> None:
        with ThreadPoolExecutor(1) as threads:
            batcher: Batcher[int] = Batcher(slow, threads)
            first = asyncio.create_task(batcher.ask([1]))
            await asyncio.sleep(0.01)
            second = asyncio.create_task(batcher.ask([2]))
            third = asyncio.create_task(batcher.ask([3]))
            await asyncio.sleep(0.01)
            second.cancel()
            await asyncio.sleep(0)
            go.set()
            assert (await first, await third) == ([1], [3])

    asyncio.run(play())
    assert asked == [1, 3]


def test_processes_count_in_one_board_and_all_are_added_up() -> None:
    board = Board(processes=3)
    for process in range(3):
        pid = os.fork()
        if pid == 0:
            writer = board.writer(process)
            for _ in range(1000):
                writer.add("requests")
            writer.add(f"only {process}", 0.5)
            os._exit(0)
        os.waitpid(pid, 0)
    assert board.totals() == {"only 0": 0.5, "only 1": 0.5, "only 2": 0.5, "requests": 3000.0}
    board.writer(1).add("requests")  # who takes a worker's place goes on with its numbers
    assert board.totals()["requests"] == 3001.0


def test_a_board_that_is_full_stays_whole() -> None:
    board = Board()
    writer = board.writer(0)
    for n in range(NUMBERS + 50):
        writer.add(f"{n:04d}" + "x" * NAME_BYTES)
    totals = board.totals()
    assert len(totals) == NUMBERS
    assert sum(totals.values()) == NUMBERS + 50
    assert totals["more_names_than_places"] == 51


def test_the_histogram_adds_up() -> None:
    meter = Meter(Board())
    for seconds in (0.0004, 0.0005, 0.003, 9.0):
        meter.observe(seconds)
    lines = [line for line in meter.text().splitlines() if not line.startswith("#")]
    found = dict(line.rsplit(" ", 1) for line in lines)
    assert found['fairlead_request_seconds_bucket{le="0.0005"}'] == "2"
    assert found['fairlead_request_seconds_bucket{le="0.005"}'] == "3"
    assert found['fairlead_request_seconds_bucket{le="2.5"}'] == "3"
    assert found['fairlead_request_seconds_bucket{le="+Inf"}'] == found["fairlead_request_seconds_count"] == "4"
    assert float(found["fairlead_request_seconds_sum"]) == pytest.approx(9.0039)


def test_only_a_key_that_counts_opens_the_door() -> None:
    tokens = [new_token() for _ in range(3)]
    door = Door([{"digest": digest_of(one), "name": f"shop {n}"} for n, one in enumerate(tokens[:2])])
    assert door.name_of({b"authorization": b"bearer " + tokens[1].encode()}, 5.0) == "shop 1"
    assert door.name_of({b"x-api-key": tokens[0].encode()}, 6.0) == "shop 0"
    assert door.used == {digest_of(tokens[1]): 5.0, digest_of(tokens[0]): 6.0}
    none: list[dict[bytes, bytes]] = [
        {}, {b"authorization": b""}, {b"authorization": b"Basic abc"}, {b"x-api-key": b""},
        {b"x-api-key": tokens[2].encode()}, {b"x-api-key": digest_of(tokens[0]).encode()}, {b"x-api-key": b"\xff\x00"},
    ]  # fmt: skip
    for headers in none:
        with pytest.raises(Refusal) as caught:
            door.name_of(headers, 7.0)
        assert (caught.value.status, caught.value.headers) == (401, ((b"www-authenticate", b"Bearer"),))
    door.change([])
    with pytest.raises(Refusal):
        door.name_of({b"x-api-key": tokens[0].encode()}, 8.0)


def test_tokens_are_long_and_never_the_same() -> None:
    found = {new_token() for _ in range(100)}
    assert len(found) == 100
    assert all(len(one) == len("fairlead_") + 43 for one in found)


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(json_values)
def test_whatever_json_says_is_read_as_python_reads_it(value: Any) -> None:
    body = json.dumps(value).encode("utf-8", "surrogatepass")
    assert repr(read_json(body)) == repr(json.loads(body))


@given(st.binary(max_size=200))
def test_whatever_else_comes_is_refused_or_read(body: bytes) -> None:
    try:
        value = read_json(body)
    except Refusal as refusal:
        assert refusal.status == 400
        return
    assert value == json.loads(body)


@pytest.mark.parametrize(
    "body",
    [
        b'{"a":1,"a":1}', b'[{"a":1},{"b":2,"b":3}]', b'{"rows":[{"a":1,"a":2}]}',
        b'{"rows":{"x":{"a":1},"x":{"a":1}}}',
        b'{"a":{"b":1,"b":2}}', b'{"a":"x:y","a":"z"}', b'{"a\\u003a":1,"a:":2}', b'{"a":[{"b":1,"b":1}]}',
    ],
)  # fmt: skip
def test_a_field_that_is_there_twice_is_refused(body: bytes) -> None:
    with pytest.raises(Refusal, match="is there twice"):
        read_json(body)


@pytest.mark.parametrize(
    "body", [b'{"a":"x:y","b":"\\u003a"}', b'{"a:b":1}', b'{"a":{"b":1}}', b'{"rows":{"x":{"a":":"}}}']
)
def test_colons_in_texts_are_no_fields(body: bytes) -> None:
    assert read_json(body) == json.loads(body)


@pytest.mark.parametrize(
    "value",
    [
        None, 1, "a", True, [], {"rows": []}, {"rows": {}},
        {"rows": [{}], "more": 1}, {"rows": {"": {}}}, {"rows": {"a b": {}}}, {"rows": {"a" * 201: {}}},
        {"rows": {"é": {}}},
    ],
    ids=repr,
)  # fmt: skip
def test_what_asks_nothing_is_refused(value: Any) -> None:
    with pytest.raises(Refusal) as caught:
        read_rows(value, "r1", 10)
    assert caught.value.status == 422


def test_a_shadow_that_is_behind_drops_and_counts() -> None:
    go, heard = threading.Event(), []

    def answer(one: Overheard) -> None:
        go.wait(10)
        heard.append(len(one.rows))

    board = Board()
    shadow = Shadow(answer, Meter(board))
    arm: Any = object()
    for _ in range(MOST_WAITING // 100 + 20):
        shadow.offer(Overheard(arm, [{}] * 100, ["a"] * 100))
    go.set()
    shadow.close()
    dropped = board.totals()["fairlead_shadow_dropped_total"]
    assert sum(heard) + dropped == MOST_WAITING + 2000
    assert 1600 <= dropped <= 2000
    assert max(heard) <= 300


def test_without_a_trial_the_champion_answers_all() -> None:
    arm: Any = Arm.__new__(Arm)
    for strategy in (Strategy(), Strategy("canary", 0.9)):
        assert Lineup(arm, None, strategy).choose("r1") == ("champion", arm)


def test_a_plan_is_proved_once_and_another_model_or_a_broken_note_is_proved_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = customers()
    models = [Model.fit("churn", recipe(LogisticRegression(C=C)), table, left(table), seed=7) for C in (1.0, 0.5)]
    proved: list[str] = []

    def counting(model: Model, *, domain: Domain) -> Compiled:
        proved.append(model.digest)
        return compile_plan(model, domain=domain, fuzz=50)

    monkeypatch.setattr("fairlead.serve.proofs.compile_plan", counting)
    kept, domains = Proofs(tmp_path / "plans"), [Domain.of(model) for model in models]
    first = kept.compiled(models[0], domains[0])
    again = kept.compiled(models[0], domains[0])
    assert first.plan is not None and again.plan is not None
    assert (again.checked, again.crossover) == (first.checked, first.crossover)
    assert again.plan.answer(ROW) == first.plan.answer(ROW)
    kept.compiled(models[1], domains[1])
    assert proved == [models[0].digest, models[1].digest]
    for note in (tmp_path / "plans").iterdir():
        note.write_text("{")
    kept.compiled(models[0], domains[0])
    assert proved == [models[0].digest, models[1].digest, models[0].digest]


def test_a_plan_that_differs_on_a_row_of_training_is_used_by_no_server_of_the_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = customers()
    model = Model.fit("churn", recipe(LogisticRegression()), table, left(table), seed=7)
    domain, kept = Domain.of(model), Proofs(tmp_path / "plans")
    odd = next(row for row in table.to_dict("records") if row["charge"] not in [g["charge"] for g in model.golden.rows])

    def almost(made: Model, *, takes_apart: bool = True) -> RowPlan:
        plan = write_plan(made, takes_apart=takes_apart)

        def wrong_once(row: Any) -> Any:
            return ((0.5, 0.5), 0) if row["charge"] == odd["charge"] else plan.function(row)

        return replace(plan, function=wrong_once)

    def quick(made: Model, **options: Any) -> Compiled:
        return compile_plan(made, fuzz=0, **options)

    with monkeypatch.context() as patch:
        patch.setattr("fairlead.serve.plan.compile.write_plan", almost)
        patch.setattr("fairlead.serve.proofs.compile_plan", quick)
        early = kept.compiled(model, domain)  # by a server that has no rows of training
        assert early.plan is not None and not kept.is_outdated(early)
        assert kept.proved(model, domain, table).plan is None
    assert kept.is_outdated(early)
    arm = Arm.of("churn", 1, model, 0.0, compiled=Proofs(tmp_path / "plans").compiled)
    served = model_document(Lineup(arm))
    assert served["answers_by"] == "pipeline"
    assert re.fullmatch(
        r"the plan gives \(0.5, 0.5\) for a row of training where the pipeline gives \(.*\)", served["fallback"]
    )
    proof = served["proof"]
    assert (proof["golden"], proof["training_at_hand"], proof["mismatches"]) == (20, len(table), 1)


def test_rows_of_training_are_counted_and_said_to_be_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def quick(made: Model, **options: Any) -> Compiled:
        return compile_plan(made, fuzz=30, **options)

    monkeypatch.setattr("fairlead.serve.proofs.compile_plan", quick)
    table = customers()
    model = Model.fit("churn", recipe(LogisticRegression()), table, left(table), seed=7)
    domain, kept = Domain.of(model), Proofs(tmp_path / "plans")
    assert "0 training rows: not at hand" in kept.compiled(model, domain).in_words
    proved = kept.proved(model, domain, table)
    assert f"20 golden, {len(table)} training and 30 drawn rows" in proved.in_words
    assert kept.compiled(model, domain).compared == kept.proved(model, domain, None).compared == proved.compared


def test_a_model_without_a_plan_needs_no_proof(tmp_path: Path) -> None:
    table = customers()
    model = Model.fit("near", recipe(KNeighborsClassifier()), table, left(table), seed=7)
    found = Proofs(tmp_path / "plans").compiled(model, Domain.of(model))
    assert found.plan is None and found.reason is not None and "KNeighborsClassifier" in found.reason
    assert not (tmp_path / "plans").exists()


def test_the_reference_names_every_number_and_every_route() -> None:
    page = (Path(__file__).parents[3] / "docs" / "reference" / "http.md").read_text()
    assert [name for name in HELP if f"`{name}`" not in page] == []
    routes = ["/health", "/metrics", "/model", "/openapi.json", "/predict", "/ready"]
    assert [route for route in routes if f" {route}`" not in page] == []


def test_what_is_counted_is_there_from_the_start() -> None:
    meter = Meter(Board())
    meter.begin()
    meter.show_serving({"champion": ("churn", 3)})
    meter.show_process()
    lines = meter.text().splitlines()
    found = {line.partition("{")[0].partition(" ")[0].removesuffix("_count") for line in lines if line[0] != "#"}
    assert [name for name in HELP if name not in found] == ["fairlead_requests_total"]
    for line in (
        "fairlead_errors_total 0",
        "fairlead_registry_trouble 0",
        "fairlead_request_seconds_count 0",
        'fairlead_rows_refused_total{reason="problems"} 0',
        'fairlead_rows_refused_total{reason="quarantine"} 0',
        'fairlead_rows_total{model="churn",version="3",arm="champion"} 0',
    ):
        assert line in lines


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"a":1,"charge":NaN}', "'charge' is NaN"),
        (b'{"a":1,"charge":-Infinity}', "'charge' is infinite, or larger than any number"),
        (b'{"a":1,"charge":1e999}', "'charge' is infinite, or larger than any number"),
        (b'{"rows":{"x":{"a":1},"y":{"charge":-1e999}}}', "'charge' is infinite, or larger than any number"),
        (b'[{"a":1},{"charge":' + b"9" * 5000 + b"}]", "'charge' is infinite, or larger than any number"),
    ],
    ids=range(5),
)
def test_a_number_that_is_none_is_named_with_its_field(body: bytes, said: str) -> None:
    with pytest.raises(Refusal, match=f"^The body is not JSON: {said}.*; a missing value is null") as caught:
        read_json(body)
    assert caught.value.status == 400


@pytest.mark.parametrize("body", [b"NaN", b"[1e999]", b'{"a":"NaN",}', b"[" * 100_000 + b"NaN"], ids=range(4))
def test_a_number_that_belongs_to_no_field_is_refused_too(body: bytes) -> None:
    with pytest.raises(Refusal, match="nested too deeply|JSON is malformed|out of range"):
        read_json(body)


def test_one_second_is_no_seconds() -> None:
    assert too_slow(1.0).message == "The body did not arrive within 1 second."
    assert no_answer(0.5).message == "The model did not answer within 0.5 seconds."
