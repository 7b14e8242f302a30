"""Secrets: found by name, never pickled, blacked out in any form."""

import base64
import copy
import json
import os
import pickle
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote, quote_plus, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.errors import SecretError
from fairlead.pipeline.secrets import Redactor, Secret, resolve_secret

PASSWORD = "p@ss/wörd+1 =x"


def test_a_secret_is_text_for_a_library_and_hidden_by_repr() -> None:
    secret = Secret("hunter2")
    assert f"postgresql://me:{secret}@db" == "postgresql://me:hunter2@db"
    assert "hunter2" not in repr({"password": [secret]})


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_secret_cannot_be_pickled(protocol: int) -> None:
    with pytest.raises(TypeError, match="never stored"):
        pickle.dumps({"password": Secret("hunter2")}, protocol)


def test_a_secret_can_be_copied_within_the_process() -> None:
    secret = Secret("hunter2")
    assert copy.copy(secret) is secret
    assert type(copy.deepcopy({"password": secret})["password"]) is Secret


@pytest.mark.parametrize("variable", ["FAIRLEAD_SECRET_API_KEY", "API_KEY", "api-key"])
def test_a_secret_is_found_in_the_environment(variable: str) -> None:
    assert resolve_secret("api-key", environ={variable: "k-123"}, file=None) == "k-123"


def test_the_variable_of_fairlead_goes_first_and_empty_ones_do_not_count() -> None:
    environ = {"API_KEY": "plain", "FAIRLEAD_SECRET_API_KEY": "own"}
    assert resolve_secret("api_key", environ=environ, file=None) == "own"
    assert resolve_secret("api_key", environ=environ | {"FAIRLEAD_SECRET_API_KEY": ""}, file=None) == "plain"


def secrets_file(folder: Path, text: str, mode: int = 0o600) -> Path:
    path = folder / "secrets.toml"
    path.write_text(text)
    path.chmod(mode)
    return path


def test_a_secret_is_found_in_the_file_also_in_a_table(tmp_path: Path) -> None:
    path = secrets_file(tmp_path, 'token = "t-1"\n[db]\npassword = "t-2"\n')
    assert resolve_secret("token", environ={}, file=path) == "t-1"
    assert resolve_secret("db.password", environ={}, file=path) == "t-2"
    assert resolve_secret("db.password", environ={"DB_PASSWORD": "env"}, file=path) == "env"


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX's")
@pytest.mark.parametrize("mode", [0o644, 0o604, 0o602])
def test_a_file_that_everybody_can_read_or_write_is_refused(tmp_path: Path, mode: int) -> None:
    path = secrets_file(tmp_path, 'token = "t-1"', mode)
    with pytest.raises(SecretError, match="chmod 600"):
        resolve_secret("token", environ={}, file=path)


def test_a_missing_secret_names_every_place(tmp_path: Path) -> None:
    with pytest.raises(SecretError) as caught:
        resolve_secret("token", environ={}, file=tmp_path / "secrets.toml")
    assert "FAIRLEAD_SECRET_TOKEN" in str(caught.value)
    assert "secrets.toml" in str(caught.value)


def test_a_broken_file_of_secrets_is_reported_without_its_content(tmp_path: Path) -> None:
    path = secrets_file(tmp_path, 'token = "hunter2')
    with pytest.raises(SecretError) as caught:
        resolve_secret("token", environ={}, file=path)
    assert "hunter2" not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    "shown",
    [
        PASSWORD,
        quote(PASSWORD),
        quote(PASSWORD, safe=""),
        quote_plus(PASSWORD),
        urlencode({"key": PASSWORD}).removeprefix("key="),
        base64.b64encode(PASSWORD.encode()).decode(),
        base64.urlsafe_b64encode(PASSWORD.encode()).decode(),
        json.dumps(PASSWORD).strip('"'),
    ],
)
def test_every_form_of_a_secret_becomes_three_stars(shown: str) -> None:
    assert Redactor([PASSWORD]).redact(f"before {shown} after") == "before *** after"


@given(st.text(max_size=20), st.text(min_size=6, max_size=40), st.text(max_size=20))
def test_base64_of_a_longer_text_does_not_give_the_secret_away(before: str, secret: str, after: str) -> None:
    shown = base64.b64encode((before + secret + after).encode()).decode()
    raw, at = secret.strip().encode(), len((before + secret.partition(secret.strip())[0]).encode())
    if len(raw) < 6:
        return
    redacted = Redactor([secret]).redact(shown)
    inside = shown[-(-at * 8 // 6) : (at + len(raw)) * 8 // 6]
    assert inside not in redacted


def test_each_line_of_a_key_is_blacked_out() -> None:
    key = "-----BEGIN KEY-----\nabcdefgh\nijklmnop\n-----END KEY-----\n"
    redactor = Redactor([key])
    assert redactor.redact("  ijklmnop\r\n") == "  ***\r\n"
    assert redactor.redact(key).strip() == "***"
    assert redactor.redact(repr(key)) == "'***'"


def test_short_values_are_not_looked_for() -> None:
    assert Redactor(["abc", ""]).redact("abc") == "abc"


def test_overlapping_secrets_leave_no_rest() -> None:
    assert Redactor(["abcdef", "defghi"]).redact("xabcdefghix") == "x***x"
    assert Redactor(["aaaa"]).redact("aaaaaa") == "***"


def test_text_that_is_not_valid_unicode_passes() -> None:
    assert Redactor(["hunter2"]).redact("\udc80 hunter2") == "\udc80 ***"


secrets = st.lists(st.text(alphabet="ab/é", min_size=4, max_size=8), min_size=1, max_size=3)
data = st.text(alphabet="ab/é", max_size=60)


@given(secrets, data, data)
def test_no_secret_is_left_whole(values: list[str], before: str, after: str) -> None:
    redacted = Redactor(values).redact(before + values[0] + after)
    assert not any(value in redacted for value in values)


@given(secrets, data, st.lists(st.integers(0, 80), max_size=12))
def test_a_stream_cut_anywhere_gives_what_the_whole_gives(values: list[str], text: str, cuts: list[int]) -> None:
    redactor = Redactor(values)
    raw = text.encode()
    stream = redactor.stream()
    places = [0, *sorted(min(cut, len(raw)) for cut in cuts), len(raw)]
    written = b"".join(stream.feed(raw[start:end]) for start, end in pairwise(places))
    assert written + stream.close() == redactor.redact_bytes(raw)


def test_a_stream_holds_back_no_more_than_a_secret() -> None:
    stream = Redactor(["aaaa"]).stream()
    for _ in range(100):
        stream.feed(b"a" * 100)
    assert len(stream._held) < 4
    assert stream.close() == b""


def test_a_stream_writes_what_cannot_be_a_secret_at_once() -> None:
    stream = Redactor(["hunter2"]).stream()
    assert stream.feed(b"epoch 1\n") == b"epoch 1\n"
