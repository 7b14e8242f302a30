"""`.map()`: a task once per item of a list that is known only at run time."""

from typing import Any

import pytest


def test_a_task_runs_once_per_item_and_its_results_keep_their_order(project: Any) -> None:
    ran = project.run(
        """
        def numbers(): return [3, 1, 2]
        def none_(): return []
        def doubled(n, by): return by * n
        def nothing(n): ...
        def total(doubled, nothing): return [doubled, nothing]
        with DAG("d", params={"by": 2}) as dag:
            numbers, none_ = PythonOperator(numbers), PythonOperator(none_)
            doubled = PythonOperator(doubled).map(n=numbers)
            nothing = PythonOperator(nothing).map(n=none_)
            PythonOperator(total)
        """
    )
    assert ran.state == "succeeded"
    assert ran.value("total") == [[6, 2, 4], []]
    assert [ran.value(f"doubled[{n}]") for n in range(3)] == [6, 2, 4]
    assert ran.kinds("doubled") == ["task_expanded", "task_succeeded"]
    assert (ran.tasks["nothing"]["state"], ran.tasks["nothing"]["reason"]) == ("succeeded", "0 parts")
    assert ran.tasks["doubled"]["rows_out"] is None
    again = project.run()
    assert again.executed == set()
    assert again.value("total") == [[6, 2, 4], []]
    assert again.tasks["doubled"]["cached"] == 1


def test_a_map_of_a_map_a_fixed_list_a_mapping_and_a_part_of_an_output(project: Any) -> None:
    ran = project.run(
        """
        @task
        def words(text: str) -> list[str]: return text.split()
        @task
        def lengths(words: list[str]) -> list[int]: return [len(word) for word in words]
        @task
        def pairs(): return {"a": 1, "b": 2}
        @task
        def pair(item): return list(item)
        @task
        def listing(): return {"files": ["x", "y"]}
        @task
        def name(file): return file.upper()
        with DAG("d") as dag:
            first = words.map(text=["a bc", "def"])
            lengths.map(words=first)
            pair.map(item=pairs())
            name.map(file=listing().files)
        """
    )
    assert ran.state == "succeeded"
    assert [ran.value(f"lengths[{n}]") for n in range(2)] == [[1, 2], [3]]
    assert [ran.value(f"pair[{n}]") for n in range(2)] == [["a", 1], ["b", 2]]
    assert [ran.value(f"name[{n}]") for n in range(2)] == ["X", "Y"]


MANY = """
    def numbers(): return list(range(300))
    def padded(n): return f"{{n:05d}}"
    def joined(padded{extra}): return len(padded), padded[0], padded[10], padded[299]
    with DAG("d") as dag:
        numbers = PythonOperator(numbers)
        padded = PythonOperator(padded).map(n=numbers)
        joined = PythonOperator(joined)
"""


def test_three_hundred_parts_fit_into_messages_and_their_stored_results_keep_their_order(
    project: Any,
) -> None:
    ran = project.run(MANY.format(extra=""))
    assert ran.value("joined") == (300, "00000", "00010", "00299")
    assert len(ran.executed) == 302
    assert project.run().executed == set()
    alone = project.run(MANY.format(extra=", more=0"), only=("joined",))
    assert alone.value("joined") == (300, "00000", "00010", "00299")
    # What a run has only used again can be used again from it.
    assert project.run(only=("joined",)).value("joined") == (300, "00000", "00010", "00299")


FAILING = """
    def numbers(): return [1, 0, 2]
    def inverse(n{extra}): return 1 / n{fix}
    def total(inverse): return sum(inverse)
    def anyway(inverse): return "told"
    with DAG("d") as dag:
        inverse = PythonOperator(inverse).map(n=PythonOperator(numbers))
        PythonOperator(total), PythonOperator(anyway, trigger_rule="all_done")
"""


def test_a_failing_part_fails_the_whole_while_the_others_finish(project: Any) -> None:
    ran = project.run(FAILING.format(extra="", fix=""))
    assert ran.state == "failed"
    assert ran.outcome.reason == "failed: inverse[1]"
    assert ran.states == {
        "numbers": "succeeded", "inverse": "failed", "inverse[0]": "succeeded", "inverse[1]": "failed",
        "inverse[2]": "succeeded", "total": "upstream_failed", "anyway": "succeeded",
    }  # fmt: skip
    assert ran.tasks["inverse"]["reason"] == "1 of 3 parts failed"
    assert ran.error("inverse[1]")["type"] == "ZeroDivisionError"
    assert "ZeroDivisionError" in ran.explain("inverse[1]").verdict
    fixed = project.resume(FAILING.format(extra="", fix=" if n else 0"))
    assert (fixed.id, fixed.state) == (ran.id, "succeeded")
    assert fixed.value("total") == 1.5


def test_parts_whose_items_are_gone_when_a_run_is_resumed_do_not_count(project: Any) -> None:
    failed = project.run(FAILING.format(extra="", fix="").replace("[1, 0, 2]", "[1, 2, 0]"))
    shorter = FAILING.format(extra="", fix="").replace("[1, 0, 2]", "[1, 2]")
    done = project.resume(shorter)
    assert (done.id, done.state, done.value("total")) == (failed.id, "succeeded", 1.5)
    assert (done.states["inverse[2]"], done.tasks["inverse[2]"]["error"]) == ("skipped", None)
    assert "no longer in the list" in done.tasks["inverse[2]"]["reason"]
    assert project.run(shorter.replace("sum(", "2 * sum("), only=("total",)).value("total") == 3.0


def test_random_numbers_of_a_part_belong_to_its_item_and_not_to_its_place(project: Any) -> None:
    source = """
        import random
        def items(): return {items}
        def draw(n): return random.random()
        with DAG("d", seed=1) as dag: PythonOperator(draw).map(n=PythonOperator(items))
    """
    first = project.run(source.format(items=[1, 2, 1]))
    turned = project.run(source.format(items=[2, 1]), force=True)
    assert first.value("draw[0]") == first.value("draw[2]") == turned.value("draw[1]")
    assert first.value("draw[1]") == turned.value("draw[0]") != first.value("draw[0]")


PATHS = """
    from pathlib import Path
    def files(folder: Path): return sorted(folder.glob("*.txt"))
    def read(file): return file.read_text()
    def joined(read): return "".join(read)
    with DAG("d", params={"folder": "drop"}) as dag:
        read = PythonOperator(read).map(file=PythonOperator(files))
        PythonOperator(joined)
"""


def test_only_the_changed_file_of_a_mapped_folder_is_read_again(project: Any) -> None:
    for name in "abc":
        project.write(name, f"drop/{name}.txt")
    assert project.run(PATHS).value("joined") == "abc"
    project.write("B", "drop/b.txt")
    changed = project.run()
    assert changed.executed == {"files", "read[1]", "joined"}
    assert changed.value("joined") == "aBc"
    assert changed.explain("read[0]").verdict.startswith("did not run: same code and inputs")
    assert "the item changed" in changed.explain("read[1]").verdict
    assert changed.explain("read").verdict == "ran once per item: 3 parts"
    assert changed.explain("read").reasons == ("1 of 3 ran, the others were stored: read[1]",)
    project.write("d", "drop/d.txt")
    added = project.run()
    assert added.executed == {"files", "read[3]", "joined"}
    (project.folder / "drop" / "a.txt").unlink()
    assert project.run().value("joined") == "Bcd"


def test_a_map_over_something_without_items_says_so(project: Any) -> None:
    ran = project.run(
        """
        def number(): return 5
        def each(n): ...
        with DAG("d") as dag: PythonOperator(each).map(n=PythonOperator(number))
        """
    )
    assert ran.states["each"] == "failed"
    assert "mapped over a value of type int; expected a list" in ran.error("each")["message"]


@pytest.mark.parametrize("items", ["[1, 2]", "[]"])
def test_a_mapped_task_whose_condition_does_not_hold_is_skipped_as_a_whole(project: Any, items: str) -> None:
    ran = project.run(
        f"""
        def gate(): return False
        def items(): return {items}
        def each(n): ...
        with DAG("d") as dag:
            gate, items = PythonOperator(gate), PythonOperator(items)
            PythonOperator(each).map(n=items).when(gate.output)
        """
    )
    assert ran.states == {"gate": "succeeded", "items": "succeeded", "each": "skipped"}
    assert "gate is False" in ran.tasks["each"]["reason"]


def test_parts_take_options_of_their_task(project: Any) -> None:
    ran = project.run(
        """
        import threading
        def each(n):
            open(f"tries{n}", "a").write("x")
            if len(open(f"tries{n}").read()) == 1: raise OSError("once")
            return threading.current_thread().name
        with DAG("d", pools={"one": 1}) as dag:
            PythonOperator(each, retries=1, retry_delay=0, executor="thread", pool="one").map(n=[1, 2])
        """
    )
    assert ran.state == "succeeded"
    assert ran.overlap("each[0]", "each[1]") <= 0
    assert {ran.tasks[f"each[{n}]"]["attempt"] for n in range(2)} == {2}
    assert "MainThread" not in [ran.value("each[0]"), ran.value("each[1]")]
