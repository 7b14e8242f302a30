"""Which results are taken as they are, which tasks run again, and how that is explained."""

import time
from typing import Any

import pytest

from fairlead.errors import StoredOutputMissingError

PIPELINE = """
    import os
    {setup}
    def helper(n): return {helper}
    def extract(): return [1, 2, 3]
    def clean(extract): return [helper(n) for n in extract]
    def count(clean): return len(clean)
    def report(count): return {report}
    def side(): return {side}
    def last(): return "last"
    with DAG("d") as dag:
        extract, clean, count, report = map(PythonOperator, (extract, clean, count, report))
        side, last = map(PythonOperator, (side, last))
        side >> last
"""


def pipeline(**pieces: str) -> str:
    parts = {"setup": "", "helper": "n + 1", "report": "f'{count} rows'", "side": "1"}
    return PIPELINE.format(**{**parts, **pieces})


def test_nothing_runs_again_that_has_not_changed(project: Any) -> None:
    first = project.run(pipeline())
    assert first.executed == set(first.tasks)
    assert first.explain("clean").verdict == "ran for the first time"
    second = project.run()
    assert second.state == "succeeded"
    assert second.executed == set()
    assert all(row["cached"] for row in second.tasks.values())
    assert second.value("report") == "3 rows"
    assert second.explain("report").verdict == f"did not run: same code and inputs as in run {first.id}"
    commented = project.run("# only a comment\n" + pipeline(setup="# another one").replace("\n    ", "\n"))
    assert commented.executed == set()


def test_a_changed_helper_reruns_what_uses_it_and_what_its_output_reaches(project: Any) -> None:
    project.run(pipeline())
    changed = project.run(pipeline(helper="n + 10"))
    # `clean` gives other numbers, `count` gives the same: what follows `count` need not run.
    assert changed.executed == {"clean", "count"}
    assert changed.explain("clean").verdict == "ran again because the code of `helper()` changed"
    assert changed.explain("count").verdict == "ran again because the output of `clean` changed"
    assert changed.explain("report").verdict.startswith("did not run: same code and inputs as in run")


def test_a_task_that_only_comes_first_counts_by_its_key(project: Any) -> None:
    project.run(pipeline())
    changed = project.run(pipeline(side="2 - 1"))
    assert changed.value("side") == 1
    assert changed.executed == {"side", "last"}
    assert changed.explain("last").verdict == "ran again because `side`, which comes before, changed"


def test_going_back_to_earlier_code_takes_the_earlier_results(project: Any) -> None:
    first = project.run(pipeline())
    project.run(pipeline(helper="n + 10"))
    back = project.run(pipeline())
    assert back.executed == set()
    assert f"as in run {first.id}" in back.explain("clean").verdict


KINDS = """
    import time, random
    class Opaque:
        __slots__ = ("handle",)
        def __init__(self): self.handle = open("pipeline.py")
    HANDLE = Opaque()
    def never(): return 1
    def short(): return 2
    def opaque(): return str(HANDLE)[:3]
    def with_run(run_id): return 3
    def with_date(logical_date): return logical_date
    def with_version(): return 4
    def lambda_(n): return n
    with DAG("d", seed={seed}) as dag:
        PythonOperator(never, cache=False), PythonOperator(short, cache="1s"), PythonOperator(opaque)
        PythonOperator(with_run), PythonOperator(with_date), PythonOperator(with_version, versions=["pytest"])
        PythonOperator(lambda n={default}: n, task_id="small")
        PythonOperator(lambda_, op_kwargs={{"n": {given}}})
"""


def kinds(**pieces: object) -> str:
    return KINDS.format(**{"seed": "None", "default": 1, "given": 1, **pieces})


def test_what_is_not_kept_and_why(project: Any) -> None:
    project.run(kinds(), logical_date="2026-11-23")
    second = project.run(logical_date="2026-11-23")
    assert second.executed == {"never", "opaque", "with_run"}
    assert second.explain("never").verdict == "ran because it is marked cache=False"
    assert "cannot be followed, so no result is kept: `HANDLE" in second.explain("opaque").verdict
    assert "run_id changed from" in second.explain("with_run").verdict
    time.sleep(1.1)
    third = project.run(logical_date="2026-11-24")
    assert third.executed == {"never", "opaque", "with_run", "short", "with_date"}
    assert "too old" in third.explain("short").verdict
    assert "logical_date changed from 2026-11-23 to 2026-11-24" in third.explain("with_date").verdict
    fourth = project.run(kinds(default=2, given=2), logical_date="2026-11-24")
    assert {"small", "lambda_"} <= fourth.executed
    assert "where n comes from changed from 1 to 2" in fourth.explain("lambda_").verdict
    seeded = project.run(kinds(seed=1, default=2, given=2), logical_date="2026-11-24")
    assert "with_version" in seeded.executed
    assert seeded.explain("with_version").verdict == "ran again because the seed changed"


def test_a_new_version_of_a_declared_library_counts(project: Any, monkeypatch: Any) -> None:
    info = project.folder / "lib" / "toy-1.0.dist-info"
    project.write("Metadata-Version: 2.1\nName: toy\nVersion: 1.0\n", "lib/toy-1.0.dist-info/METADATA")
    monkeypatch.setenv("PYTHONPATH", str(project.folder / "lib"))
    source = """
        def task_(): return 1
        with DAG("d") as dag: PythonOperator(task_, versions=["toy"])
    """
    project.run(source)
    assert project.run().executed == set()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: toy\nVersion: 2.0\n")
    changed = project.run()
    assert changed.executed == {"task_"}
    assert changed.explain("task_").verdict == "ran again because the version of toy changed from 1.0 to 2.0"


def test_parameters_that_change_are_named_with_their_values(project: Any) -> None:
    source = """
        def train(n: int, depth: int = 3): return n * depth
        with DAG("d", params={"n": 1}) as dag: PythonOperator(train)
    """
    project.run(source)
    changed = project.run(params=["n=2", "depth=4"])
    explanation = changed.explain("train")
    assert explanation.verdict == "ran again because parameter depth is new"
    assert explanation.reasons == ("parameter n changed from 1 to 2",)


def test_a_failed_task_is_not_kept_and_its_second_run_says_so(project: Any) -> None:
    source = """
        import os
        def fragile():
            if not os.path.exists("fixed"): raise ValueError("no")
        with DAG("d") as dag: PythonOperator(fragile)
    """
    failed = project.run(source)
    project.write("", "fixed")
    ran = project.run()
    assert ran.executed == {"fragile"}
    assert ran.explain("fragile").verdict == f"ran again because in run {failed.id} it did not succeed (failed)"


def test_parts_of_a_pipeline_run_alone(project: Any) -> None:
    first = project.run(pipeline())
    until = project.run(pipeline(helper="n + 5"), until=("count",))
    assert until.executed == {"clean", "count"}
    assert until.states["report"] == "skipped"
    assert until.explain("report").verdict == "was skipped: it is not part of this run"

    started = project.run(start=("clean",))
    assert started.executed == {"clean", "count", "report"}
    assert started.explain("clean").verdict == "ran because it was asked for (--force, --from or --only)"
    assert started.states["side"] == "skipped"

    only = project.run(pipeline(helper="n + 100", report="f'now {count}'"), only=("report",))
    assert only.executed == {"report"}
    assert only.value("report") == "now 3"
    assert (only.states["count"], only.states["clean"]) == ("succeeded", "skipped")
    assert f"stored output of run {started.id} used again" in only.tasks["count"]["reason"]
    assert project.run(only=("report",)).value("report") == "now 3"

    both = project.run(start=("clean",), until=("clean",))
    assert both.executed == {"clean"}
    forced = project.run(force=True)
    assert forced.executed == set(first.tasks)


def test_a_task_alone_needs_stored_outputs_before_it(project: Any) -> None:
    with pytest.raises(StoredOutputMissingError, match="'report' needs the output of 'count'"):
        project.run(pipeline(), only=("report",))
    with project.project.open_store() as store:
        assert store.runs.recent() == []


def blob(project: Any, ran: Any, task_id: str) -> Any:
    digest = ran.tasks[task_id]["artifact"]["digest"]
    return project.folder / ".fairlead" / "cas" / digest[:2] / digest


def test_a_task_whose_stored_output_is_gone_runs_again(project: Any) -> None:
    ran = project.run(pipeline())
    blob(project, ran, "clean").unlink()
    again = project.run()
    assert again.executed == {"clean"}
    assert again.explain("clean").verdict == "ran again because its stored output was gone or too old"


def test_a_stored_output_that_was_changed_on_the_disk_is_not_used(project: Any) -> None:
    ran = project.run(pipeline())
    path = blob(project, ran, "clean")
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    again = project.run(pipeline().replace("return len(clean)", "return len(clean), clean"))
    assert again.executed == {"clean", "count", "report"}
    assert again.value("count") == (3, [2, 3, 4])


def test_an_output_that_changes_while_a_run_goes_on_is_an_error_and_heals_on_resume(project: Any) -> None:
    source = """
        import os
        from pathlib import Path
        def clean(): return [1, 2, 3]
        def vandal():
            if os.path.exists("calm"): return
            for path in Path(".fairlead/cas").rglob("*"):
                if path.is_file():
                    content = path.read_bytes()
                    path.write_bytes(content[:-1] + b"?")
        def count(clean): return len(clean)
        with DAG("d") as dag:
            clean, vandal, count = map(PythonOperator, (clean, vandal, count))
            clean >> vandal >> count
    """
    broken = project.run(source)
    assert broken.error("count")["type"] == "BlobCorruptError"
    assert "has changed on the disk: expected sha256" in broken.error("count")["message"]
    assert "fairlead resume" in broken.error("count")["hint"]
    project.write("", "calm")
    healed = project.resume()
    assert (healed.state, healed.value("count")) == ("succeeded", 3)
    assert "clean" in healed.executed


def test_a_deleted_database_is_rebuilt_from_what_is_stored(project: Any) -> None:
    first = project.run(pipeline())
    for path in (project.folder / ".fairlead").glob("store.db*"):
        path.unlink()
    ran = project.run()
    assert ran.executed == set()
    assert ran.value("report") == "3 rows"
    assert f"run {first.id}" in ran.tasks["report"]["reason"]


def test_a_deleted_state_folder_only_costs_time(project: Any) -> None:
    import shutil

    project.run(pipeline())
    shutil.rmtree(project.folder / ".fairlead")
    assert project.run().value("report") == "3 rows"


def test_damaged_small_documents_are_not_believed(project: Any) -> None:
    project.run(pipeline())
    for path in (project.folder / ".fairlead" / "keys").rglob("*.json"):
        path.write_text(path.read_text()[: len(path.read_text()) // 2])
    ran = project.run()
    assert ran.state == "succeeded"
    assert ran.executed == set(ran.tasks)


def test_checkpoints_are_found_after_a_crash_and_not_after_a_success(project: Any) -> None:
    ran = project.run(
        """
        import os
        def train():
            done = checkpoint.load("epoch", 0)
            for epoch in range(done, 4):
                open("epochs", "a").write(f"{epoch}\\n")
                checkpoint.save("epoch", epoch + 1)
                checkpoint.save("table", list(range(epoch)))
                if epoch == 1 and not os.path.exists("died"):
                    open("died", "w")
                    os._exit(1)
            return checkpoint.load("table")
        with DAG("d") as dag: PythonOperator(train)
        """
    )
    assert project.lines("epochs") == ["0", "1", "2", "3"]
    assert ran.value("train") == [0, 1, 2]
    assert ran.tasks["train"]["attempt"] == 2
    forced = project.run(force=True)
    assert project.lines("epochs")[4:] == ["0", "1", "2", "3"]
    assert forced.state == "succeeded"
