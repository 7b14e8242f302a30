"""The few verbs of fsspec that blobs need, on S3 and what speaks like it, through obstore.

obstore knows what fsspec has no word for: a PUT that is refused if the key is taken (``If-None-Match: *``). So of two
workers that finish the same task at once one PUT commits, and nobody ever writes over a good blob.
"""

from __future__ import annotations

import configparser
import contextlib
import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode

from fairlead.blobs.store import FRESH
from fairlead.errors import MissingExtraError, ObjectStoreError

PART_BYTES = 16 << 20
"""A larger blob travels as a multipart upload, whose completion is the commit."""

OPTIONS = ("endpoint", "region")
"""What may stand behind the ``?`` of a location: no secret, as a location is passed on and shown."""

TIMES = {"connect_timeout": "5s", "timeout": "120s"}
"""How long a silent network is believed: 16 MB in two minutes is slower than any that a person would wait for."""

_used_in: list[int] = []
"""The process that first spoke to an object store: obstore's threads do not live on in a fork of it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Say where a bucket is.

    >>> Place.parse("s3://bucket/runs?endpoint=http://127.0.0.1:9000&region=eu-west-1")
    Place(bucket='bucket', prefix='runs', endpoint='http://127.0.0.1:9000', region='eu-west-1')
    """

    bucket: str
    prefix: str = ""
    endpoint: str = ""
    region: str = ""

    @classmethod
    def parse(cls, location: str) -> Place:
        """Read ``s3://bucket/prefix?endpoint=...&region=...``.

        Raises
        ------
        ObjectStoreError
            There is no bucket in it, or something else behind the ``?``.
        """
        place, _, query = location.removeprefix("s3://").partition("?")
        bucket, _, prefix = place.partition("/")
        options = dict(parse_qsl(query))
        if not bucket or not set(options) <= set(OPTIONS):
            raise ObjectStoreError.bad_location(location)
        return cls(bucket, prefix.strip("/"), options.get("endpoint", ""), options.get("region", ""))

    def __str__(self) -> str:
        prefix = f"/{self.prefix}" if self.prefix else ""
        return f"s3://{self.bucket}{prefix}"


def with_options(location: str, **options: str | None) -> str:
    """Return a location with the options that it does not say itself; other kinds of location as they are.

    >>> with_options("s3://bucket/runs", endpoint="http://127.0.0.1:9000", region=None)
    's3://bucket/runs?endpoint=http://127.0.0.1:9000'
    >>> with_options(".fairlead", endpoint="http://127.0.0.1:9000")
    '.fairlead'
    """
    if not location.startswith("s3://"):
        return location
    place, _, query = location.partition("?")
    given = {name: value for name, value in options.items() if value} | dict(parse_qsl(query))
    return f"{place}?{urlencode(given, safe=':/')}" if given else place


class S3Files:
    """Read and write the objects of one bucket; a key here is what stands behind the bucket's name.

    Parameters
    ----------
    place : where the bucket is.

    Raises
    ------
    MissingExtraError
        obstore is not installed.
    ObjectStoreError
        The settings of the environment cannot be used.
    """

    def __init__(self, place: Place) -> None:
        try:
            import obstore  # 60 ms; only a store in a bucket needs it
            from obstore.store import S3Store
        except ImportError as error:
            raise MissingExtraError.needs("obstore", "s3", f"The store {place}") from error
        self.place = place
        self._obstore = obstore
        self._errors = obstore.exceptions
        endpoint = place.endpoint or _environment("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT")
        self.endpoint = endpoint or "https://s3.amazonaws.com"
        settings: dict[str, Any] = {**profile_credentials(os.environ)}
        if endpoint:
            settings["endpoint"] = endpoint
        settings["client_options"] = {**TIMES, "allow_http": endpoint.startswith("http://")}
        if place.region:
            settings["region"] = place.region
        try:
            self._store = S3Store(
                place.bucket,
                **settings,
                retry_config={"max_retries": 4, "retry_timeout": timedelta(seconds=60)},
            )
        except (ValueError, self._errors.BaseError) as error:
            raise ObjectStoreError.failed(str(place), _reason(error)) from error

    def put_file(self, source: str, target: str) -> None:
        """Commit a file under a key that its content decides, unless the key is taken."""
        size = os.path.getsize(source)
        with self._speaking(), open(source, "rb") as file:
            if size > PART_BYTES:
                self._obstore.put(self._store, target, file, use_multipart=True, chunk_size=PART_BYTES)
                return
            data = file.read()
            try:
                self._obstore.put(self._store, target, data, mode="create", use_multipart=False)
            except self._errors.AlreadyExistsError:
                # Another process was faster with the same content; what is damaged or old there is replaced.
                there = self.info(target)
                if there["size"] != size or time.time() - there["mtime"] > FRESH:
                    self._obstore.put(self._store, target, data, use_multipart=False)

    def create(self, target: str, data: bytes) -> bool:
        """Commit bytes under a key; False, and nothing is changed, if the key is taken."""
        with self._speaking():
            try:
                self._obstore.put(self._store, target, data, mode="create", use_multipart=False)
            except self._errors.AlreadyExistsError:
                return False
            return True

    def pipe_file(self, target: str, data: bytes) -> None:
        """Commit bytes under a key, in the place of what is there."""
        with self._speaking():
            self._obstore.put(self._store, target, data, use_multipart=False)

    def cat_file(self, key: str) -> bytes:
        """Return the content of a key."""
        with self._speaking():
            return bytes(self._obstore.get(self._store, key).bytes())

    @contextlib.contextmanager
    def open(self, key: str, mode: str = "rb") -> Iterator[Any]:
        """Open a key to read it piece by piece."""
        with self._speaking():
            yield _Pieces(iter(self._obstore.get(self._store, key).stream(min_chunk_size=1 << 20)))

    def info(self, key: str) -> dict[str, Any]:
        """Return the size of a key, and when it was committed, in seconds since 1970 by the clock of the store."""
        with self._speaking():
            found = self._obstore.head(self._store, key)
            return {"size": found["size"], "mtime": found["last_modified"].timestamp()}

    def find(self, prefix: str) -> list[str]:
        """List the keys below a prefix."""
        with self._speaking():
            return [one["path"] for page in self._obstore.list(self._store, prefix=prefix) for one in page]

    def mv(self, source: str, target: str) -> None:
        """Give an object another key."""
        with self._speaking():
            self._obstore.rename(self._store, source, target)

    def rm_file(self, key: str) -> None:
        """Remove a key.

        Raises
        ------
        FileNotFoundError
            There is none; S3 itself does not tell.
        """
        self.info(key)
        with self._speaking():
            self._obstore.delete(self._store, key)

    @contextlib.contextmanager
    def _speaking(self) -> Iterator[None]:
        """Refuse to wait for ever in a fork, and give errors the names that the rest of the room knows."""
        if not _used_in:
            _used_in.append(os.getpid())
        if _used_in[0] != os.getpid():
            raise ObjectStoreError.forked(str(self.place))
        try:
            yield
        except (self._errors.PermissionDeniedError, self._errors.UnauthenticatedError) as error:
            raise PermissionError(_reason(error)) from error
        except self._errors.BaseError as error:
            reason = _reason(error)
            if "NoSuchBucket" in str(error):
                raise ObjectStoreError.no_bucket(self.place.bucket, self.endpoint) from error
            raise ObjectStoreError.failed(str(self.place), reason) from error
        except FileNotFoundError as error:
            if "NoSuchBucket" in str(error):
                raise ObjectStoreError.no_bucket(self.place.bucket, self.endpoint) from error
            raise


class _Pieces:
    """Read a stream of pieces as a file; each call gives what has come, whatever was asked for."""

    def __init__(self, pieces: Iterator[Any]) -> None:
        self._pieces = pieces

    def read(self, size: int = -1) -> bytes:
        return bytes(next(self._pieces, b""))


def profile_credentials(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the keys of a profile in the shared file of credentials; none where the environment has keys itself.

    What a machine or a container is given by its cloud (roles, web identities) obstore finds by itself.

    >>> profile_credentials({"AWS_ACCESS_KEY_ID": "testing"})
    {}
    """
    if environment.get("AWS_ACCESS_KEY_ID"):
        return {}
    file = environment.get("AWS_SHARED_CREDENTIALS_FILE") or os.path.expanduser("~/.aws/credentials")
    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read(file, encoding="utf-8")
    except configparser.Error as error:
        raise ObjectStoreError.bad_credentials(file) from error
    profile = environment.get("AWS_PROFILE") or "default"
    if not parser.has_section(profile):
        return {}
    known = {
        "aws_access_key_id": "access_key_id",
        "aws_secret_access_key": "secret_access_key",
        "aws_session_token": "session_token",
    }
    return {known[name]: value for name, value in parser[profile].items() if name in known}


def _environment(*names: str) -> str:
    return next((os.environ[name] for name in names if os.environ.get(name)), "")


def _reason(error: BaseException) -> str:
    """Return the first sentence of obstore, which adds pages about its own source to it."""
    return str(error).split("\n")[0].strip()
