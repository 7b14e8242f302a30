"""Traces, metrics and lines of JSON, as a collector receives them: over HTTP, in protobuf, in another thread."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from fairlead.errors import ProjectError
from fairlead.project import Project
from fairlead.project.tracing.ids import trace_id_of

pytest.importorskip("opentelemetry.sdk")

PIPELINE = """
from pathlib import Path
from fairlead import DAG, PythonOperator

HERE = Path(__file__).parent


def extract():
    return [1, 2, 3]


def flaky(extract):
    if not (HERE / "tried").exists():
        (HERE / "tried").touch()
        raise ValueError("not yet")
    return sum(extract)


def broken(flaky):
    raise KeyError("column")


def last(broken):
    return 1


with DAG("story") as dag:
    extract = PythonOperator(extract)
    flaky = PythonOperator(flaky, retries=1, retry_delay=0.01)
    broken, last = map(PythonOperator, (broken, last))
"""

STATUS_ERROR, SERVER, INTERNAL = 2, 2, 1
"""Numbers of OTLP: a span that failed, and the kinds of spans."""


@dataclass(slots=True)
class Collector:
    """Hold what was received, decoded."""

    port: int
    spans: list[Any] = field(default_factory=list)
    resources: list[dict[str, Any]] = field(default_factory=list)
    metrics: dict[str, list[Any]] = field(default_factory=dict)

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def named(self, name: str) -> list[Any]:
        return [span for span in self.spans if span.name == name]


def values(attributes: Any) -> dict[str, Any]:
    """Return attributes as plain values."""
    return {one.key: getattr(one.value, one.value.WhichOneof("value")) for one in attributes}


@pytest.fixture
def collector() -> Iterator[Collector]:
    from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

    found = Collector(0)

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            assert self.headers["Content-Type"] == "application/x-protobuf"
            if self.path == "/v1/traces":
                for group in ExportTraceServiceRequest.FromString(body).resource_spans:
                    found.resources.append(values(group.resource.attributes))
                    found.spans.extend(span for scope in group.scope_spans for span in scope.spans)
            elif self.path == "/v1/metrics":
                for group in ExportMetricsServiceRequest.FromString(body).resource_metrics:
                    for scope in group.scope_metrics:
                        for metric in scope.metrics:
                            kind = metric.WhichOneof("data")
                            found.metrics.setdefault(metric.name, []).extend(getattr(metric, kind).data_points)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Receiver) as server:
        found.port = server.server_port
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield found
        server.shutdown()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "fairlead.toml").write_text('[project]\nname = "shop"\n')
    (tmp_path / "pipeline.py").write_text(PIPELINE)
    return tmp_path


def fairlead(folder: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "fairlead", *words],
        cwd=folder,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        timeout=120,
    )


def lines_of(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


class TestRuns:
    def test_a_run_is_a_trace_of_tasks_and_attempts(self, folder: Path, collector: Collector) -> None:
        done = fairlead(folder, "run", "--log-format", "json", OTEL_EXPORTER_OTLP_ENDPOINT=collector.endpoint)
        assert (done.returncode, done.stderr) == (1, "")
        lines = lines_of(done.stdout)
        run_id = lines[0]["run"]
        assert {f"{one['kind']}" for one in (lines[0], lines[-1])} == {"run_started", "run_ended"}
        assert {one["trace_id"] for one in lines} == {trace_id_of(run_id)}
        assert {span.trace_id.hex() for span in collector.spans} == {trace_id_of(run_id)}
        (root,) = collector.named("run story")
        assert root.parent_span_id == b"" and root.status.code == STATUS_ERROR
        about = values(root.attributes)
        assert (about["fairlead.run.id"], about["fairlead.state"]) == (run_id, "failed")
        by_id = {span.span_id: span.name for span in collector.spans}
        parents = sorted((span.name, by_id.get(span.parent_span_id)) for span in collector.spans if span is not root)
        assert parents == [
            ("attempt broken", "task broken"),
            ("attempt extract", "task extract"),
            ("attempt flaky", "task flaky"),
            ("attempt flaky", "task flaky"),
            ("task broken", "run story"),
            ("task extract", "run story"),
            ("task flaky", "run story"),
            ("task last", "run story"),
        ]
        tries = sorted(collector.named("attempt flaky"), key=lambda span: span.start_time_unix_nano)
        assert [values(span.attributes)["fairlead.attempt"] for span in tries] == [1, 2]
        assert [span.status.code == STATUS_ERROR for span in tries] == [True, False]
        (told,) = tries[0].events
        assert values(told.attributes) == {"exception.type": "ValueError", "exception.message": "not yet"}
        (task,) = collector.named("task flaky")
        assert task.start_time_unix_nano <= tries[0].start_time_unix_nano
        assert task.end_time_unix_nano == tries[1].end_time_unix_nano
        assert all(span.end_time_unix_nano <= root.end_time_unix_nano for span in collector.spans)
        assert collector.resources[0]["service.name"] == "shop"

    def test_times_are_those_of_the_store(self, folder: Path, collector: Collector) -> None:
        fairlead(folder, "run", OTEL_EXPORTER_OTLP_ENDPOINT=collector.endpoint)
        with Project.find(folder).open_store() as store:
            (run,) = store.runs.recent()
            started = [event for event in store.runs.events(run["id"]) if event["kind"] == "task_started"]
        spans = sorted(span.start_time_unix_nano for span in collector.spans if span.name.startswith("attempt"))
        assert spans == sorted(int(event["at"] * 1e9) for event in started)

    def test_metrics_count_tasks_and_time_attempts(self, folder: Path, collector: Collector) -> None:
        (folder / "fairlead.toml").write_text(f'[traces]\nendpoint = "{collector.endpoint}"\nservice = "web-shop"\n')
        fairlead(folder, "run")
        tasks = {values(one.attributes)["fairlead.state"]: one.as_int for one in collector.metrics["fairlead.tasks"]}
        assert tasks == {"succeeded": 2, "failed": 1, "upstream_failed": 1}
        timed = {values(one.attributes)["fairlead.state"]: one for one in collector.metrics["fairlead.task.duration"]}
        assert {state: one.count for state, one in timed.items()} == {"succeeded": 2, "failed": 2}
        assert 0 < timed["succeeded"].sum < 60
        (run,) = collector.metrics["fairlead.run.duration"]
        assert values(run.attributes) == {"fairlead.pipeline": "story", "fairlead.state": "failed"}
        assert collector.resources[0]["service.name"] == "web-shop"

    def test_a_resumed_run_stays_in_its_trace(self, folder: Path, collector: Collector) -> None:
        variables = {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.endpoint}
        fairlead(folder, "run", **variables)
        source = (folder / "pipeline.py").read_text()
        (folder / "pipeline.py").write_text(source.replace('raise KeyError("column")', "return flaky"))
        assert fairlead(folder, "resume", **variables).returncode == 0
        roots = collector.named("run story")
        assert [values(root.attributes)["fairlead.state"] for root in roots] == ["failed", "succeeded"]
        assert [values(root.attributes)["fairlead.fence"] for root in roots] == [1, 2]
        assert len({span.trace_id for span in collector.spans}) == 1

    def test_a_collector_that_is_gone_costs_a_line_and_a_few_seconds(self, folder: Path) -> None:
        (folder / "tried").touch()
        source = (folder / "pipeline.py").read_text()
        (folder / "pipeline.py").write_text(source.replace('raise KeyError("column")', "return flaky"))
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            endpoint = f"http://127.0.0.1:{one.getsockname()[1]}"
        began = time.monotonic()
        done = fairlead(folder, "run", OTEL_EXPORTER_OTLP_ENDPOINT=endpoint)
        assert done.returncode == 0
        assert time.monotonic() - began < 30
        assert done.stderr.count("\n") == 1 and f"Traces could not be sent to {endpoint}" in done.stderr

    def test_what_is_no_address_is_refused_before_anything_runs(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317")
        with pytest.raises(ProjectError, match="OTEL_EXPORTER_OTLP_ENDPOINT"):
            Project.find(folder)
        monkeypatch.setenv("OTEL_SDK_DISABLED", "true")
        assert Project.find(folder).traces == ""


class TestOff:
    def test_a_run_without_a_collector_loads_nothing_of_it(self, folder: Path) -> None:
        code = """
            import sys
            from fairlead.cli.edge import perform
            perform(["run", "--quiet"])
            heavy = [name for name in sys.modules if name.startswith(("opentelemetry", "requests", "google.protobuf"))]
            print(heavy, "fairlead.project.tracing.runs" in sys.modules)
        """
        done = subprocess.run(
            [sys.executable, "-c", "\n".join(line[12:] for line in code.splitlines())],
            cwd=folder,
            capture_output=True,
            text=True,
        )
        assert done.stdout.splitlines()[-1] == "[] False"

    def test_the_engine_and_the_server_do_not_know_of_it(self) -> None:
        source = Path(sys.modules["fairlead"].__file__ or "").parent
        for room in ("pipeline", "serve", "store", "blobs"):
            for path in (source / room).rglob("*.py"):
                assert "opentelemetry" not in path.read_text(), path


class TestLines:
    def test_each_event_is_an_object(self, folder: Path) -> None:
        done = fairlead(folder, "run", FAIRLEAD_LOG_FORMAT="json")
        lines = lines_of(done.stdout)
        assert [one["kind"] for one in lines if one.get("task") == "flaky"] == [
            "task_started",
            "task_retrying",
            "task_started",
            "task_succeeded",
        ]
        assert lines[-1]["state"] == "failed" and "broken" in lines[-1]["reason"]
        assert all(one["at"].endswith("Z") for one in lines)

    def test_a_format_that_there_is_not_is_refused(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (folder / "fairlead.toml").write_text('[logs]\nformat = "xml"\n')
        with pytest.raises(ProjectError, match=r"logs\.format"):
            Project.find(folder)


@pytest.mark.heavy
class TestRequests:
    @pytest.fixture
    def served(self, folder: Path) -> Path:
        code = """
            import pandas
            from sklearn.linear_model import LogisticRegression
            from fairlead.model import Model
            from fairlead.project import Project
            rows = pandas.DataFrame({"tenure": [1, 2, 3, 30, 40, 50]})
            model = Model.fit("churn", LogisticRegression(), rows, ["yes"] * 3 + ["no"] * 3, seed=7)
            with Project.find().open_registry() as registry:
                registry.put(model)
                registry.promote("churn", 1, expect=None, why="first")
        """
        subprocess.run(
            [sys.executable, "-c", "\n".join(line[12:] for line in code.splitlines())], cwd=folder, check=True
        )
        return folder

    def test_a_request_continues_the_trace_of_its_client(self, served: Path, collector: Collector) -> None:
        pytest.importorskip("uvicorn")
        words = ["serve", "churn", "--port", "0", "--access-log", "--log-format", "json", "--no-log"]
        process = subprocess.Popen(
            [sys.executable, "-m", "fairlead", *words],
            cwd=served,
            env={**os.environ, "OTEL_EXPORTER_OTLP_ENDPOINT": collector.endpoint},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            assert process.stdout is not None
            address = process.stdout.readline().split(" at ")[1].split()[0]
            trace, parent = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
            headers = {
                "Content-Type": "application/json",
                "traceparent": f"00-{trace}-{parent}-01",
                "X-Request-Id": "order-7",
            }
            ask = urllib.request.Request(f"{address}/predict", b'{"tenure": 3}', headers)
            assert urllib.request.urlopen(ask, timeout=30).status == 200
            urllib.request.urlopen(f"{address}/health", timeout=30).close()
            with pytest.raises(urllib.error.HTTPError):
                urllib.request.urlopen(f"{address}/customers/17", timeout=30)
        finally:
            process.terminate()
            _, said = process.communicate(timeout=60)
        spans = {span.name: span for span in collector.spans}
        assert set(spans) == {"POST /predict", "GET other"}
        span = spans["POST /predict"]
        assert (span.trace_id.hex(), span.parent_span_id.hex(), span.kind) == (trace, parent, SERVER)
        about = values(span.attributes)
        assert about["http.response.status_code"] == 200
        assert (about["fairlead.model"], about["fairlead.request.id"]) == ("churn", "order-7")
        timed = {values(one.attributes)["http.route"]: one for one in collector.metrics["http.server.request.duration"]}
        assert {route: one.count for route, one in timed.items()} == {"/predict": 1, "other": 1}
        lines = [one for one in lines_of(said) if one.get("path") == "/predict"]
        assert [(one["request_id"], one["trace_id"], one["status"]) for one in lines] == [("order-7", trace, 200)]
        assert lines[0]["span_id"] == span.span_id.hex()
