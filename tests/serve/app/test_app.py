"""What the application answers: predictions as the model gives them, or all that is wrong, and no surprise."""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from asking import JSON, InProcess
from models import ROW, customers, registry_of

from fairlead.errors import LogError
from fairlead.serve.limits import Limits

Open = Callable[..., InProcess]
SCOPE = {"type": "http", "method": "POST", "path": "/predict", "headers": [(b"content-type", b"application/json")]}


def rows_of(count: int) -> list[dict[str, Any]]:
    rows = json.loads(customers().head(count).to_json(orient="records"))
    return [{**row, "tenure": int(row["tenure"])} for row in rows]


def scores(folder: Path, model: str, rows: list[dict[str, Any]], version: int = 1) -> list[list[float]]:
    with registry_of(folder) as registry:
        found: list[list[float]] = registry.load(model, version).score_rows(rows).tolist()
        return found


def test_one_row_is_answered_as_the_model_answers_it(opened: Open, folder: Path) -> None:
    answer = opened().predict(ROW, x_request_id="order-17")
    found = answer.json
    no, yes = scores(folder, "churn", [ROW])[0]
    assert answer.status == 200
    assert answer.headers["x-request-id"] == "order-17"
    assert found == {
        "model": "churn", "version": 1, "arm": "champion", "id": "order-17",
        "prediction": "yes" if yes > no else "no", "probabilities": {"no": no, "yes": yes}, "flags": [],
    }  # fmt: skip


@pytest.mark.parametrize("count", [1, 8, 9, 60])
def test_many_rows_are_answered_in_their_order(opened: Open, folder: Path, count: int) -> None:
    app, rows = opened(), rows_of(count)
    found = app.predict(rows).json["predictions"]
    alone = [scores(folder, "churn", [row])[0] for row in rows]
    for one, (no, yes) in zip(found, alone, strict=True):
        assert math.isclose(one["probabilities"]["no"], no, abs_tol=1e-15)
        assert math.isclose(one["probabilities"]["yes"], yes, abs_tol=1e-15)
    assert len({one["id"] for one in found}) == count
    assert [one["id"] for one in found] == [record.id for record in app.log.records]


def test_rows_may_come_with_ids_of_their_own(opened: Open) -> None:
    app = opened()
    found = app.predict({"rows": {"a": ROW, "b": {**ROW, "plan": "team"}}}).json["predictions"]
    assert [one["id"] for one in found] == ["a", "b"]
    assert [record.id for record in app.log.records] == ["a", "b"]


def test_a_regression_answers_with_a_number_alone(opened: Open, folder: Path) -> None:
    found = opened("price").predict(ROW).json
    assert found["prediction"] == scores(folder, "price", [ROW])[0][0]
    assert "probabilities" not in found


def test_a_model_without_a_plan_answers_too(opened: Open, folder: Path) -> None:
    found = opened("near").predict(ROW).json
    assert list(found["probabilities"].values()) == scores(folder, "near", [ROW])[0]


def test_requests_that_wait_share_a_call_of_the_pipeline_and_get_their_own_answers(opened: Open, folder: Path) -> None:
    app, rows = opened("near"), rows_of(40)

    async def together() -> list[Any]:
        return await asyncio.gather(*(app.post(row) for row in rows))

    answers = asyncio.run(together())
    expected = [scores(folder, "near", [row])[0] for row in rows]
    assert [list(one.json["probabilities"].values()) for one in answers] == expected
    lines = app.get("/metrics").body.decode().splitlines()
    calls = next(int(line.split()[1]) for line in lines if line.startswith("fairlead_pipeline_calls_total "))
    assert calls < 10


def test_a_record_holds_what_was_asked_and_answered(opened: Open) -> None:
    app = opened()
    found = app.predict({**ROW, "more": 1}, x_request_id="r1").json
    record = app.log.records[0]
    assert (record.id, record.model, record.version, record.arm) == ("r1", "churn", 1, "champion")
    assert dict(record.inputs) == ROW
    assert list(record.outputs) == list(found["probabilities"].values())
    assert record.prediction == found["prediction"]
    assert 0 < record.latency_s < 60


def test_all_problems_of_all_rows_are_named_at_once(opened: Open) -> None:
    app = opened()
    answer = app.predict([ROW, {"tenure": "12", "charge": 1.0}, {**ROW, "plan": 3}])
    assert answer.status == 422
    assert answer.json["error"] == "2 of 3 rows cannot be answered, so none is."
    assert [(one["row"], one["field"], one["rule"]) for one in answer.json["problems"]] == [
        (1, "tenure", "type"), (1, "plan", "missing"), (2, "plan", "type"),
    ]  # fmt: skip
    assert answer.json["problems"][0]["message"] == "'tenure' is text; a whole number is expected."
    assert not app.log.records
    mixed = app.predict([ROW, 3, {**ROW, "plan": 3}]).json["problems"]
    assert [(one["row"], one["rule"]) for one in mixed] == [(1, "row"), (2, "type")]


@pytest.mark.parametrize(("rows", "kind"), [(3, "a number"), ("x", "a text"), (None, "null")])
def test_rows_that_are_none_are_named_instead_of_every_field(opened: Open, rows: Any, kind: str) -> None:
    answer = opened().predict({"rows": rows})
    assert answer.status == 422
    said = f"'rows' is {kind}; a list of rows, or an object of rows by their ids, is expected."
    assert {**answer.json, "request": ""} == {"error": said, "request": ""}


def test_a_missing_field_asks_whether_one_with_a_like_name_is_meant(opened: Open) -> None:
    slip = {"tenuer": 12, "charge": 70.5, "plan": "pro"}
    found = opened().predict([slip, {**slip, "charge": "1"}, {"tenure": 12, "plan": "pro"}]).json["problems"]
    expected = "'tenure' is not in the row; a whole number is expected. Is 'tenuer' meant?"
    assert [one["message"] for one in found if one["field"] == "tenure"] == [expected] * 2
    assert not any("meant" in one["message"] for one in found if one["field"] != "tenure")


def test_to_look_for_like_names_takes_little_time_whatever_is_sent(opened: Open) -> None:
    app = opened()
    odd = {f"{n % 10}enur{n}": 1 for n in range(20_000)}
    began = perf_counter()
    assert app.predict(odd).status == 422
    assert app.predict([{f"tenu{n}": 1} for n in range(10_000)]).status == 422
    assert perf_counter() - began < 20, "that grows faster than what was sent"


def test_a_row_that_breaks_a_rule_is_flagged_or_put_apart_as_the_rule_says(opened: Open) -> None:
    app = opened("ruled")
    flagged = app.predict({**ROW, "tenure": 700})
    assert flagged.status == 200
    assert len(flagged.json["flags"]) == 1 and "tenure" in flagged.json["flags"][0]
    assert list(app.log.records[0].problems) == flagged.json["flags"]
    assert "fairlead_rows_flagged_total 1" in app.get("/metrics").body.decode()
    apart = app.predict([ROW, {**ROW, "charge": 900.0}], x_request_id="r2")
    assert apart.status == 422
    assert [(one["row"], one["rule"]) for one in apart.json["problems"]] == [(1, "suite")]
    record = app.log.records[1]
    assert (record.id, record.prediction, dict(record.inputs)) == ("r2:1", None, {**ROW, "charge": 900.0})
    assert record.problems[0].startswith("quarantined: ")
    assert 'fairlead_rows_refused_total{reason="quarantine"} 1' in app.get("/metrics").body.decode()


@pytest.mark.parametrize("count", [1, 3, 20])
def test_rows_that_the_pipeline_refuses_are_found(opened: Open, count: int) -> None:
    rows = [ROW] * count + [{**ROW, "plan": "gold"}]
    answer = opened("strict").predict(rows)
    assert answer.status == 422
    assert [(one["row"], one["rule"]) for one in answer.json["problems"]] == [(count, "pipeline")]
    assert "gold" in answer.json["problems"][0]["message"]


def test_an_answer_that_cannot_be_logged_is_not_given(opened: Open) -> None:
    app = opened()
    app.log.fails = LogError.not_written("predictions", 1, "No space left on device")
    for document in (ROW, [ROW] * 20):
        answer = app.predict(document)
        assert (answer.status, answer.headers["retry-after"]) == (503, "1")
        assert "probabilities" not in answer.body.decode()


def test_an_unexpected_error_tells_the_client_its_id_and_nothing_more(
    opened: Open, caplog: pytest.LogCaptureFixture
) -> None:
    app = opened()
    app.log.fails = ZeroDivisionError("the secret of the house")
    answer = app.predict(ROW, x_request_id="r9")
    assert answer.status == 500
    assert answer.json["request"] == "r9"
    assert "secret" not in answer.body.decode() and "Traceback" not in answer.body.decode()
    assert "r9" in caplog.text and "the secret of the house" in caplog.text


def test_a_server_that_is_full_says_so_at_once(opened: Open) -> None:
    app = opened("near", limits=Limits(busy=2))

    async def crowd() -> list[int]:
        return [one.status for one in await asyncio.gather(*(app.post(ROW) for _ in range(5)))]

    statuses = asyncio.run(crowd())
    assert sorted(statuses) == [200, 200, 503, 503, 503]
    assert app.predict(ROW).status == 200


def test_a_body_that_never_ends_is_given_up(opened: Open) -> None:
    app = opened(limits=Limits(seconds=0.05))

    async def stuck() -> Any:
        parts = [b'{"tenure"', b""]
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            if parts:
                return {"type": "http.request", "body": parts.pop(0), "more_body": True}
            await asyncio.sleep(60)
            raise AssertionError

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "method": "POST",
            "path": "/predict",
            "headers": [(b"content-type", b"application/json")],
        }
        await app.app(scope, receive, send)
        return sent[0]["status"]

    assert asyncio.run(stuck()) == 408


def test_a_client_that_goes_away_is_not_answered_from_half_its_body(opened: Open) -> None:
    app = opened()

    async def gone() -> list[Any]:
        messages = [
            {"type": "http.request", "body": json.dumps(ROW).encode(), "more_body": True},
            {"type": "http.disconnect"},
        ]
        sent: list[Any] = []

        async def receive() -> dict[str, Any]:
            return messages.pop(0)

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "method": "POST",
            "path": "/predict",
            "headers": [(b"content-type", b"application/json")],
        }
        await app.app(scope, receive, send)
        return sent

    assert asyncio.run(gone()) == []
    assert not app.log.records


@pytest.mark.parametrize("parts", [[b" " * 2000], [b" " * 600] * 3], ids=["at once", "in parts"])
def test_a_body_is_read_no_further_than_its_limit(opened: Open, parts: list[bytes]) -> None:
    app = opened(limits=Limits(body=1000))
    assert asyncio.run(app.request("POST", "/predict", parts, JSON)).status == 413
    assert asyncio.run(app.request("POST", "/predict", [b"{}"], {**JSON, "content-length": "2000"})).status == 413


def test_more_rows_than_allowed_are_refused(opened: Open) -> None:
    app = opened(limits=Limits(rows=2))
    assert app.predict([ROW] * 2).status == 200
    assert app.predict([ROW] * 3).status == 413


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 415),
        ({"content-type": "application/x-www-form-urlencoded"}, 415),
        ({"content-type": "text/plain"}, 415),
        ({"content-type": "application/json; charset=utf-16"}, 415),
        ({"content-type": "application/json", "content-encoding": "gzip"}, 415),
        ({"content-type": "Application/JSON; charset=UTF-8"}, 200),
    ],
)
def test_a_body_must_be_said_to_be_json(opened: Open, headers: dict[str, str], status: int) -> None:
    body = json.dumps(ROW).encode()
    assert asyncio.run(opened().request("POST", "/predict", [body], headers)).status == status


def test_pages_know_their_methods_and_others_are_not_there(opened: Open) -> None:
    app = opened()
    assert app.get("/predict").headers["allow"] == "POST"
    assert asyncio.run(app.request("POST", "/model")).headers["allow"] == "GET, HEAD"
    assert app.get("/docs").status == 404
    head = asyncio.run(app.request("HEAD", "/health"))
    assert (head.status, head.body, head.headers["content-length"]) == (200, b"", "18")


def test_a_server_that_drains_lives_and_is_not_ready(opened: Open) -> None:
    app = opened()
    assert (app.get("/health").status, app.get("/ready").status) == (200, 200)
    app.app.is_draining = True
    assert (app.get("/health").status, app.get("/ready").status) == (200, 503)
    answer = app.predict(ROW)
    assert (answer.status, answer.headers["connection"]) == (503, "close")


def test_what_is_served_is_described_in_words(opened: Open) -> None:
    with_plan, without = opened().get("/model").json, opened("near").get("/model").json
    assert (with_plan["name"], with_plan["version"], with_plan["answers_by"]) == ("churn", 1, "plan")
    assert with_plan["fallback"] is None and any("logistic regression" in step for step in with_plan["plan"])
    assert with_plan["classes"] == ["no", "yes"]
    assert [column["name"] for column in with_plan["schema"]["columns"]] == list(ROW)
    assert without["answers_by"] == "pipeline" and "KNeighborsClassifier" in without["fallback"]


def test_without_a_plan_by_choice_the_pipeline_answers(opened: Open) -> None:
    planned, asked = opened(), opened(plans=False)
    assert asked.get("/model").json["answers_by"] == "pipeline"
    one, two = planned.predict(ROW).json, asked.predict(ROW).json
    assert one["probabilities"] == two["probabilities"]


@pytest.mark.parametrize("model", ["churn", "near", "price", "ruled"])
def test_the_description_fits_what_is_asked_and_answered(opened: Open, model: str) -> None:
    from jsonschema import Draft202012Validator
    from referencing import Registry, Resource

    app = opened(model)
    document = app.get("/openapi.json").json
    resource = Resource.from_contents({"$schema": "https://json-schema.org/draft/2020-12/schema", **document})
    registry = Registry().with_resource("urn:api", resource)

    def check(value: Any, *place: str) -> None:
        pointer = "/".join(one.replace("~", "~0").replace("/", "~1") for one in place)
        Draft202012Validator({"$ref": f"urn:api#/{pointer}"}, registry=registry).validate(value)

    post = ("paths", "/predict", "post")
    body = document["paths"]["/predict"]["post"]["requestBody"]["content"]["application/json"]
    row = body["examples"]["row"]["value"]
    asked = (*post, "requestBody", "content", "application/json", "schema")
    answered = (*post, "responses", "200", "content", "application/json", "schema")
    for value in (row, [row, row], {"rows": [row]}, {"rows": {"a": row}}):
        check(value, *asked)
        check(app.predict(value).json, *answered)
    check(app.predict({**row, "tenure": "x"}).json, "components", "schemas", "Error")
    with pytest.raises(Exception, match="is not valid under any"):
        check({**row, "tenure": "x"}, *asked)
