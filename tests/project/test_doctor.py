"""The doctor: each thing that can be wrong is made wrong for real, and found."""

from __future__ import annotations

import json
import os
import re
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fairlead.clock import ManualClock
from fairlead.finding import Severity
from fairlead.pipeline.owner import this_process
from fairlead.project import Project, doctor
from fairlead.project.doctor import CHECKS, Subject, examine
from fairlead.project.doctor.engine import differences, reach, versions_here
from fairlead.project.doctor.files import check_pipeline, check_settings
from fairlead.project.doctor.machine import check_disk, check_limits, check_port, check_processes, file_system
from fairlead.project.doctor.outputs import check_outputs
from fairlead.project.doctor.packages import check_extras, check_python, is_within, needed_extras
from fairlead.project.doctor.store import _of_place, _of_server, check_runs, check_store
from fairlead.project.doctor.tracing import check_traces
from fairlead.store import Store
from fairlead.store.inspection import Inspection, inspect

PIPELINE = """
from fairlead import DAG, PythonOperator

def extract():
    return [1, 2, 3]

with DAG("small") as dag:
    extract = PythonOperator(extract)
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "fairlead.toml").write_text('[project]\nname = "small"\n')
    (tmp_path / "pipeline.py").write_text(PIPELINE)
    return Project.find(tmp_path)


@pytest.fixture
def subject(project: Project) -> Subject:
    return Subject(project.folder, project, environment={})


def codes(seen: Any) -> list[str]:
    return [finding.code for finding in seen.findings]


def command(folder: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "fairlead", "doctor", *words],
        cwd=folder,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        timeout=120,
    )


class TestWhole:
    def test_a_healthy_project_has_nothing_wrong_and_nothing_is_left_in_it(self, project: Project) -> None:
        before = {path for path in project.folder.rglob("*") if path.is_file()}
        seen = list(examine(project.folder))
        assert [finding for one in seen for finding in one.seen.findings if finding.severity > Severity.INFO] == []
        assert {"python", "store", "outputs", "pipeline"} <= {one.name for one in seen}
        left = {path for path in project.folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts}
        assert left - before == {path for path in left - before if path.name.startswith("loader-")}

    def test_a_store_of_before_is_looked_at_and_not_migrated(self, project: Project) -> None:
        with Store(project.store_location) as store:
            store.driver.execute("UPDATE meta SET value = '3' WHERE name = 'version'")
        seen = {one.name: one.seen for one in examine(project.folder)}
        assert codes(seen["store"]) == ["store-older"]
        assert inspect(project.store_location).version == 3

    def test_settings_that_cannot_be_read_are_one_finding_and_the_rest_is_looked_at(self, project: Project) -> None:
        (project.folder / "fairlead.toml").write_text("[run]\nworkerss = 3\n")
        seen = {one.name: one.seen for one in examine(project.folder)}
        assert codes(seen["settings"]) == ["settings-unusable"]
        assert "workerss" in seen["settings"].findings[0].message
        assert "python" in seen and "disk" in seen

    def test_without_a_project_the_installation_is_looked_at(self, tmp_path: Path) -> None:
        seen = {one.name: one.seen for one in examine(tmp_path)}
        assert codes(seen["settings"]) == ["no-project"]
        assert "store" not in seen

    def test_a_check_that_breaks_is_a_finding(self, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
        def broken(subject: Subject) -> doctor.Seen:
            raise ZeroDivisionError("a broken installation")

        monkeypatch.setattr("fairlead.project.doctor.checks.CHECKS", {"python": check_python, "disk": broken})
        python, disk = examine(project.folder)
        assert codes(disk.seen) == ["check-failed"] and "ZeroDivisionError" in disk.seen.findings[0].message


class TestCommand:
    def test_exit_codes_and_the_document(self, project: Project) -> None:
        healthy = command(project.folder, "--json")
        assert healthy.returncode == 0, healthy.stdout
        document = json.loads(healthy.stdout)
        assert [one["check"] for one in document["checks"]][:3] == ["python", "packages", "settings"]
        assert document["counts"]["error"] == 0
        Path(project.store_location).parent.mkdir(exist_ok=True)
        Path(project.store_location).write_bytes(b"this is no database, whatever its name says" * 40)
        ill = command(project.folder, "--only", "store")
        assert ill.returncode == 1
        assert "store-unusable" in ill.stdout and "file is not a database" in ill.stdout
        assert command(project.folder, "--only", "store", "--fail-on", "never").returncode == 0
        unknown = command(project.folder, "--only", "sotre")
        assert (unknown.returncode, "did you mean 'store'" in unknown.stderr) == (2, True)

    def test_a_variable_that_is_misspelt_is_named(self, project: Project) -> None:
        done = command(project.folder, "--only", "settings", "--fail-on", "warning", FAIRLEAD_STROE="x")
        assert done.returncode == 1
        assert "FAIRLEAD_STROE" in done.stdout and "did you mean FAIRLEAD_STORE?" in done.stdout

    def test_every_code_has_a_row_in_the_guide(self) -> None:
        folder = Path(doctor.__file__).parent
        text = "".join(path.read_text() for path in folder.glob("*.py"))
        found = set(re.findall(r"(?:fault|doubt|note|say|Finding)\(\s*\"([a-z-]+)\"", text))
        guide = (Path(__file__).parents[2] / "docs" / "how-to" / "check-an-installation.md").read_text()
        assert len(found) > 30
        assert {code for code in found if f"`{code}`" not in guide} == set()
        assert {name for name in CHECKS if f"`{name}`" not in guide} == set()


class TestPackages:
    def test_bounds_are_kept_or_not(self) -> None:
        assert is_within("1.30.2", ">=1.30") and not is_within("1.29", ">=1.30")
        assert not is_within("0.28.0", ">=0.16,<0.28") and is_within("0.27.9", ">=0.16,<0.28")
        assert is_within("2.4.1", "~=2.4") and not is_within("3.0", "~=2.4") and not is_within("2", "!=2.0")

    def test_what_the_settings_ask_for_is_needed(self, project: Project) -> None:
        far = replace(project, store_location="postgresql://x/y", blobs_location="s3://b", runs_on="dask://h:1")
        assert needed_extras(Subject(project.folder, far, environment={})) == {"postgres", "s3", "dask"}

    def test_a_package_that_is_missing_or_too_old_is_named(
        self, project: Project, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        place = tmp_path_factory.mktemp("packages")
        for name, version in (("fairlead", "9"), ("polars", "0.9")):
            folder = place / f"{name}-{version}.dist-info"
            folder.mkdir()
            needs = ["Requires-Dist: polars>=1.30; extra == 'tables'", "Requires-Dist: nosuch; extra == 's3'"]
            lines = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}"]
            (folder / "METADATA").write_text("\n".join([*lines, *(needs if name == "fairlead" else [])]) + "\n")
        monkeypatch.syspath_prepend(str(place))
        far = Subject(project.folder, replace(project, blobs_location="s3://b"), environment={})
        seen = check_extras(far)
        assert [(one.code, str(one.severity)) for one in seen.findings] == [
            ("package-missing", "error"),
            ("package-version", "warning"),
        ]
        assert "'nosuch'" in seen.findings[0].message and "polars 0.9" in seen.findings[1].message


class TestMachine:
    def test_few_open_files_are_told(self, project: Project) -> None:
        limit = "import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (200, 200))"
        code = f"{limit}; import fairlead.cli; fairlead.cli.main()"
        done = subprocess.run(
            [sys.executable, "-c", code, "doctor", "--only", "limits", "--json"],
            cwd=project.folder,
            capture_output=True,
            text=True,
        )
        (finding,) = json.loads(done.stdout)["findings"]
        assert (finding["code"], finding["evidence"]["limit"]) == ("few-open-files", 200)

    def test_too_many_workers_are_told(self, subject: Subject) -> None:
        assert subject.project is not None
        assert codes(check_processes(subject)) == []
        many = replace(subject, project=replace(subject.project, workers=5000))
        assert codes(check_processes(many)) == ["too-many-workers"]
        assert codes(check_limits(replace(subject, project=replace(subject.project, workers=10**7)))) in (
            [],  # where processes have no limit
            ["few-processes"],
        )

    def test_a_port_in_use_is_worth_knowing(self, subject: Subject, monkeypatch: pytest.MonkeyPatch) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            monkeypatch.setattr("fairlead.project.doctor.machine.SERVE_PORT", taken.getsockname()[1])
            assert codes(check_port(subject)) == ["port-taken"]
        assert codes(check_port(subject)) == []

    def test_a_disk_that_is_nearly_full_is_told(self, subject: Subject) -> None:
        assert subject.project is not None
        folder = subject.project.folder / "small"
        folder.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "none", str(folder)]
        if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
            pytest.skip("a small file system can only be mounted by root")
        try:
            small = replace(subject, project=replace(subject.project, blobs_location=str(folder)))
            (finding,) = check_disk(small).findings
            assert (finding.code, finding.severity) == ("disk-nearly-full", Severity.ERROR)
            assert file_system(folder) == "tmpfs"
        finally:
            subprocess.run(["umount", str(folder)], check=True)

    def test_the_nearest_mount_says_what_a_path_lies_on(self, tmp_path: Path) -> None:
        mounts = tmp_path / "mounts"
        here = os.path.realpath(tmp_path)
        mounts.write_text(f"/dev/sda / ext4 rw 0 0\nserver:/x {here}/shared\\040folder nfs4 rw 0 0\n")
        assert file_system(tmp_path / "shared folder" / "deeper", str(mounts)) == "nfs4"
        assert file_system(tmp_path / "shared", str(mounts)) == "ext4"
        assert file_system(tmp_path, str(tmp_path / "none")) == ""


class TestStore:
    def test_a_store_of_a_newer_fairlead_is_told(self, subject: Subject) -> None:
        assert subject.project is not None
        with Store(subject.project.store_location) as store:
            store.driver.execute("UPDATE meta SET value = '999' WHERE name = 'version'")
        assert codes(check_store(subject)) == ["store-too-new"]

    def test_a_store_that_cannot_be_written_is_told(self, subject: Subject) -> None:
        assert subject.project is not None
        with Store(subject.project.store_location) as store:
            store.driver.execute("BEGIN IMMEDIATE")
            seen = check_store(subject)
            store.driver.execute("ROLLBACK")
        assert codes(seen) == ["store-not-writable"] and "locked" in seen.findings[0].message

    def test_sqlite_on_a_network_file_system_is_told(self, subject: Subject, monkeypatch: pytest.MonkeyPatch) -> None:
        assert subject.project is not None
        location = subject.project.store_location
        # There is no server of network file systems on this side of the network: what the kernel would say is given.
        monkeypatch.setattr("fairlead.project.doctor.store.file_system", lambda _: "nfs4")
        assert [one.code for one in _of_place(Inspection("sqlite", True, 7, journal="wal"), location)] == [
            "sqlite-on-network"
        ]

    def test_another_journal_is_told(self, subject: Subject) -> None:
        assert subject.project is not None
        with Store(subject.project.store_location):
            pass
        connection = sqlite3.connect(subject.project.store_location)
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.close()
        assert codes(check_store(subject)) == ["journal-not-wal"]

    def test_a_server_with_another_clock_far_away_and_full_is_told(self) -> None:
        found = Inspection("postgresql", True, 7, ahead=-9.0, seconds=0.2, others=99, limit=100)
        assert [one.code for one in _of_server(found)] == ["clock-skew", "store-far", "connections-scarce"]
        assert _of_server(replace(found, ahead=0.1, seconds=0.001, others=3)) == []

    def test_a_server_that_does_not_answer_is_told(self, subject: Subject) -> None:
        pytest.importorskip("psycopg")
        assert subject.project is not None
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            location = f"postgresql://me:secret@127.0.0.1:{one.getsockname()[1]}/x"
            seen = check_store(replace(subject, project=replace(subject.project, store_location=location)))
        assert codes(seen) == ["store-unusable"] and "secret" not in seen.findings[0].message


class TestRuns:
    def start(self, project: Project, owner: dict[str, Any], lease: float, now: float) -> None:
        with Store(project.store_location) as store, store.transaction():
            run = {"id": "20261126-000000-abcdef", "pipeline": "small", "file": "pipeline.py", "state": "pending"}
            store.runs.create({**run, "created": now, "logical_date": None, "options": {}, "graph": {"tasks": []}}, [])
            store.runs.take(run["id"], owner, None, now, lease)

    def test_a_run_whose_process_has_died_is_told_and_not_marked(self, subject: Subject) -> None:
        assert subject.project is not None
        child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
        owner = {**this_process(), "pid": child.pid, "started": "0"}
        child.communicate(b"\n")
        self.start(subject.project, owner, 10.0, time.time())
        (finding,) = check_runs(subject).findings
        assert finding.code == "orphan-run" and "its process has died" in finding.message
        assert finding.fix == "`fairlead resume abcdef` finishes it."
        with Store(subject.project.store_location) as store:
            assert store.runs.recent()[0]["state"] == "running"

    def test_a_lease_of_another_machine_that_has_run_out_is_told(self, subject: Subject) -> None:
        assert subject.project is not None
        self.start(subject.project, {**this_process(), "host": "elsewhere"}, 10.0, 1000.0)
        late = replace(subject, clock=ManualClock(1100.0))
        (finding,) = check_runs(late).findings
        assert finding.code == "orphan-run" and "no sign of life for 90 s" in finding.message
        assert check_runs(replace(subject, clock=ManualClock(1005.0))).findings == ()

    def test_an_owner_that_lives_and_is_silent_is_told(self, subject: Subject) -> None:
        assert subject.project is not None
        self.start(subject.project, this_process(), 10.0, 1000.0)
        assert codes(check_runs(replace(subject, clock=ManualClock(1200.0)))) == ["silent-owner"]


class TestOutputs:
    def test_a_folder_that_cannot_be_written_is_told(self, tmp_path: Path) -> None:
        code = """
            import os, sys
            from pathlib import Path
            from fairlead.project.doctor.outputs import _of_folder
            if os.geteuid() == 0:
                os.setgid(65534), os.setuid(65534)
            print([one.code for one in _of_folder(Path(sys.argv[1]) / "cas", False).findings])
        """
        shut = Path("/proc/self") if os.geteuid() == 0 else tmp_path
        if shut == tmp_path:
            tmp_path.chmod(0o555)
        done = subprocess.run(
            [sys.executable, "-c", "\n".join(line[12:] for line in code.splitlines()), str(shut)],
            capture_output=True,
            text=True,
        )
        tmp_path.chmod(0o755)
        assert done.stdout == "['outputs-not-writable']\n", done.stderr

    def test_a_bucket_without_a_server_is_told(self, subject: Subject, monkeypatch: pytest.MonkeyPatch) -> None:
        assert subject.project is not None
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            location = f"s3://b/p?endpoint=http://127.0.0.1:{one.getsockname()[1]}"
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
        far = replace(subject, project=replace(subject.project, blobs_location=location))
        assert codes(check_outputs(far)) == ["outputs-unusable"]

    @pytest.mark.heavy
    def test_a_bucket_is_really_tried(self, subject: Subject, bucket: Any) -> None:
        assert subject.project is not None
        far = replace(subject, project=replace(subject.project, blobs_location=bucket.location))
        seen = check_outputs(far)
        assert codes(seen) == [] and "read back and removed" in seen.said
        assert b"<Key>" not in bucket.ask("GET")[1]
        ahead = replace(far, clock=ManualClock(time.time() + 3600))
        assert codes(check_outputs(ahead)) == ["clock-skew"]
        gone = replace(subject.project, blobs_location=f"s3://no-such-bucket?endpoint={bucket.endpoint}")
        assert codes(check_outputs(replace(subject, project=gone))) == ["outputs-unusable"]


class TestEngine:
    def test_an_address_where_nobody_listens(self, subject: Subject) -> None:
        from fairlead.project.doctor.engine import check_engine

        assert subject.project is not None
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            port = one.getsockname()[1]
        assert reach("127.0.0.1", port, 1.0) == "Connection refused"
        far = replace(subject, project=replace(subject.project, runs_on=f"dask://127.0.0.1:{port}"))
        assert codes(check_engine(far)) == ["engine-unreachable"]
        odd = replace(subject, project=replace(subject.project, runs_on="ray://x"))
        assert codes(check_engine(odd)) == ["engine-unknown"]

    def test_a_worker_that_differs_is_described(self) -> None:
        here = versions_here()
        assert differences(here, dict(here)) == []
        assert differences(here, {**here, "python": "3.9.1"}) == [f"python 3.9.1/{here['python']}"]

    @pytest.mark.heavy
    def test_the_workers_of_a_real_cluster_are_compared(
        self, subject: Subject, cluster: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from fairlead.project.doctor import engine

        assert subject.project is not None
        far = replace(subject, project=replace(subject.project, runs_on=f"dask://{cluster}"), patience=10.0)
        seen = engine.check_engine(far)
        assert (codes(seen), "1 workers" in seen.said) == ([], True)
        here = {**versions_here(), "fairlead": "99.0"}
        monkeypatch.setattr(engine, "differences", lambda _, there: differences(here, there))
        assert codes(engine.check_engine(far)) == ["worker-versions"]

    @pytest.fixture
    def cluster(self, tmp_path: Path) -> Iterator[str]:
        address = tmp_path / "scheduler.json"
        base = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--port", "0", "--host", "127.0.0.1"]
        scheduler = subprocess.Popen(
            [*base, "--no-dashboard", "--scheduler-file", str(address)], stderr=subprocess.DEVNULL, cwd=tmp_path
        )
        worker = None
        try:
            deadline = time.monotonic() + 60
            while not address.exists() or not address.read_text():
                assert time.monotonic() < deadline
                time.sleep(0.05)
            place = json.loads(address.read_text())["address"]
            worker = subprocess.Popen(
                [sys.executable, "-m", "distributed.cli.dask_worker", place, "--nthreads", "1", "--no-dashboard"],
                stderr=subprocess.DEVNULL,
                cwd=tmp_path,
            )
            from distributed import Client

            with Client(place, timeout=30) as client:
                client.wait_for_workers(1, timeout=60)
            yield place.removeprefix("tcp://")
        finally:
            for process in filter(None, (worker, scheduler)):
                process.terminate()
                process.wait(30)


class TestTraces:
    def test_nobody_listens(self, subject: Subject) -> None:
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            silent = one.getsockname()[1]
        for endpoint, expected in (
            ("collector:4317", ["traces-address"]),
            (f"http://127.0.0.1:{silent}", ["traces-unreachable"]),
        ):
            settings = {"traces": {"endpoint": endpoint}}
            assert codes(check_traces(replace(subject, settings=settings))) == expected
        assert check_traces(subject).said == ""


class TestFiles:
    def test_a_pipeline_that_cannot_be_loaded_is_told_with_its_line(self, subject: Subject) -> None:
        assert subject.project is not None
        subject.project.pipeline.write_text("import no_such_module_of_mine\n")
        (finding,) = check_pipeline(subject).findings
        assert finding.code == "pipeline-unusable"
        assert "no_such_module_of_mine" in finding.message and str(finding.where).endswith("pipeline.py:1")

    def test_a_project_without_a_pipeline_is_fine(self, subject: Subject) -> None:
        assert subject.project is not None
        subject.project.pipeline.unlink()
        assert codes(check_pipeline(subject)) == []

    def test_variables_that_win_are_worth_knowing(self, subject: Subject) -> None:
        seen = check_settings(replace(subject, environment={"FAIRLEAD_STORE": "x", "FAIRLEAD_PARAM_N": "1"}))
        assert codes(seen) == ["variable-wins"]
