"""API keys: a random token that is shown once, its digest in the store, and who may ask."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from fairlead.serve.refusal import Refusal

PREFIX = "fairlead_"
"""Begins every token, so that programs which look for secrets in code find it."""


def new_token() -> str:
    """Return a token of 256 random bits."""
    return PREFIX + secrets.token_urlsafe(32)


def digest_of(token: str | bytes) -> str:
    """Return what is stored of a token.

    A token of 256 random bits cannot be guessed, so one round of SHA-256 hides it as well as a slow hash would.
    """
    return sha256(token.encode() if isinstance(token, str) else token).hexdigest()


class Door:
    """Let those in who have a key.

    Parameters
    ----------
    keys : the active keys, as rows of the store.

    Attributes
    ----------
    used : when each key was last used since somebody took this down, by its digest.

    >>> door = Door([{"digest": digest_of("fairlead_abc"), "name": "shop"}])
    >>> door.name_of({b"authorization": b"Bearer fairlead_abc"}, now=5.0)
    'shop'
    """

    def __init__(self, keys: Iterable[Mapping[str, Any]] = ()) -> None:
        self._names: dict[str, str] = {}
        self.used: dict[str, float] = {}
        self.change(keys)

    def change(self, keys: Iterable[Mapping[str, Any]]) -> None:
        """Let these keys count from now on, and no others."""
        self._names = {row["digest"]: row["name"] for row in keys}

    def name_of(self, headers: Mapping[bytes, bytes], now: float) -> str:
        """Return whose key a request brings, and note that it was used.

        Raises
        ------
        Refusal
            It brings none, or one that does not count.
        """
        token = _token(headers)
        if token is None:
            raise _refused("The request brings no API key. Send it as 'Authorization: Bearer KEY'.")
        given, found = digest_of(token), None
        for digest, name in self._names.items():  # all of them, however early one fits
            if hmac.compare_digest(digest, given):
                found = name
        if found is None:
            raise _refused("The API key is not known, or was revoked.")
        self.used[given] = now
        return found


def _token(headers: Mapping[bytes, bytes]) -> bytes | None:
    said = headers.get(b"authorization", b"")
    if said[:7].lower() == b"bearer ":
        return said[7:].strip()
    return headers.get(b"x-api-key")


def _refused(message: str) -> Refusal:
    return Refusal(401, message, headers=((b"www-authenticate", b"Bearer"),))
