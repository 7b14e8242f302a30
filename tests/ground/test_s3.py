"""Blobs in a bucket: the contract of every store, on a real S3 server in a process of its own."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import Any

import pytest
import test_blobs
from test_blobs import LARGE, NEVER_STORED, SMALL, all_files

from fairlead.blobs import Blobs, LocalBlobs, ObjectBlobs, digest_of, open_blobs
from fairlead.blobs.s3 import PART_BYTES, Place, S3Files, profile_credentials, with_options
from fairlead.errors import BlobCorruptError, BlobMissingError, ObjectStoreError, StoreReadOnlyError

HUGE = bytes(range(256)) * (PART_BYTES // 256 * 2) + b"a rest"
"""Two parts of a multipart upload and a rest."""


def run_python(code: str, *arguments: str) -> subprocess.Popen[str]:
    script = textwrap.dedent(code)
    return subprocess.Popen([sys.executable, "-c", script, *arguments], stdout=subprocess.PIPE, text=True)


@pytest.fixture
def blobs(bucket: Any, tmp_path: Path) -> Blobs:
    return open_blobs(bucket.location, cache=tmp_path / "cache")


@pytest.mark.heavy
class TestS3(test_blobs.TestEveryStore):
    """What holds for a folder holds for a bucket."""

    test_any_content_comes_back = None  # type: ignore[assignment]  # it makes stores of its own


@pytest.mark.heavy
class TestCommit:
    def test_a_huge_blob_travels_in_parts_and_comes_back(self, bucket: Any, blobs: Blobs, tmp_path: Path) -> None:
        ref = blobs.write([HUGE])
        other = open_blobs(bucket.location, cache=tmp_path / "elsewhere")
        assert other.read(ref) == HUGE
        assert b"<Upload>" not in bucket.ask("GET", "?uploads")[1]

    def test_a_key_that_is_taken_is_not_written_again(self, bucket: Any, tmp_path: Path) -> None:
        files = S3Files(Place.parse(bucket.location))
        assert files.create("runs/one", b"first")
        assert not files.create("runs/one", b"second")
        assert files.cat_file("runs/one") == b"first"

    def test_of_many_writers_of_one_key_exactly_one_creates_it(self, bucket: Any) -> None:
        code = """
            import sys
            from fairlead.blobs.s3 import Place, S3Files
            files = S3Files(Place.parse(sys.argv[1]))
            print("ready", flush=True)
            sys.stdin.readline()
            mine = int(sys.argv[2])
            keys = [(n + mine * 13) % 52 for n in range(52)]  # each begins elsewhere, so that none leads all the way
            print(sum(files.create(f"runs/{n}", sys.argv[2].encode()) for n in keys))
        """
        command = [sys.executable, "-c", textwrap.dedent(code), bucket.location]
        racers = [
            subprocess.Popen([*command, str(n)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            for n in range(4)
        ]
        for racer in racers:
            assert racer.stdout is not None and racer.stdout.readline() == "ready\n"
        for racer in racers:
            assert racer.stdin is not None
            racer.stdin.write("go\n")
            racer.stdin.flush()
        won = [int(racer.communicate(timeout=120)[0]) for racer in racers]
        assert sum(won) == 52
        assert sum(one > 0 for one in won) > 1, "they did not race"

    def test_a_cut_off_object_is_replaced_by_the_next_write(self, bucket: Any, blobs: Blobs, tmp_path: Path) -> None:
        digest = digest_of(SMALL)
        assert bucket.ask("PUT", f"runs/cas/{digest[:2]}/{digest}", SMALL[:5])[0] == 200
        assert not blobs.exists(digest, len(SMALL))
        ref = blobs.write([SMALL])
        assert open_blobs(bucket.location, cache=tmp_path / "elsewhere").read(ref) == SMALL

    def test_a_torn_upload_leaves_no_object(self, bucket: Any, blobs: Blobs) -> None:
        digest = digest_of(LARGE)
        head = f"PUT /{bucket.name}/runs/cas/{digest[:2]}/{digest} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(LARGE)}"
        with socket.create_connection(("127.0.0.1", bucket.port)) as torn:
            torn.sendall(head.encode() + b"\r\n\r\n" + LARGE[: len(LARGE) // 2])
        time.sleep(0.5)
        assert list(blobs.digests()) == []
        assert blobs.read(blobs.write([LARGE])) == LARGE

    @pytest.mark.parametrize("point", ["blob-part-written", "blob-renamed", "manifest-part-written"])
    def test_a_writer_killed_at_any_point_leaves_all_or_nothing(
        self, bucket: Any, blobs: Blobs, tmp_path: Path, point: str
    ) -> None:
        code = """
            import os, signal, sys
            from fairlead.blobs import open_blobs
            location, cache, point = sys.argv[1:]
            def step(name):
                if name == point:
                    os.kill(os.getpid(), signal.SIGKILL)
            blobs = open_blobs(location, cache=cache, step=step)
            ref = blobs.write([b"x" * 3_000_000])
            blobs.put_named("key", ref.digest.encode())
        """
        killed = run_python(code, bucket.location, str(tmp_path / "killed"), point)
        assert killed.wait(60) == -signal.SIGKILL
        stored = [] if point == "blob-part-written" else [digest_of(b"x" * 3_000_000)]
        assert list(blobs.digests()) == stored
        assert blobs.get_named("key") is None

    def test_a_writer_killed_in_the_middle_of_an_upload_leaves_no_blob(
        self, bucket: Any, blobs: Blobs, tmp_path: Path
    ) -> None:
        code = """
            import sys
            from fairlead.blobs import open_blobs
            blobs = open_blobs(sys.argv[1], cache=sys.argv[2], step=lambda name: print(name, flush=True))
            blobs.write([bytes(200_000_000)])
            blobs.put_named("key", b"{}")
        """
        writer = run_python(code, bucket.location, str(tmp_path / "killed"))
        assert writer.stdout is not None and writer.stdout.readline() == "blob-part-written\n"
        deadline = time.monotonic() + 60
        while b"<Upload>" not in bucket.ask("GET", "?uploads")[1]:  # until it really is in the middle
            assert time.monotonic() < deadline and writer.poll() is None
            time.sleep(0.01)
        writer.kill()
        writer.wait()
        assert list(blobs.digests()) == []
        assert blobs.get_named("key") is None

    def test_a_damaged_object_is_set_aside_and_written_anew(self, bucket: Any, blobs: Blobs, tmp_path: Path) -> None:
        ref = blobs.write([SMALL])
        S3Files(Place.parse(bucket.location)).pipe_file(f"runs/cas/{ref.digest[:2]}/{ref.digest}", SMALL[::-1])
        with pytest.raises(BlobCorruptError):
            open_blobs(bucket.location, cache=tmp_path / "elsewhere").read(ref)
        assert list(blobs.digests()) == []
        blobs.write([SMALL])
        assert open_blobs(bucket.location, cache=tmp_path / "third").read(ref) == SMALL


@pytest.mark.heavy
class TestTrouble:
    def test_a_bucket_that_is_not_there_is_named(self, bucket: Any, tmp_path: Path) -> None:
        blobs = open_blobs(f"s3://no-such-bucket/runs?endpoint={bucket.endpoint}", cache=tmp_path)
        with pytest.raises(ObjectStoreError, match="no bucket 'no-such-bucket'"):
            blobs.put_named("key", b"{}")

    def test_a_fork_is_refused_at_once_and_does_not_wait_for_ever(self, bucket: Any, tmp_path: Path) -> None:
        code = """
            import os, sys
            from fairlead.blobs import open_blobs
            blobs = open_blobs(sys.argv[1], cache=sys.argv[2])
            ref = blobs.write([b"abc"])
            if os.fork() == 0:
                try:
                    blobs.stat(ref.digest)
                except Exception as error:
                    print(type(error).__name__, flush=True)
                os._exit(0)
            os.wait()
        """
        assert run_python(code, bucket.location, str(tmp_path)).communicate(timeout=60)[0] == "ObjectStoreError\n"

    def test_a_server_that_is_gone_is_told_within_its_time(self, bucket: Any, tmp_path: Path) -> None:
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            port = one.getsockname()[1]
        blobs = open_blobs(f"s3://bucket/runs?endpoint=http://127.0.0.1:{port}", cache=tmp_path)
        with pytest.raises(ObjectStoreError, match="s3://bucket/runs"):
            blobs.stat(NEVER_STORED.digest)
        with pytest.raises(ObjectStoreError):
            blobs.write([SMALL])
        assert [path.parent.parent.name for path in all_files(tmp_path)] == ["cas"]  # in the cache, for the next try


class TestLocations:
    def test_a_location_carries_endpoint_and_region(self) -> None:
        location = with_options("s3://b/p", endpoint="http://127.0.0.1:9", region="eu-west-1")
        assert Place.parse(location) == Place("b", "p", "http://127.0.0.1:9", "eu-west-1")
        assert with_options(location, endpoint="http://other") == location

    @pytest.mark.parametrize("location", ["s3://", "s3:///runs", "s3://bucket?key=secret"])
    def test_what_is_no_place_is_refused(self, location: str) -> None:
        with pytest.raises(ObjectStoreError, match="is not a place"):
            Place.parse(location)

    def test_keys_come_from_the_profile_that_is_named(self, tmp_path: Path) -> None:
        file = tmp_path / "credentials"
        file.write_text("[default]\naws_access_key_id = a\n[work]\naws_access_key_id = b\naws_secret_access_key = c%\n")
        environment = {"AWS_SHARED_CREDENTIALS_FILE": str(file)}
        assert profile_credentials(environment) == {"access_key_id": "a"}
        work = profile_credentials(environment | {"AWS_PROFILE": "work"})
        assert work == {"access_key_id": "b", "secret_access_key": "c%"}
        assert profile_credentials(environment | {"AWS_PROFILE": "none"}) == {}
        file.write_text("no section = x")
        with pytest.raises(ObjectStoreError, match="cannot be read"):
            profile_credentials(environment)

    def test_a_bucket_needs_obstore_and_nothing_of_fsspec(self) -> None:
        code = """
            import sys
            from fairlead.blobs import open_blobs
            open_blobs("s3://bucket/runs", cache="unused")
            print([name for name in ("fsspec", "s3fs", "boto3") if name in sys.modules])
        """
        assert run_python(code).communicate(timeout=60)[0] == "[]\n"

    def test_what_processes_of_one_machine_tell_each_other_stays_on_it(self, tmp_path: Path) -> None:
        blobs = ObjectBlobs("memory://nearby", cache=tmp_path)
        ref = blobs.nearby.write([LARGE])
        assert isinstance(blobs.nearby, LocalBlobs) and blobs.nearby.read(ref) == LARGE
        with pytest.raises(BlobMissingError):
            ObjectBlobs("memory://nearby", cache=tmp_path / "other").read(ref)


def test_a_key_that_may_only_read_is_told_as_read_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
    from threading import Thread

    class Refusing(BaseHTTPRequestHandler):
        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(404 if self.command == "HEAD" else 403)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_PUT = do_GET = do_HEAD = answer

        def log_message(self, *_: object) -> None: ...

    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    with ThreadingHTTPServer(("127.0.0.1", 0), Refusing) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        blobs = open_blobs(f"s3://bucket?endpoint=http://127.0.0.1:{server.server_port}", cache=tmp_path)
        with pytest.raises(StoreReadOnlyError):
            blobs.write([SMALL])
        with pytest.raises(StoreReadOnlyError):
            blobs.put_named("key", b"{}")
        server.shutdown()
