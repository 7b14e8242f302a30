"""Secrets: text that is found by name, never stored, and blacked out wherever it would be written."""

from __future__ import annotations

import os
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NoReturn

from fairlead.errors import SecretError

MASK = "***"
PREFIX = "FAIRLEAD_SECRET_"
# Anything shorter is found by chance in ordinary text, and the log would be full of holes.
SHORTEST_SECRET = 4
# So is a piece of base64 text with fewer characters than this (64**6 = 7e10 possibilities).
SHORTEST_PIECE = 6
READABLE_OR_WRITABLE_BY_ALL = 0o006

_MASK_BYTES = MASK.encode()
_ENCODING = ("utf-8", "surrogatepass")
Span = tuple[int, int]


class Secret(str):
    """Hold a password or a token: ordinary text for a library, but not shown by `repr` and never pickled.

    A secret cannot be a task's output, or part of one, because outputs are stored: pickling raises TypeError.
    Every process finds its secrets itself, by name (`resolve_secret`).

    >>> password = Secret("hunter2")
    >>> password, {"password": password}, password == "hunter2"
    (Secret('***'), {'password': Secret('***')}, True)
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return f"Secret({MASK!r})"

    def __copy__(self) -> Secret:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Secret:
        return self

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError(
            "A Secret is never stored, so it cannot be (part of) a task's output. "
            "Hint: give the task that needs it a parameter annotated with Secret."
        )


def resolve_secret(name: str, *, environ: Mapping[str, str], file: Path | None) -> Secret:
    """Find a secret: in ``FAIRLEAD_SECRET_<NAME>``, in ``<NAME>``, then in a TOML file.

    Empty text does not count.
    A dot in the name leads into a table of the file: ``db.password`` is ``password`` in ``[db]``
    (and ``DB_PASSWORD`` in the environment).

    Raises
    ------
    SecretError
        The secret is nowhere, or the file can be read by every user of the machine.

    >>> resolve_secret("api_key", environ={"FAIRLEAD_SECRET_API_KEY": "k-123"}, file=None) == "k-123"
    True
    """
    upper = name.upper().replace("-", "_").replace(".", "_")
    variables = dict.fromkeys((PREFIX + upper, upper, name))
    for variable in variables:
        if environ.get(variable):
            return Secret(environ[variable])
    found = None if file is None else _in_file(file, name)
    if found:
        return Secret(found)
    places = [f"the environment variable {variable}" for variable in variables]
    raise SecretError.missing(name, [*places, *([] if file is None else [f"the file {file}"])])


def _in_file(file: Path, name: str) -> str | None:
    import tomllib  # only where secrets stand in a file

    try:
        stream = file.open("rb")
    except FileNotFoundError:
        return None
    with stream:
        # The open file is asked, not the path, which could be exchanged in between.
        if os.name == "posix" and os.fstat(stream.fileno()).st_mode & READABLE_OR_WRITABLE_BY_ALL:
            raise SecretError.exposed(file)
        try:
            found: Any = tomllib.load(stream)
        except (tomllib.TOMLDecodeError, UnicodeDecodeError):
            raise SecretError.bad_file(file) from None
    for key in name.split("."):
        found = found.get(key) if isinstance(found, Mapping) else None
    return found if isinstance(found, str) else None


class Redactor:
    """Replace every secret in a text by ``***``, also where it is URL-quoted, in base64, or escaped.

    Each line of a secret with several lines counts as a secret. Text shorter than four characters is not
    replaced: it would be found by chance everywhere.

    >>> Redactor(["hunter2", "a/b c"]).redact("login me:hunter2, then GET /?key=a%2Fb+c")
    'login me:***, then GET /?key=***'
    """

    __slots__ = ("_forms",)

    def __init__(self, values: Iterable[str]) -> None:
        found = {form for value in values for form in _forms_of(value)}
        self._forms = tuple(sorted(found, key=lambda form: (-len(form), form)))

    def redact(self, text: str) -> str:
        """Return `text` with every secret replaced."""
        if not self._forms:
            return text
        return self.redact_bytes(text.encode(*_ENCODING)).decode(*_ENCODING)

    def redact_bytes(self, data: bytes) -> bytes:
        """Return `data` (text in UTF-8, or in any encoding that keeps ASCII) with every secret replaced."""
        spans = self._spans(data)
        return _masked(data, spans, len(data), masked_before=0) if spans else data

    def stream(self) -> RedactedStream:
        """Return a filter for data that comes in pieces."""
        return RedactedStream(self)

    def _spans(self, data: bytes, spans: Iterable[Span] = ()) -> list[Span]:
        """Return where secrets are, overlapping ones as one, in order."""
        found = [*spans]
        for form in self._forms:
            start = data.find(form)
            while start >= 0:
                found.append((start, start + len(form)))
                start = data.find(form, start + 1)
        merged: list[Span] = []
        for start, end in sorted(found):
            if merged and start < merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((start, end))
        return merged

    def _begun(self, data: bytes) -> int:
        """Return where the first secret begins that may go on after the end of `data`."""
        first = len(data)
        for form in self._forms:
            start = data.find(form[:1], max(0, len(data) - len(form) + 1), first)
            while start >= 0:
                if form.startswith(data[start:]):
                    first = start
                    break
                start = data.find(form[:1], start + 1, first)
        return first


class RedactedStream:
    """Replace secrets in data that comes in pieces, wherever the pieces are cut.

    What may be the beginning of a secret is held back until the next piece, or `close`, decides.

    >>> stream = Redactor(["hunter2"]).stream()
    >>> stream.feed(b"password hun"), stream.feed(b"ter2 and hun"), stream.close()
    (b'password ', b'*** and ', b'hun')
    """

    __slots__ = ("_held", "_masked", "_redactor")

    def __init__(self, redactor: Redactor) -> None:
        self._redactor = redactor
        self._held = b""
        self._masked = 0  # so many bytes of what is held belong to a secret that is already written as ***

    def feed(self, data: bytes) -> bytes:
        """Take the next piece and return what can be written."""
        return self._write(self._held + data, last=False)

    def close(self) -> bytes:
        """Return what is still held back; the stream is then empty and can be used again."""
        return self._write(self._held, last=True)

    def _write(self, data: bytes, *, last: bool) -> bytes:
        already = [(0, self._masked)] if self._masked else []
        spans = self._redactor._spans(data, already)
        cut = len(data) if last else self._redactor._begun(data)
        written = _masked(data, spans, cut, masked_before=self._masked)
        self._held = data[cut:]
        self._masked = max((end - cut for start, end in spans if start < cut < end), default=0)
        if cut == 0:
            self._masked = spans[0][1] if already else 0
        return written


def _masked(data: bytes, spans: Iterable[Span], end: int, *, masked_before: int) -> bytes:
    """Return ``data[:end]`` with each span replaced; the first `masked_before` bytes are replaced already."""
    pieces: list[bytes] = []
    written = 0
    for start, stop in spans:
        if start >= end:
            break
        pieces.append(data[written:start])
        if not (start == 0 and masked_before):
            pieces.append(_MASK_BYTES)
        written = min(stop, end)
    pieces.append(data[written:end])
    return b"".join(pieces)


def _forms_of(value: str) -> Iterator[bytes]:
    for text in {value, value.strip(), *(line.strip() for line in value.splitlines())}:
        if len(text) >= SHORTEST_SECRET:
            for form in (text, *_escaped(text)):
                yield form.encode(*_ENCODING)
            yield from _in_base64(text.encode(*_ENCODING))


def _escaped(text: str) -> Iterator[str]:
    # Both are needed only where there are secrets.
    from json import dumps
    from urllib.parse import quote, quote_plus

    raw = text.encode(*_ENCODING)
    yield from (quote(raw), quote(raw, safe=""), quote_plus(raw))
    yield from (dumps(text)[1:-1], dumps(text, ensure_ascii=False)[1:-1], repr(str(text))[1:-1])


def _in_base64(raw: bytes) -> Iterator[bytes]:
    """Yield the base64 text of a secret, and what it is inside a longer text such as ``user:password``.

    Three bytes become four characters, so the text of the secret depends on how many bytes stand before it
    (0, 1 or 2 modulo 3); the characters at either end that also depend on its neighbours are left off.
    """
    for encode in (b64encode, urlsafe_b64encode):
        yield encode(raw)
        for before in range(3):
            first, last = -(-before * 8 // 6), (before + len(raw)) * 8 // 6
            piece = encode(b"\0" * before + raw)[first:last]
            if len(piece) >= SHORTEST_PIECE:
                yield piece
