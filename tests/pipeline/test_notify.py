"""Notifications, with a real server and real programs."""

import json
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from fairlead.pipeline.notify import (
    Delivery,
    Notifier,
    NotifyError,
    Outbox,
    command,
    notifier_from_dict,
    send,
    webhook,
)

EVENT = {"run": "r1", "state": "failed", "task": "train"}


@dataclass
class Listener:
    """A server that keeps what it gets and answers as it is told, the last answer again and again."""

    url: str = ""
    answers: list[int] = field(default_factory=lambda: [204])
    pause: float = 0.0
    got: list[tuple[str, dict[str, str], Any]] = field(default_factory=list)


@pytest.fixture
def listener(monkeypatch: pytest.MonkeyPatch) -> Iterator[Listener]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    heard = Listener()

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.got.append((self.path, dict(self.headers), json.loads(body)))
            time.sleep(heard.pause)
            status = heard.answers.pop(0) if len(heard.answers) > 1 else heard.answers[0]
            self.send_response(status)
            self.send_header("Location", "/elsewhere")
            self.end_headers()
            if status != 204:
                self.wfile.write(b"no room for you")

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    heard.url = f"http://127.0.0.1:{server.server_port}/hook"
    yield heard
    server.shutdown()
    server.server_close()


def python(code: str) -> Notifier:
    return command([sys.executable, "-c", code])


def test_a_webhook_gets_the_event_as_json(listener: Listener) -> None:
    send(webhook(listener.url), EVENT, timeout=5)
    ((path, headers, body),) = listener.got
    assert path == "/hook"
    assert headers["Content-Type"] == "application/json"
    assert body == EVENT


def test_a_token_comes_from_the_environment_and_is_not_stored(
    listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    notifier = webhook(f"{listener.url}/${{HOOK_ID}}", headers={"Authorization": "Bearer ${HOOK_TOKEN}"})
    with pytest.raises(NotifyError, match="HOOK_ID"):
        send(notifier, EVENT, timeout=5)
    monkeypatch.setenv("HOOK_ID", "7")
    monkeypatch.setenv("HOOK_TOKEN", "t-123")
    send(notifier_from_dict(json.loads(json.dumps(notifier.to_dict()))), EVENT, timeout=5)
    ((path, headers, _),) = listener.got
    assert path == "/hook/7"
    assert headers["Authorization"] == "Bearer t-123"
    assert "t-123" not in json.dumps(notifier.to_dict())


def test_an_answer_that_is_not_a_success_is_an_error_with_its_words(listener: Listener) -> None:
    listener.answers = [503]
    with pytest.raises(NotifyError, match=r"503 Service Unavailable: no room for you"):
        send(webhook(listener.url), EVENT, timeout=5)


def test_a_redirection_is_not_followed(listener: Listener) -> None:
    listener.answers = [302]
    with pytest.raises(NotifyError, match="302"):
        send(webhook(listener.url), EVENT, timeout=5)
    assert len(listener.got) == 1


def test_a_server_that_does_not_answer_in_time_is_an_error(listener: Listener) -> None:
    listener.pause = 1.0
    with pytest.raises(NotifyError, match="timed out"):
        send(webhook(listener.url), EVENT, timeout=0.1)


def test_a_server_that_is_not_there_is_an_error_without_the_address() -> None:
    with pytest.raises(NotifyError, match="not reached") as caught:
        send(webhook("http://127.0.0.1:9/T000/secret-part"), EVENT, timeout=2)
    assert "secret-part" not in str(caught.value)


def test_a_command_gets_the_event_on_its_standard_input(tmp_path: Path) -> None:
    target = tmp_path / "event.json"
    code = f"import sys, pathlib; pathlib.Path({str(target)!r}).write_text(sys.stdin.read())"
    send(python(code), EVENT, timeout=20)
    assert json.loads(target.read_text()) == EVENT


def test_a_command_that_reads_nothing_succeeds() -> None:
    send(command(["true"]), {"text": "x" * 200_000, **EVENT}, timeout=20)


def test_a_command_that_fails_is_an_error_with_its_last_words() -> None:
    with pytest.raises(NotifyError, match=r"ended with 3: out of paper"):
        send(python("import sys; print('out of paper', file=sys.stderr); sys.exit(3)"), EVENT, timeout=20)


def test_a_command_that_is_missing_is_an_error() -> None:
    with pytest.raises(NotifyError, match="cannot be started"):
        send(command(["no-such-program-anywhere"]), EVENT, timeout=5)


def test_a_command_that_hangs_is_stopped_with_its_children() -> None:
    before = time.monotonic()
    with pytest.raises(NotifyError, match="did not end within"):
        send(command(["sh", "-c", "sleep 60 & wait"]), EVENT, timeout=0.3)
    assert time.monotonic() - before < 20


def test_an_event_that_is_not_json_is_an_error() -> None:
    circle: dict[str, Any] = {}
    circle["self"] = circle
    with pytest.raises(NotifyError, match="JSON"):
        send(command(["true"]), circle, timeout=5)


@pytest.mark.parametrize(
    "notifier", [webhook("https://x.example", headers={"A": "b"}), command(["a", "b"], on="failed")]
)
def test_a_notifier_survives_json(notifier: Notifier) -> None:
    assert notifier_from_dict(json.loads(json.dumps(notifier.to_dict()))) == notifier


def test_what_cannot_be_a_notifier_is_refused() -> None:
    with pytest.raises(ValueError, match="https://"):
        webhook("file:///etc/passwd")
    with pytest.raises(ValueError, match="list"):
        command("notify-send failed")
    with pytest.raises(ValueError, match="at least"):
        command([])


def test_an_address_from_the_environment_must_be_a_web_address_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOOK_URL", "file:///etc/passwd")
    with pytest.raises(NotifyError, match="https://"):
        send(webhook("${HOOK_URL}"), EVENT, timeout=5)


def test_the_outbox_tries_again_and_reports_once(listener: Listener) -> None:
    listener.answers = [500, 500, 204]
    deliveries: list[Delivery] = []
    outbox = Outbox(deliveries.append, first_delay=0.01)
    outbox.put(webhook(listener.url), EVENT)
    assert outbox.close(timeout=20)
    assert [(one.tries, one.error) for one in deliveries] == [(3, None)]
    assert len(listener.got) == 3


def test_the_outbox_gives_up_after_three_tries_and_goes_on(listener: Listener) -> None:
    listener.answers = [500, 500, 500, 204]
    deliveries: list[Delivery] = []
    outbox = Outbox(deliveries.append, first_delay=0.01)
    outbox.put(webhook(listener.url), EVENT)
    outbox.put(webhook(listener.url), {**EVENT, "task": "load"})
    assert outbox.close(timeout=20)
    assert [(one.event["task"], one.tries, one.error is None) for one in deliveries] == [
        ("train", 3, False),
        ("load", 1, True),
    ]


def test_the_delay_doubles_between_tries(listener: Listener) -> None:
    listener.answers = [500]
    before = time.monotonic()
    outbox = Outbox(lambda _: None, first_delay=0.2)
    outbox.put(webhook(listener.url), EVENT)
    assert outbox.close(timeout=20)
    assert time.monotonic() - before >= 0.6


def test_states_that_are_not_wanted_are_not_sent(listener: Listener) -> None:
    deliveries: list[Delivery] = []
    outbox = Outbox(deliveries.append)
    outbox.put(webhook(listener.url, on=["failed"]), {**EVENT, "state": "succeeded"})
    assert outbox.close(timeout=20)
    assert deliveries == listener.got == []


def test_the_caller_never_waits_for_a_slow_server(listener: Listener) -> None:
    listener.pause = 1.0
    deliveries: list[Delivery] = []
    outbox = Outbox(deliveries.append)
    outbox.put(webhook(listener.url), EVENT)
    assert deliveries == []
    assert outbox.close(timeout=20)
    assert len(deliveries) == 1


def test_closing_in_too_little_time_reports_what_was_left() -> None:
    deliveries: list[Delivery] = []
    outbox = Outbox(deliveries.append, first_delay=60.0)
    outbox.put(command(["false"]), EVENT)
    outbox.put(command(["true"]), EVENT)
    before = time.monotonic()
    assert not outbox.close(timeout=2.0)
    assert time.monotonic() - before < 10
    assert [one.tries for one in deliveries] == [1, 0]
    assert "no time left" in str(deliveries[1].error)


def test_a_full_outbox_and_a_closed_one_say_so() -> None:
    deliveries: list[Delivery] = []
    outbox = Outbox(deliveries.append, size=0)
    outbox.put(command(["true"]), EVENT)
    assert "waiting already" in str(deliveries[0].error)
    assert outbox.close(timeout=5)
    outbox.put(command(["true"]), EVENT)
    assert "closed" in str(deliveries[1].error)
