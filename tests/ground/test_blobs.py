"""Blobs: what is found under a digest is the whole content, whatever happened while it was written."""

import errno
import hashlib
import os
import signal
import stat
import subprocess
import sys
import tempfile
import textwrap
import time
import uuid
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import fairlead.blobs
from fairlead.blobs import (
    SMALL_BYTES,
    BlobRef,
    Blobs,
    LocalBlobs,
    ObjectBlobs,
    digest_file,
    digest_of,
    open_blobs,
)
from fairlead.errors import (
    BlobCorruptError,
    BlobMissingError,
    DiskFullError,
    MissingExtraError,
    StoreReadOnlyError,
)

SMALL = b"a small payload"
LARGE = bytes(range(256)) * 12_000  # 3 MB: several chunks and a rest
NEVER_STORED = BlobRef("0" * 64, 3, "")
LIBRARY = str(Path(fairlead.blobs.__file__).parents[2])


def run_python(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a script in a process of its own, which may be killed or lose its rights."""
    script = f"import sys; sys.path.insert(0, {LIBRARY!r})\n" + textwrap.dedent(code)
    return subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, text=True, timeout=60, check=False
    )


def all_files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.fixture(params=["local", "memory", "file"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> Blobs:
    """Give an empty store of each kind; what holds for one holds for all."""
    if request.param == "local":
        return LocalBlobs(tmp_path / "store")
    pytest.importorskip("fsspec")
    url = f"memory://{uuid.uuid4().hex}" if request.param == "memory" else f"file://{tmp_path}/objects"
    return ObjectBlobs(url, cache=tmp_path / "cache")


@pytest.mark.parametrize(
    ("trouble", "is_written_anew"), [(FileNotFoundError(), True), (OSError(errno.EROFS, "read-only"), False)]
)
def test_an_old_blob_that_goes_meanwhile_is_written_and_one_that_cannot_be_touched_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trouble: OSError, is_written_anew: bool
) -> None:
    blobs = LocalBlobs(tmp_path)
    first = blobs.write([SMALL])

    def touch(path: str) -> None:
        if is_written_anew:
            os.unlink(path)
        raise trouble

    monkeypatch.setattr("fairlead.blobs.local.FRESH", -1.0)
    monkeypatch.setattr("fairlead.blobs.local.os.utime", touch)
    second = blobs.write([SMALL])
    assert blobs.read(second) == SMALL
    assert (second == first) is not is_written_anew


class TestEveryStore:
    @pytest.mark.parametrize("content", [SMALL, LARGE], ids=["small", "large"])
    def test_what_is_written_again_when_it_is_old_counts_as_young(
        self, blobs: Blobs, content: bytes, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first = blobs.committed(blobs.write([content]).digest)
        time.sleep(0.02)
        assert blobs.committed(blobs.write([content]).digest) == first
        for module in ("local", "objects", "s3"):
            monkeypatch.setattr(f"fairlead.blobs.{module}.FRESH", -1.0)
        time.sleep(1.0 if "s3://" in blobs.location else 0.02)  # which tells time in seconds
        ref = blobs.write([content])
        second = blobs.committed(ref.digest)
        assert first is not None and second is not None and second > first
        assert blobs.read(ref) == content

    @pytest.mark.parametrize("content", [b"", SMALL, LARGE], ids=["empty", "small", "large"])
    def test_gives_back_what_was_written(self, blobs: Blobs, content: bytes) -> None:
        ref = blobs.write([content])
        assert (ref.digest, ref.size) == (hashlib.sha256(content).hexdigest(), len(content))
        assert blobs.read(ref) == content
        assert Path(blobs.path(ref)).read_bytes() == content

    def test_how_content_is_cut_into_buffers_does_not_matter(self, blobs: Blobs) -> None:
        whole = blobs.write([LARGE])
        pieces = (memoryview(LARGE)[start : start + 70_001] for start in range(0, len(LARGE), 70_001))
        assert blobs.write(pieces) == whole

    def test_writing_twice_stores_once(self, blobs: Blobs) -> None:
        for content in (SMALL, LARGE):
            assert blobs.write([content]) == blobs.write([content])
        assert len(list(blobs.digests())) == 2

    def test_lists_and_deletes(self, blobs: Blobs) -> None:
        refs = [blobs.write([content]) for content in (SMALL, LARGE)]
        assert list(blobs.digests()) == sorted(ref.digest for ref in refs)
        assert blobs.delete(refs[0].digest)
        assert not blobs.delete(refs[0].digest)
        assert list(blobs.digests()) == [refs[1].digest]
        with pytest.raises(BlobMissingError):
            blobs.path(refs[0])

    def test_exists_needs_the_size_to_fit(self, blobs: Blobs) -> None:
        ref = blobs.write([SMALL])
        assert blobs.exists(ref.digest, ref.size)
        assert not blobs.exists(ref.digest, ref.size + 1)
        assert not blobs.exists(NEVER_STORED.digest, 3)

    def test_stat_gives_the_reference_that_write_gave(self, blobs: Blobs) -> None:
        ref = blobs.write([SMALL])
        assert blobs.stat(ref.digest) == ref
        assert blobs.stat(NEVER_STORED.digest) is None

    def test_when_a_blob_was_committed_is_known(self, blobs: Blobs) -> None:
        committed = blobs.committed(blobs.write([SMALL]).digest)
        assert committed is not None and abs(committed - time.time()) < 60
        assert blobs.committed(NEVER_STORED.digest) is None

    def test_verify_gives_a_reference_that_is_trusted(self, blobs: Blobs) -> None:
        ref = blobs.write([SMALL])
        assert blobs.verify(BlobRef(ref.digest, ref.size, "")) == ref

    def test_what_was_never_stored_is_missing(self, blobs: Blobs) -> None:
        for verb in (blobs.path, blobs.verify, blobs.read):
            with pytest.raises(BlobMissingError):
                verb(NEVER_STORED)

    def test_a_named_document_is_replaced_listed_and_deleted(self, blobs: Blobs) -> None:
        assert list(blobs.names()) == []
        assert blobs.get_named("b-key") is None
        blobs.put_named("b-key", b"old")
        blobs.put_named("a.key_2", b"{}")
        blobs.put_named("b-key", b"new")
        assert blobs.get_named("b-key") == b"new"
        assert list(blobs.names()) == ["a.key_2", "b-key"]
        assert blobs.delete_named("b-key")
        assert not blobs.delete_named("b-key")
        assert blobs.get_named("b-key") is None

    @pytest.mark.parametrize("name", ["", "../up", ".hidden", "a/b", "a b", "x" * 201])
    def test_a_name_cannot_lead_out_of_the_store(self, blobs: Blobs, name: str) -> None:
        with pytest.raises(ValueError, match="cannot name a document"):
            blobs.put_named(name, b"")
        with pytest.raises(ValueError, match="cannot name a document"):
            blobs.get_named(name)

    @pytest.mark.parametrize("digest", ["", "../../etc/passwd", "A" * 64, "0" * 63])
    def test_what_is_no_digest_is_refused(self, blobs: Blobs, digest: str) -> None:
        with pytest.raises(ValueError, match="is not a SHA-256 digest"):
            blobs.stat(digest)

    def test_a_second_opening_sees_the_same_content(self, blobs: Blobs, tmp_path: Path) -> None:
        ref = blobs.write([LARGE])
        blobs.put_named("key", b"{}")
        if isinstance(blobs, ObjectBlobs):
            other: Blobs = ObjectBlobs(blobs.location, cache=tmp_path / "another-cache")
        else:
            other = open_blobs(blobs.location)
        assert other.read(ref) == LARGE
        assert other.get_named("key") == b"{}"

    def test_an_interrupted_stream_leaves_nothing(self, blobs: Blobs, tmp_path: Path) -> None:
        def stream() -> Iterator[bytes]:
            yield LARGE
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            blobs.write(stream())
        assert list(blobs.digests()) == []
        assert all_files(tmp_path) == []

    @given(buffers=st.lists(st.binary(max_size=SMALL_BYTES), max_size=4))
    def test_any_content_comes_back(self, buffers: list[bytes]) -> None:
        with tempfile.TemporaryDirectory() as folder:
            for store in (LocalBlobs(folder), ObjectBlobs("memory://any-content", cache=f"{folder}/cache")):
                ref = store.write(buffers)
                assert store.read(ref) == b"".join(buffers)
                assert ref.digest == digest_of(*buffers)
                store.delete(ref.digest)


class TestTrust:
    def test_a_blob_with_a_good_seal_is_not_read_again(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        blobs = LocalBlobs(tmp_path)
        ref = blobs.write([LARGE])
        monkeypatch.setattr("fairlead.blobs.local.digest_open", lambda *_: pytest.fail("it was read"))
        assert Path(blobs.path(ref)).stat().st_size == ref.size

    def test_a_flipped_byte_is_found(self, tmp_path: Path) -> None:
        blobs = LocalBlobs(tmp_path)
        ref = blobs.write([LARGE])
        with open(blobs.path(ref), "r+b") as file:
            file.seek(1_000_000)
            file.write(b"\xff")
        with pytest.raises(BlobCorruptError, match=ref.digest[:12]):
            blobs.path(ref)

    def test_a_corrupt_blob_is_set_aside_written_anew_and_swept(self, tmp_path: Path) -> None:
        blobs = LocalBlobs(tmp_path)
        ref = blobs.write([SMALL])
        Path(blobs.path(ref)).write_bytes(SMALL[::-1])
        with pytest.raises(BlobCorruptError):
            blobs.read(ref)
        assert list(blobs.digests()) == []
        assert blobs.read(blobs.write([SMALL])) == SMALL
        assert blobs.sweep_parts(older_than=0, now=2e10) == 1

    def test_a_cut_off_blob_is_replaced_by_the_next_write(self, tmp_path: Path) -> None:
        blobs = LocalBlobs(tmp_path)
        ref = blobs.write([LARGE])
        os.truncate(blobs.path(ref), 10)  # as a power cut may leave it
        assert not blobs.exists(ref.digest, ref.size)
        assert blobs.read(blobs.write([LARGE])) == LARGE

    def test_a_copied_store_is_trusted_after_one_reading(self, tmp_path: Path) -> None:
        blobs = LocalBlobs(tmp_path)
        ref = blobs.write([SMALL])
        path = Path(blobs.path(ref))
        path.rename(path.with_suffix(".old"))
        path.write_bytes(SMALL)  # another inode, the same content
        assert blobs.read(ref) == SMALL
        fresh = blobs.verify(ref)
        assert fresh.seal != ref.seal
        assert blobs.stat(ref.digest) == fresh

    def test_what_an_object_store_sends_is_checked(self, tmp_path: Path) -> None:
        writer = ObjectBlobs(f"file://{tmp_path}/objects", cache=tmp_path / "one")
        ref = writer.write([SMALL])
        stored = tmp_path / "objects" / "cas" / ref.digest[:2] / ref.digest
        stored.write_bytes(SMALL[::-1])
        reader = ObjectBlobs(writer.location, cache=tmp_path / "two")
        with pytest.raises(BlobCorruptError, match=ref.digest[:12]):
            reader.path(ref)
        assert all_files(tmp_path / "two") == []
        assert writer.read(ref) == SMALL  # from its own cache, which is whole
        stored.write_bytes(SMALL[::-1])
        with pytest.raises(BlobCorruptError):
            writer.verify(ref)

    def test_a_damaged_object_is_set_aside_and_written_anew(self, tmp_path: Path) -> None:
        for url in (f"memory://{uuid.uuid4().hex}", f"file://{tmp_path}/objects"):
            blobs = ObjectBlobs(url, cache=tmp_path / uuid.uuid4().hex)
            ref = blobs.write([SMALL])
            blobs._files.pipe_file(f"{blobs._base}/cas/{ref.digest[:2]}/{ref.digest}", SMALL[::-1])
            with pytest.raises(BlobCorruptError):
                blobs.verify(ref)
            assert list(blobs.digests()) == []
            assert blobs.write([SMALL]) == ref
            assert ObjectBlobs(url, cache=tmp_path / uuid.uuid4().hex).read(ref) == SMALL

    def test_a_spoilt_cache_is_fetched_again(self, tmp_path: Path) -> None:
        blobs = ObjectBlobs(f"memory://{uuid.uuid4().hex}", cache=tmp_path)
        ref = blobs.write([SMALL])
        Path(blobs.path(ref)).write_bytes(b"spoilt")
        assert blobs.read(ref) == SMALL
        Path(blobs.path(ref)).unlink()
        assert blobs.read(ref) == SMALL

    def test_a_cache_of_an_earlier_process_is_used_without_fetching(self, tmp_path: Path) -> None:
        url = f"memory://{uuid.uuid4().hex}"
        ref = ObjectBlobs(url, cache=tmp_path).write([SMALL])
        later = ObjectBlobs(url, cache=tmp_path)
        later._files.rm(url, recursive=True)
        assert later.read(ref) == SMALL


class TestCrash:
    POINTS = ("blob-part-written", "blob-renamed", "manifest-part-written", "manifest-renamed")

    @pytest.mark.parametrize("size", [15, 3_000_000], ids=["small", "large"])
    @pytest.mark.parametrize("point", POINTS)
    def test_a_writer_killed_at_any_point_leaves_all_or_nothing(self, tmp_path: Path, point: str, size: int) -> None:
        code = """
            import os, signal
            from fairlead.blobs import LocalBlobs
            folder, point, size = sys.argv[1:]
            def step(name):
                if name == point:
                    os.kill(os.getpid(), signal.SIGKILL)
            blobs = LocalBlobs(folder, step=step)
            ref = blobs.write([b"x" * int(size)])
            blobs.put_named("key", ref.digest.encode())
        """
        assert run_python(code, str(tmp_path), point, str(size)).returncode == -signal.SIGKILL
        content = b"x" * size
        reached = self.POINTS.index(point)
        blobs = LocalBlobs(tmp_path)
        ref = BlobRef(digest_of(content), size, "")
        assert list(blobs.digests()) == ([ref.digest] if reached >= 1 else [])
        assert blobs.get_named("key") == (ref.digest.encode() if reached >= 3 else None)
        if reached >= 1:
            assert blobs.read(ref) == content
        assert blobs.sweep_parts(older_than=0, now=2e10) == (0 if reached in (1, 3) else 1)
        assert len(all_files(tmp_path)) == len(list(blobs.digests())) + len(list(blobs.names()))

    def test_steps_are_told_in_the_order_of_the_protocol(self, tmp_path: Path) -> None:
        for kind in ("local", "objects"):
            steps: list[str] = []
            blobs: Blobs = LocalBlobs(tmp_path / kind, step=steps.append)
            if kind == "objects":
                blobs = ObjectBlobs(f"memory://{uuid.uuid4().hex}", cache=tmp_path / kind, step=steps.append)
            blobs.write([SMALL])
            blobs.put_named("key", b"{}")
            assert tuple(steps) == self.POINTS

    def test_a_torn_part_is_ignored_and_swept_when_it_is_old(self, tmp_path: Path) -> None:
        blobs = LocalBlobs(tmp_path)
        ref = blobs.write([SMALL])
        blobs.put_named("key", b"{}")
        torn = [tmp_path / "cas" / ".part-1", tmp_path / "cas" / ref.digest[:2] / ".part-2"]
        torn.append(tmp_path / "keys" / "ke" / ".part-3")
        for part in torn:
            part.write_bytes(b"half")
            os.utime(part, (1000.0, 1000.0))
        assert (list(blobs.digests()), list(blobs.names())) == ([ref.digest], ["key"])
        assert blobs.sweep_parts(older_than=60.0, now=1050.0) == 0
        assert blobs.sweep_parts(older_than=60.0, now=1061.0) == 3
        assert not any(part.exists() for part in torn)
        assert blobs.read(ref) == SMALL

    def test_two_processes_may_write_the_same_content_at_once(self, tmp_path: Path) -> None:
        code = """
            from fairlead.blobs import LocalBlobs
            blobs = LocalBlobs(sys.argv[1])
            print("ready", flush=True)
            sys.stdin.readline()
            for size in [*range(1, 100), 300_000, 3_000_000]:
                ref = blobs.write([b"x" * size])
                blobs.put_named(f"key-{size}", ref.digest.encode())
                assert blobs.read(ref) == b"x" * size
        """
        script = f"import sys; sys.path.insert(0, {LIBRARY!r})\n" + textwrap.dedent(code)
        command = [sys.executable, "-c", script, str(tmp_path)]
        writers = [
            subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)
        ]
        for writer in writers:
            assert writer.stdout is not None
            assert writer.stdout.readline() == "ready\n"
        for writer in writers:
            assert writer.stdin is not None
            writer.stdin.write("go\n")
            writer.stdin.flush()
        for writer in writers:
            writer.communicate(timeout=60)
            assert writer.returncode == 0
        blobs = LocalBlobs(tmp_path)
        digests = list(blobs.digests())
        assert len(digests) == 101
        for digest in digests:
            assert digest_file(tmp_path / "cas" / digest[:2] / digest) == digest
        assert len(all_files(tmp_path)) == 101 + len(list(blobs.names()))


class TestRefusedWrites:
    def test_a_file_size_limit_is_told_as_a_full_disk(self, tmp_path: Path) -> None:
        code = """
            import resource
            from fairlead.blobs import LocalBlobs
            from fairlead.errors import DiskFullError
            resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
            blobs = LocalBlobs(sys.argv[1])
            blobs.write([b"x" * 900_000])
            try:
                blobs.write([b"x" * 3_000_000])
            except DiskFullError as error:
                print(error)
        """
        result = run_python(code, str(tmp_path))
        assert "No space is left" in result.stdout, result.stderr
        assert len(all_files(tmp_path)) == 1

    def test_a_full_disk_is_told_and_leaves_no_part(self, tmp_path: Path) -> None:
        mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "none", str(tmp_path)]
        if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
            pytest.skip("a small file system can only be mounted by root")
        try:
            blobs = LocalBlobs(tmp_path)
            ref = blobs.write([SMALL])
            with pytest.raises(DiskFullError) as caught:
                blobs.write([os.urandom(3_000_000)])
            assert isinstance(caught.value.__cause__, OSError)
            assert caught.value.__cause__.errno == errno.ENOSPC
            assert [path.name for path in all_files(tmp_path)] == [ref.digest]
            with (
                open(tmp_path / "filler", "wb", buffering=0) as filler,
                pytest.raises(OSError, match="No space"),
            ):
                while True:
                    filler.write(bytes(4096))
            with pytest.raises(DiskFullError):
                blobs.write([b"small, and too much all the same"])
            with pytest.raises(DiskFullError):
                blobs.put_named("key", b"{}")
            assert blobs.get_named("key") is None
            assert blobs.read(ref) == SMALL
            assert blobs.sweep_parts(older_than=0, now=2e10) == 0
        finally:
            subprocess.run(["umount", str(tmp_path)], check=True)

    def test_a_read_only_folder_can_be_read_and_refuses_what_is_new(self) -> None:
        code = """
            import os
            from fairlead.blobs import LocalBlobs, BlobRef
            from fairlead.errors import StoreReadOnlyError
            if os.geteuid() == 0:
                os.setgid(65534)
                os.setuid(65534)
            blobs = LocalBlobs(sys.argv[1])
            ref = blobs.write([b"stored before"])
            assert blobs.read(ref) == b"stored before"
            for write in (
                lambda: blobs.write([b"new"]),
                lambda: blobs.write([b"n" * 100_000]),
                lambda: blobs.put_named("key", b"{}"),
                lambda: blobs.put_named("other", b"{}"),
                lambda: blobs.delete(ref.digest),
                lambda: blobs.delete_named("key"),
            ):
                try:
                    write()
                except StoreReadOnlyError:
                    print("refused")
            assert blobs.get_named("key") == b"old"
        """
        with tempfile.TemporaryDirectory() as folder:
            blobs = LocalBlobs(f"{folder}/store")
            blobs.write([b"stored before"])
            blobs.put_named("key", b"old")
            folders = [Path(folder), *(path for path in Path(folder).rglob("*") if path.is_dir())]
            for path in folders:
                path.chmod(0o555)
            try:
                result = run_python(code, f"{folder}/store")
            finally:
                for path in folders:
                    path.chmod(stat.S_IRWXU)
        assert result.stdout.split() == ["refused"] * 6, result.stderr

    def test_a_source_that_cannot_be_read_is_not_blamed_on_the_store(self, tmp_path: Path) -> None:
        def stream() -> Iterator[bytes]:
            yield LARGE
            raise PermissionError(errno.EACCES, "the source")

        with pytest.raises(PermissionError, match="the source"):
            LocalBlobs(tmp_path).write(stream())

    def test_an_object_store_that_refuses_is_read_only(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        blobs = ObjectBlobs(f"memory://{uuid.uuid4().hex}", cache=tmp_path)

        def refuse(*_: object) -> None:
            raise PermissionError("Access Denied")

        # As s3fs answers to a key that may only read; there is no such store on this side of the network.
        monkeypatch.setattr(blobs._files, "put_file", refuse)
        with pytest.raises(StoreReadOnlyError):
            blobs.write([SMALL])


class TestOpening:
    def test_a_folder_and_a_file_url_are_local(self, tmp_path: Path) -> None:
        for location in (tmp_path, str(tmp_path), f"file://{tmp_path}"):
            blobs = open_blobs(location)
            assert isinstance(blobs, LocalBlobs)
            assert blobs.location == str(tmp_path)

    def test_a_url_needs_a_cache(self, tmp_path: Path) -> None:
        with pytest.raises(ValueError, match="cache"):
            open_blobs("memory://somewhere")
        assert isinstance(open_blobs("memory://somewhere", cache=tmp_path), ObjectBlobs)

    @pytest.mark.skipif(find_spec("gcsfs") is not None, reason="the driver for gs:// is installed")
    def test_a_driver_that_is_not_installed_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(MissingExtraError, match="gcsfs"):
            open_blobs("gs://bucket/prefix", cache=tmp_path)

    def test_nothing_is_made_before_the_first_write(self, tmp_path: Path) -> None:
        blobs = LocalBlobs(tmp_path / "store")
        assert (list(blobs.digests()), list(blobs.names()), blobs.sweep_parts(0, 2e10)) == ([], [], 0)
        assert list(tmp_path.iterdir()) == []

    def test_a_name_that_no_store_has_is_refused(self) -> None:
        assert not hasattr(fairlead.blobs, "ObjectBlob")

    def test_a_local_store_does_not_load_fsspec(self, tmp_path: Path) -> None:
        code = """
            from fairlead.blobs import open_blobs
            blobs = open_blobs(sys.argv[1])
            blobs.read(blobs.write([b"abc"]))
            heavy = ("fairlead.blobs.objects", "fsspec", "numpy", "polars", "pandas")
            print([name for name in heavy if name in sys.modules])
        """
        assert run_python(code, str(tmp_path)).stdout == "[]\n"


class TestDurable:
    def test_a_durable_store_syncs_the_file_then_its_folder(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        synced: list[str] = []
        sync = os.fsync

        def watched(descriptor: int) -> None:
            synced.append(os.readlink(f"/proc/self/fd/{descriptor}"))
            sync(descriptor)

        monkeypatch.setattr(os, "fsync", watched)
        blobs = LocalBlobs(tmp_path / "store", durable=True)
        for content in (SMALL, LARGE):
            synced.clear()
            ref = blobs.write([content])
            shelf = f"{tmp_path}/store/cas/{ref.digest[:2]}"
            assert {str(tmp_path / "store" / "cas"), shelf} <= set(synced)
            assert ".part-" in next(path for path in synced if ".part-" in path)
            assert synced[-1] == shelf
            synced.clear()
            assert blobs.write([content]) == ref  # perhaps renamed by another process, and not yet synced
            assert synced == [f"{shelf}/{ref.digest}", shelf]

    def test_a_store_that_is_not_durable_syncs_nothing(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(os, "fsync", lambda _: pytest.fail("a sync"))
        blobs = LocalBlobs(tmp_path)
        blobs.write([SMALL])
        blobs.write([LARGE])
        blobs.put_named("key", b"{}")


class TestDigests:
    def test_digest_file_tells_its_progress(self, tmp_path: Path) -> None:
        path = tmp_path / "file"
        path.write_bytes(LARGE)
        chunks: list[int] = []
        assert digest_file(path, chunks.append) == hashlib.sha256(LARGE).hexdigest()
        assert sum(chunks) == len(LARGE)
        assert len(chunks) == 3

    def test_buffers_of_any_shape_are_bytes(self, tmp_path: Path) -> None:
        numpy = pytest.importorskip("numpy")
        blobs = LocalBlobs(tmp_path)
        for array in (numpy.arange(12.0).reshape(3, 4), numpy.zeros((0, 3)), numpy.arange(50_000)):
            assert blobs.read(blobs.write([memoryview(array)])) == array.tobytes()
