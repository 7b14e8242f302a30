"""Clients that do not keep to HTTP, or keep to it very slowly, harm nobody but themselves."""

from __future__ import annotations

import contextlib
import json
import re
import socket
import threading
import time

import pytest
from flood import ROW
from served import Served, read_all, request, statuses

BODY = json.dumps(ROW).encode()
LARGE = 100_000_000
FLAT = 15.0
"""MB that the memory may grow by while something large passes: buffers that Python keeps."""


def test_a_large_body_is_refused_before_it_is_read(served: Served) -> None:
    before = served.memory()
    with served.connect() as connection:
        connection.sendall(request(b"", length=LARGE))
        assert connection.recv(65536).startswith(b"HTTP/1.1 413")
        sent = send_as_much_as_possible(connection, b"x" * 65536, LARGE)
    assert sent < LARGE / 2, "it reads on after it has refused"
    assert served.memory() - before < FLAT


def test_a_large_body_of_unknown_length_is_refused_on_the_way(served: Served) -> None:
    before = served.memory()
    chunk = b"10000\r\n" + b"x" * 65536 + b"\r\n"
    with served.connect() as connection:
        connection.sendall(request(b"", "Transfer-Encoding: chunked", length=-1))
        sent = send_as_much_as_possible(connection, chunk, LARGE)
        said = read_all(connection)
    assert sent < LARGE / 2, "it reads on after it has refused"
    assert statuses(said) in ([413], [])  # the answer can be lost, since the server closed while we were sending
    assert served.memory() - before < FLAT


def send_as_much_as_possible(connection: socket.socket, part: bytes, most: int) -> int:
    """Send until the other side closes or stops reading for two seconds; return how many bytes it took."""
    connection.settimeout(2)
    sent = 0
    with contextlib.suppress(OSError):
        while sent < most:
            connection.sendall(part)
            sent += len(part)
    return sent


@pytest.mark.parametrize("large", ["address", "header", "headers", "trailers"])
def test_a_large_head_is_refused_and_not_kept(served: Served, large: str) -> None:
    before = served.memory()
    first = b"POST /predict HTTP/1.1\r\nHost: localhost\r\n"
    part = b"X-A: " + b"a" * 65536 + b"\r\n"
    if large == "address":
        first, part = b"POST /", b"a" * 65536
    elif large == "header":
        first, part = first + b"X-A: ", b"a" * 65536
    elif large == "trailers":  # headers behind a body of chunks
        first = request(b"", "Transfer-Encoding: chunked", length=-1) + b"2\r\n{}\r\n0\r\n"
    with served.connect() as connection:
        connection.sendall(first)
        sent = send_as_much_as_possible(connection, part, LARGE)
        said = read_all(connection)
    assert sent < LARGE / 2, "it reads on"
    assert set(statuses(said)) <= {400, 408, 414, 431}
    assert served.memory() - before < FLAT


def test_a_head_that_is_a_little_too_large_is_told_so(served: Served) -> None:
    assert statuses(served.raw(request(BODY, f"X-A: {'a' * 70_000}"))) == [431]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a letter in the length", request(BODY).replace(b"Length: ", b"Length: x")),
        ("a negative length", request(BODY, length=-7)),
        ("a plus in the length", request(BODY).replace(b"Length: ", b"Length: +")),
        ("chunks and a length", request(BODY, "Transfer-Encoding: chunked")),
        ("no hex in a chunk's length", request(b"zz\r\nabc\r\n0\r\n\r\n", "Transfer-Encoding: chunked", length=-1)),
        ("two lengths", request(BODY, "Content-Length: 3")),
        ("a zero byte in a header", request(BODY, "X-A: a\0b")),
        ("a space before the colon", request(BODY, "X-A : b")),
        ("a folded header", request(BODY, "X-A: b", " c")),
        ("no HTTP", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(300)),
        ("an unknown method", request(BODY).replace(b"POST", b"P\x01ST")),
        ("version 9", request(BODY).replace(b"HTTP/1.1", b"HTTP/9.9")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_http_is_answered_with_400_and_closed(served: Served, name: str, data: bytes) -> None:
    began = time.monotonic()
    said = served.raw(data, seconds=10)
    assert statuses(said) == [400], said[:300]
    assert time.monotonic() - began < 8, "it was not closed"


def test_requests_in_one_packet_are_answered_in_their_order(served: Served) -> None:
    packet = b"".join(request(BODY, f"X-Request-ID: one-{n}") for n in range(40))
    last = request(BODY, "X-Request-ID: last", "Connection: close")
    said = served.raw(packet + last, seconds=10)
    assert statuses(said) == [200] * 41
    ids = re.findall(rb"(?i)x-request-id: (\S+)", said)
    assert ids == [*(b"one-%d" % n for n in range(40)), b"last"]


def test_a_bad_request_between_good_ones_in_one_packet_fails_alone(served: Served) -> None:
    packet = request(BODY) + request(b"{") + request(BODY, "Connection: close")
    assert statuses(served.raw(packet, seconds=10)) == [200, 400, 200]


def test_a_head_that_comes_byte_by_byte_is_cut_off(served: Served) -> None:
    with served.connect(40) as connection:
        connection.sendall(b"POST /predict HTTP/1.1\r\n")
        began = time.monotonic()
        with contextlib.suppress(OSError):
            while time.monotonic() - began < 10:
                connection.sendall(b"X")
                time.sleep(0.2)
        assert time.monotonic() - began < 8


def test_a_connection_that_says_nothing_is_closed(served: Served) -> None:
    with served.connect(10) as connection:
        began = time.monotonic()
        read_all(connection)
        assert time.monotonic() - began < 8


def test_a_body_that_never_comes_is_answered_with_408(served: Served) -> None:
    with served.connect(10) as connection:
        connection.sendall(request(BODY[:20], length=len(BODY)))
        assert statuses(read_all(connection)) == [408]


def test_clients_that_go_away_in_the_middle_leave_nothing_behind(served: Served) -> None:
    assert served.ask(BODY).status == 200
    files = served.files()
    for number in range(200):
        with served.connect() as connection:
            whole = request(BODY)
            connection.sendall(whole[: 30 + number])
            if number % 2:  # a reset rather than an end
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    time.sleep(0.5)
    assert served.ask(BODY).status == 200
    assert served.files() <= files + 2


@pytest.mark.parametrize(
    "sent", [b"POST /predict HTTP/1.1\r\nHost: ", request(BODY[:20], length=len(BODY))], ids=["head", "body"]
)
def test_three_hundred_slow_clients_keep_nobody_else_waiting(served: Served, sent: bytes) -> None:
    with contextlib.ExitStack() as stack:
        for _ in range(300):
            stack.enter_context(served.connect()).sendall(sent)
        began = time.monotonic()
        assert [served.ask(BODY).status for _ in range(20)] == [200] * 20
        assert time.monotonic() - began < 1.5, "they were waited for"


def test_a_client_that_does_not_read_its_answers_keeps_nobody_else_waiting(served: Served) -> None:
    before = served.memory()
    with served.connect(2) as deaf:
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        rows = json.dumps([ROW] * 1000).encode()
        with contextlib.suppress(OSError):
            for _ in range(200):
                deaf.sendall(request(rows))
        assert served.ask(BODY).status == 200
        assert served.memory() - before < 100


def test_a_client_may_ask_whether_it_may_send(served: Served) -> None:
    with served.connect(10) as connection:
        connection.sendall(request(b"", "Expect: 100-continue", "Connection: close", length=len(BODY)))
        assert connection.recv(65536).startswith(b"HTTP/1.1 100")
        connection.sendall(BODY)
        assert statuses(read_all(connection)) == [200]


def test_a_row_in_small_pieces_is_answered(served: Served) -> None:
    with served.connect(20) as connection:
        for byte in request(BODY, "Connection: close"):
            connection.send(bytes([byte]))
        assert statuses(read_all(connection)) == [200]


def test_an_old_client_is_answered_and_its_connection_closed(served: Served) -> None:
    assert statuses(served.raw(request(BODY).replace(b"HTTP/1.1", b"HTTP/1.0"), seconds=10)) == [200]


@pytest.mark.parametrize("method", ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "PUT", "TRACE"])
def test_predict_knows_one_method(served: Served, method: str) -> None:
    answer = served.ask(method=method)
    assert (answer.status, answer.headers["allow"]) == (405, "POST")


@pytest.mark.parametrize(
    "path", ["/", "/%00", "/%ff%fe", "/..%2f..%2fetc/passwd", "/predict/", "//predict", "/predict%20"]
)
def test_what_is_not_there_is_not_there(served: Served, path: str) -> None:
    assert served.ask(BODY, path=path).status == 404


def test_ids_that_would_harm_a_log_are_replaced(served: Served) -> None:
    for given in ("", "a b", "é", "x" * 201, "a\tb"):
        answer = served.ask(BODY, X_Request_ID=given)
        assert answer.status == 200
        assert answer.headers["x-request-id"] != given


def test_a_crowd_of_threads_is_answered(served: Served) -> None:
    found: list[int] = []

    def ask() -> None:
        found.extend(served.ask(BODY).status for _ in range(10))

    crowd = [threading.Thread(target=ask) for _ in range(32)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert found == [200] * 320


def test_the_server_is_still_there_and_has_met_no_unexpected_error(served: Served) -> None:
    assert served.process.poll() is None
    assert "Traceback" not in served.said(), served.said()[-3000:]
    numbers = served.ask(path="/metrics", method="GET").body.decode()
    assert re.findall(r"(?m)^fairlead_errors_total (\S+)", numbers) in ([], ["0"])
