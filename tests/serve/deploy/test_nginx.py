"""nginx with the site of the page, in front of two servers."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flood import ROW
from pages import DOCS, blocks
from served import Served, free_port, make_project, read_all, serving

from fairlead.project.serving import add_key

pytestmark = pytest.mark.heavy
BODY = json.dumps(ROW)


@dataclass(frozen=True, slots=True)
class Front:
    """nginx, and the servers behind it."""

    port: int
    plain_port: int
    key: str
    servers: tuple[Served, Served]

    def ask(self, path: str = "/predict", body: str | None = BODY, source: str = "127.0.0.1", **headers: str) -> Any:
        trusting = ssl._create_unverified_context()
        connection = http.client.HTTPSConnection(
            "127.0.0.1", self.port, context=trusting, timeout=60, source_address=(source, 0)
        )
        with contextlib.closing(connection):
            names = {name.replace("_", "-"): value for name, value in headers.items()}
            given = {"Content-Type": "application/json", "Authorization": f"Bearer {self.key}", **names}
            connection.request("GET" if body is None else "POST", path, body, given)
            answer = connection.getresponse()
            return answer.status, answer.read(), {name.lower(): value for name, value in answer.getheaders()}


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """Start two servers and nginx with what the page says, two upstreams and the retry among it."""
    nginx = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
    if nginx is None or shutil.which("openssl") is None:
        pytest.skip("no nginx here: `make heavy` sets it up")
    place = tmp_path_factory.mktemp("front")
    key = add_key(make_project(place), "web-shop")
    with contextlib.ExitStack() as stack:
        servers = [stack.enter_context(serving(place, "--auth", "--linger", "1")) for _ in range(2)]
        front = Front(free_port(), free_port(), key, (servers[0], servers[1]))
        path = write_site(place, front)
        tested = subprocess.run([nginx, "-t", "-p", place, "-c", path], capture_output=True, text=True, check=False)
        assert tested.returncode == 0, tested.stderr
        assert "warn" not in tested.stderr, tested.stderr
        with (place / "nginx.log").open("wb") as log:
            process = subprocess.Popen([nginx, "-p", place, "-c", path], stdout=log, stderr=log)
        try:
            wait_for(front.port)
            yield front
        finally:
            process.send_signal(signal.SIGQUIT)
            process.wait(30)


def write_site(place: Path, front: Front) -> Path:
    """Write the page's site with ports and a certificate that are here."""
    certificate, secret = place / "fullchain.pem", place / "privkey.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=churn.example.com",
         "-keyout", secret, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    site, two, retry, zone, limit = (
        one.text for one in blocks(DOCS / "how-to" / "deploy-behind-nginx.md") if one.info == "nginx"
    )
    site = re.sub(r"(?s)upstream churn \{.*?\}\n", two, site, count=1)
    site = site.replace("location = /predict      {", f"location = /predict {{\n{retry}\n{limit}\n")
    site = site.replace("/etc/ssl/churn", str(place))
    site = site.replace("listen 80;", f"listen 127.0.0.1:{front.plain_port};")
    site = site.replace("listen 443 ssl;", f"listen 127.0.0.1:{front.port} ssl;")
    for port, served in zip((8000, 8001), front.servers, strict=True):
        site = site.replace(f"127.0.0.1:{port};", f"127.0.0.1:{served.port};")
    folders = "".join(
        f"{name}_temp_path {place}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    path = place / "nginx.conf"
    user = "user root;\n" if os.geteuid() == 0 else ""  # its workers must reach this folder
    path.write_text(
        f"{user}daemon off;\npid {place}/nginx.pid;\nerror_log {place}/error.log;\nworker_processes 1;\n"
        f"events {{}}\nhttp {{\naccess_log {place}/access.log;\n{folders}{zone}{site}}}\n"
    )
    return path


def wait_for(port: int) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise AssertionError("nginx does not listen")


def test_a_row_is_answered_over_tls(front: Front) -> None:
    status, body, _ = front.ask()
    assert status == 200, body
    assert json.loads(body)["version"] == 1


def test_a_client_without_a_key_is_not_let_in(front: Front) -> None:
    assert front.ask(Authorization="Bearer nonsense")[0] == 401


def test_a_client_names_its_request_or_nginx_does(front: Front) -> None:
    assert front.ask(X_Request_ID="order-17")[2]["x-request-id"] == "order-17"
    assert re.fullmatch(r"[0-9a-f]{32}", front.ask()[2]["x-request-id"])


def test_a_body_that_is_a_little_too_large_gets_a_sentence_of_the_server(front: Front) -> None:
    status, body, _ = front.ask(body=" " * 1_020_000)
    assert (status, "error" in json.loads(body)) == (413, True)


def test_a_body_that_is_much_too_large_is_refused_by_nginx(front: Front) -> None:
    status, body, _ = front.ask(body=" " * 3_000_000)
    assert (status, b"nginx" in body) == (413, True)


def test_a_page_that_nobody_should_see_is_not_there(front: Front) -> None:
    assert front.ask("/", body=None)[0] == 404
    assert front.ask("/metrics", body=None)[0] == 200
    assert front.ask("/metrics", body=None, source="127.0.0.2")[0] == 403


def test_plain_http_is_sent_to_https(front: Front) -> None:
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", front.plain_port, timeout=10)) as connection:
        connection.request("POST", "/predict", BODY, {"Host": "churn.example.com"})
        answer = connection.getresponse()
        assert (answer.status, answer.getheader("Location")) == (308, "https://churn.example.com/predict")


def test_connections_to_the_servers_stay_open(front: Front) -> None:
    before = ended_connections(front)
    for _ in range(60):
        assert front.ask()[0] == 200
    assert ended_connections(front) - before < 10


def ended_connections(front: Front) -> int:
    """Count the connections to the servers that Linux still remembers (TIME_WAIT, 06)."""
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    ports = {f"{served.port:04X}" for served in front.servers}
    return sum(words[3] == "06" and bool(ports & {words[1][-4:], words[2][-4:]}) for words in lines)


def test_a_slow_client_is_given_up_and_never_reaches_a_server(front: Front) -> None:
    before = [count_requests(served, front.key) for served in front.servers]
    raw = socket.create_connection(("127.0.0.1", front.port), timeout=30)
    with ssl._create_unverified_context().wrap_socket(raw) as connection:
        head = f"POST /predict HTTP/1.1\r\nHost: churn.example.com\r\nContent-Length: {len(BODY)}\r\n\r\n"
        connection.sendall(head.encode() + BODY[:10].encode())
        began = time.monotonic()
        read_all(connection)
        assert 5 < time.monotonic() - began < 20
    assert [count_requests(served, front.key) for served in front.servers] == before


def count_requests(served: Served, key: str) -> float:
    text = served.ask(path="/metrics", method="GET", Authorization=f"Bearer {key}").body.decode()
    return sum(float(one) for one in re.findall(r'fairlead_requests_total{route="/predict",[^}]*} (\S+)', text))


def test_one_of_two_servers_can_be_stopped_and_no_request_fails(front: Front) -> None:
    """The last test: it leaves one server."""
    found: Counter[int] = Counter()
    is_over = threading.Event()

    def ask() -> None:
        while not is_over.is_set():
            found[front.ask()[0]] += 1
            time.sleep(0.02)

    crowd = [threading.Thread(target=ask) for _ in range(4)]
    for one in crowd:
        one.start()
    time.sleep(1)
    assert front.servers[0].stop() == 0
    time.sleep(1)
    is_over.set()
    for one in crowd:
        one.join()
    assert set(found) == {200}, found
    assert found[200] > 20
