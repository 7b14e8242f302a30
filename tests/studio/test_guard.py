"""Who may ask the studio: a test for each line of its posture."""

from __future__ import annotations

import ast
import re
import socket
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

JSON = {"Content-Type": "application/json", "X-Fairlead": "studio"}


@pytest.fixture
def studio(open_studio: Any) -> Any:
    return open_studio()


def test_it_listens_at_the_loopback_only(studio: Any) -> None:
    addresses = {one[4][0] for one in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
    for address in sorted(one for one in addresses if not one.startswith("127.")):
        with socket.socket() as other:
            other.settimeout(2)
            assert other.connect_ex((address, studio.port)) != 0
    assert studio.get("/mine/").status in (200, 404)


def test_the_token_is_exchanged_for_a_cookie_that_scripts_and_other_sites_cannot_use(studio: Any) -> None:
    answer = studio.ask("GET", f"/mine/runs?stage=train&token={studio.token}")
    assert answer.status == 303
    assert answer.headers["location"] == "/mine/runs?stage=train"
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"fairlead-studio-{studio.port}=")
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie
    assert studio.token not in cookie


@pytest.mark.parametrize("path", ["//evil.example/", "/\\evil.example/", "///evil.example", "/%2F%2Fevil.example"])
def test_the_redirect_after_the_token_stays_here(studio: Any, path: str) -> None:
    place = studio.ask("GET", f"{path}?token={studio.token}").headers["location"]
    assert re.match(r"/(?![/\\])", place), place


@pytest.mark.parametrize("token", ["", "wrong", "x" * 43])
def test_a_wrong_token_gives_no_cookie(studio: Any, token: str) -> None:
    answer = studio.ask("GET", f"/?token={token}")
    assert answer.status == 403
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("path", ["/", "/mine/", "/mine/runs", "/churn/", "/learn", "/mine/runs/x/events"])
def test_nothing_is_shown_without_the_cookie(studio: Any, path: str) -> None:
    answer = studio.ask("GET", path)
    assert answer.status == 403
    assert "Open the address that the terminal shows" in answer.words


def test_a_cookie_that_is_made_up_or_of_another_port_opens_nothing(studio: Any) -> None:
    name, _, value = studio.cookie.partition("=")
    for cookie in (f"{name}=x", f"fairlead-studio-{studio.port + 1}={value}", f"{name}={value[:-1]}", value):
        assert studio.ask("GET", "/mine/", headers={"Cookie": cookie}).status == 403


@pytest.mark.parametrize(
    "host",
    ["", "127.0.0.1", "127.0.0.1.evil.example:{port}", "127.0.0.1:1", "evil.example", "evil.example:{port}"],
)
def test_another_host_is_misdirected_even_with_the_cookie(studio: Any, host: str) -> None:
    headers = {"Host": host.format(port=studio.port), "Cookie": studio.cookie}
    assert studio.ask("GET", "/mine/", headers=headers).status == 421
    assert studio.ask("GET", "/static/css/tokens.css", headers=headers).status == 421


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "LOCALHOST", "[::1]"])
def test_the_names_of_the_loopback_are_its_own(studio: Any, name: str) -> None:
    headers = {"Host": f"{name}:{studio.port}", "Cookie": studio.cookie}
    assert studio.ask("GET", "/", headers=headers).status == 303


@pytest.mark.parametrize(
    "origin",
    ["", "http://127.0.0.1", "http://evil.example", "http://localhost:{port}", "https://127.0.0.1:{port}", "null"],
)
def test_a_write_needs_the_exact_origin(studio: Any, origin: str) -> None:
    headers = {**JSON, "Cookie": studio.cookie, "Origin": origin.format(port=studio.port)}
    answer = studio.ask("POST", "/theme", "{}", headers)
    assert answer.status == 403
    assert "nothing was done" in answer.words


def test_a_write_needs_the_header_or_the_token_of_a_form(studio: Any) -> None:
    base = {"Cookie": studio.cookie, "Origin": studio.origin}
    form = {**base, "Content-Type": "application/x-www-form-urlencoded"}
    right = f"theme=dark&token_of_form={studio.form_token}"

    def status(body: str, headers: dict[str, str]) -> int:
        found: int = studio.ask("POST", "/theme", body, headers).status
        return found

    assert status("theme=dark", form) == 403
    assert status("theme=dark&token_of_form=x", form) == 403
    assert status(right, {**base, "Content-Type": "text/plain"}) == 403, "what another site's form may send"
    assert status("{}", {**base, "X-Fairlead": "no", "Content-Type": "application/json"}) == 403
    assert status(right, form) == 303
    assert status("theme=dark", {**base, "X-Fairlead": "studio"}) == 204


def test_a_write_needs_the_cookie_too(studio: Any) -> None:
    assert studio.ask("POST", "/theme", "{}", {**JSON, "Origin": studio.origin}).status == 403


@pytest.mark.parametrize("method", ["DELETE", "PATCH", "PUT"])
def test_every_method_that_is_not_reading_counts_as_writing(studio: Any, method: str) -> None:
    assert studio.ask(method, "/mine/", "{}", {**JSON, "Cookie": studio.cookie}).status == 403


def test_no_other_origin_is_allowed_anything(studio: Any) -> None:
    headers = {"Cookie": studio.cookie, "Origin": "http://evil.example", "Access-Control-Request-Method": "POST"}
    for method in ("GET", "OPTIONS"):
        answer = studio.ask(method, "/mine/", None, headers)
        assert not [name for name in answer.headers if name.startswith("access-control")]
    assert studio.ask("OPTIONS", "/mine/", None, headers).status == 403


@pytest.mark.parametrize("path", ["/mine/", "/nothing/here", "/static/css/tokens.css", "/?token=wrong", "/mine/runs/x"])
def test_every_answer_carries_the_same_policy(studio: Any, path: str) -> None:
    headers = studio.get(path).headers
    policy = dict(one.strip().partition(" ")[::2] for one in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["form-action"] == "'self'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["cross-origin-opener-policy"] == headers["cross-origin-resource-policy"] == "same-origin"


def test_pages_are_kept_by_no_cache_and_marked_files_are(studio: Any) -> None:
    page = studio.get("/mine/runs")
    assert page.headers["cache-control"] == "no-store"
    marked = re.search(r'href="(/static/v-[0-9a-f]+/css/studio.css)"', page.text)
    assert marked is not None
    assert "immutable" in studio.get(marked[1]).headers["cache-control"]
    assert studio.get("/static/css/studio.css").headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", [
    "/static/../guard.py", "/static/%2e%2e/guard.py", "/static/css/../../guard.py", "/static/v-x/../../guard.py",
    "/static/v-x/%2e%2e/%2e%2e/guard.py", "/static//etc/passwd", "/static/..%2fguard.py", "/static/%5c..%5cguard.py",
])  # fmt: skip
def test_no_path_leads_out_of_the_static_files(studio: Any, path: str) -> None:
    answer = studio.ask("GET", path, headers={"Cookie": studio.cookie})
    assert answer.status == 404
    assert "compare_digest" not in answer.text and "root:" not in answer.text


@pytest.mark.parametrize("run", ["..%2f..%2fstore.db", "%2e%2e", "..%5c..", "%00", "a%2fb", "'%20OR%201=1--"])
def test_no_name_of_a_run_leads_out_of_its_folder(open_studio: Any, tmp_path: Path, run: str) -> None:
    from fairlead.project.example import write_start

    (tmp_path / "secret.log").write_text("the secret")
    write_start(tmp_path / "mine")
    studio = open_studio(tmp_path / "mine")
    for path in (f"/mine/runs/{run}", f"/mine/runs/{run}/events", f"/mine/runs/{run}/part"):
        answer = studio.get(path)
        assert answer.status == 404, path
        assert "the secret" not in answer.text


def test_a_body_that_is_too_long_is_not_read(studio: Any) -> None:
    headers = {**JSON, "Cookie": studio.cookie, "Origin": studio.origin}
    assert studio.ask("POST", "/theme", "x" * 1_000_001, headers).status == 413


def test_a_websocket_is_refused(studio: Any) -> None:
    headers = {
        "Cookie": studio.cookie, "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Origin": studio.origin,
    }  # fmt: skip
    assert studio.ask("GET", "/mine/runs/x/events", headers=headers).status != 101


def test_nothing_that_a_person_types_into_an_address_becomes_markup(studio: Any) -> None:
    for path in ("/mine/runs/%3Cscript%3Ealert(1)%3C/script%3E", "/mine/runs?state=%3Cscript%3Ealert(1)%3C/script%3E",
                 "/mine/pipeline?stage=%22%3E%3Cscript%3Ealert(1)%3C/script%3E"):  # fmt: skip
        assert "<script>alert" not in studio.get(path).text


def test_the_choice_of_colours_is_kept(studio: Any) -> None:
    answer = studio.send_form("/theme", {"theme": "dark", "back": "/mine/runs?state=failed"})
    assert (answer.status, answer.headers["location"]) == (303, "/mine/runs?state=failed")
    kept = answer.headers["set-cookie"].partition(";")[0]
    page = studio.ask("GET", "/mine/", headers={"Cookie": f"{studio.cookie}; {kept}"})
    assert 'data-theme="dark"' in page.text
    assert "data-theme=" not in re.sub("data-theme-switch", "", studio.get("/mine/").text)


@pytest.mark.parametrize("back", ["//evil.example", "/\\evil.example", "http://evil.example", "javascript:alert(1)"])
def test_the_switch_of_colours_leads_nowhere_else(studio: Any, back: str) -> None:
    assert studio.send_form("/theme", {"theme": "dark", "back": back}).headers["location"] == "/"


STUDIO = Path(str(find_spec("fairlead.studio").submodule_search_locations[0]))  # type: ignore[union-attr,index]
TEMPLATES = sorted(one.relative_to(STUDIO).as_posix() for one in (STUDIO / "templates").rglob("*.html"))


DRAWINGS = {"chart", "drift", "part.chart", "sparks[name]"}
"""What views/charts.py has drawn: markup in which every name is escaped already."""


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_template_needs_a_weaker_policy(name: str) -> None:
    text = (STUDIO / name).read_text()
    assert not re.search(r"\sstyle\s*=", text), "a style attribute"
    assert "<style" not in text
    assert not re.search(r"<script(?![^>]*\ssrc=)", text), "a script in the page"
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text), "a handler in an attribute"
    assert not re.search(r"(?:src|href)=[\"'](?:https?:)?//", text), "something of another host"
    unescaped = re.findall(r"([\w.\[\]]+)\s*\|\s*safe", text)
    assert set(unescaped) <= DRAWINGS, "what is put into a page is escaped"


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_form_that_changes_something_carries_the_token(name: str) -> None:
    forms = re.findall(r"<form[^>]*method=\"post\".*?</form>", (STUDIO / name).read_text(), re.DOTALL | re.IGNORECASE)
    assert all("token()" in form for form in forms)


def test_the_studio_itself_unpickles_and_evaluates_nothing() -> None:
    told = []
    for path in sorted(STUDIO.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [one.name for one in node.names] if isinstance(node, (ast.Import, ast.ImportFrom)) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            called = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
            # The sandbox's child runs a learner's code, that is what it is for; the other runs a text of our own.
            is_known = "sandbox" in path.parts or path.name == "measured.py"
            if any(one.split(".")[0] in FORBIDDEN for one in names) or (called in ("eval", "exec") and not is_known):
                told.append(f"{path.relative_to(STUDIO)}:{node.lineno}")
    assert told == []


FORBIDDEN = ("cloudpickle", "dill", "joblib", "marshal", "pickle", "shelve", "skops")


def test_an_output_that_would_act_when_loaded_is_only_described(open_studio: Any, tmp_path: Path) -> None:
    home = tmp_path / "mine"
    home.mkdir()
    (home / "pipeline.py").write_text(
        "from pathlib import Path\n"
        "from fairlead import DAG, PythonOperator\n\n\n"
        "class Trap:\n"
        "    def __reduce__(self):\n"
        "        return (Path.touch, (Path(__file__).parent / 'sprung',))\n\n\n"
        "def make():\n"
        "    return Trap()\n\n\n"
        "with DAG('trap') as dag:\n"
        "    make = PythonOperator(make)\n"
    )
    studio = open_studio(home)
    run = studio.post("/mine/runs", {}).json["run"]
    assert studio.events(f"/mine/runs/{run}/events")[-1][2] == {"state": "succeeded"}
    (home / "sprung").unlink(missing_ok=True)  # the engine itself may look at what it has stored
    for path in ("/mine/", "/mine/pipeline?stage=make", f"/mine/runs/{run}?stage=make", "/mine/models", "/mine/checks"):
        assert studio.get(path).status == 200, path
    assert "pickle5" in studio.get(f"/mine/runs/{run}?stage=make").words
    assert not (home / "sprung").exists()
