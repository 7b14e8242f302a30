"""A run as a person sees it: order, overlap, what tasks are given, what they print."""

from typing import Any

SEED_LINES = """
    def extract(): return [1, 2, 3]
    def validate(): print("validate saw nothing wrong")
    def transform(extract): return [2 * n for n in extract]
    def load(transform): return sum(transform)
    def train(load): return load + 1
    def evaluate(load): return {"passed": load == 12}
    def deploy(train): return f"model {train}"

    with DAG('ml_pipeline') as dag:
        extract = PythonOperator(task_id='extract', python_callable=extract)
        validate = PythonOperator(task_id='validate', python_callable=validate)
        transform = PythonOperator(task_id='transform', python_callable=transform)
        load = PythonOperator(task_id='load', python_callable=load)
        train = PythonOperator(task_id='train', python_callable=train)
        evaluate = PythonOperator(task_id='evaluate', python_callable=evaluate)
        deploy = PythonOperator(task_id='deploy', python_callable=deploy)

        extract >> [validate, transform]
        [validate, transform] >> load
        load >> [train, evaluate]
        [train, evaluate] >> deploy.when(evaluate.passed)
"""


def test_the_seven_lines_in_airflows_spelling_run_in_order(project: Any) -> None:
    ran = project.run(SEED_LINES)
    assert ran.state == "succeeded"
    assert set(ran.states.values()) == {"succeeded"}
    assert ran.value("deploy") == "model 13"
    started = {name: row["started"] for name, row in ran.tasks.items()}
    ended = {name: row["ended"] for name, row in ran.tasks.items()}
    assert ended["extract"] <= min(started["validate"], started["transform"])
    assert max(ended["validate"], ended["transform"]) <= started["load"]
    assert max(ended["train"], ended["evaluate"]) <= started["deploy"]
    assert ran.log("validate") == "validate saw nothing wrong\n"
    assert ran.outcome.usage["workers_cpu_seconds"] > 0


def test_placeholders_are_named_by_their_variables_and_run(project: Any) -> None:
    ran = project.run(
        """
        with DAG("sketch") as dag:
            extract = PythonOperator(...)
            load = PythonOperator(...)
            PythonOperator(..., task_id="named")
            extract >> load
        """
    )
    assert ran.states == {"extract": "succeeded", "load": "succeeded", "named": "succeeded"}
    assert ran.tasks["extract"]["ended"] <= ran.tasks["load"]["started"]
    assert ran.value("load") is None


def test_independent_tasks_overlap_in_time(project: Any) -> None:
    ran = project.run(
        """
        import os, time
        def meet(me, other):
            open(me, "w").close()
            until = time.monotonic() + 30
            while not os.path.exists(other) and time.monotonic() < until:
                time.sleep(0.01)
            return os.path.exists(other)
        def left(): return meet("left", "right")
        def right(): return meet("right", "left")
        with DAG("d") as dag:
            left, right = map(PythonOperator, (left, right))
        """
    )
    assert ran.value("left") and ran.value("right")  # each has seen the other at work
    assert ran.overlap("left", "right") > 0
    assert ran.tasks["left"]["pid"] != ran.tasks["right"]["pid"]


def test_short_tasks_are_committed_together(project: Any) -> None:
    ran = project.run(
        """
        @task
        def step(n): return n
        with DAG("many") as dag:
            for n in range(300): step.override(task_id=f"n{n}")(n)
        """
    )
    assert ran.state == "succeeded"
    assert ran.executed == set(ran.tasks)
    assert [ran.value(f"n{n}") for n in range(0, 300, 50)] == [0, 50, 100, 150, 200, 250]
    for name, row in ran.tasks.items():
        assert (row["attempt"], row["ended"] >= row["started"]) == (1, True)
        assert ran.kinds(name) == ["task_started", "task_succeeded"]


def test_a_long_task_among_short_ones_keeps_nobody_waiting(project: Any) -> None:
    ran = project.run(
        """
        import time
        @task
        def step(n): time.sleep(3 if n == 60 else 0.001); return n
        with DAG("mixed") as dag:
            for n in range(80): step.override(task_id=f"n{n}")(n)
        """
    )
    assert ran.state == "succeeded"
    long = ran.tasks["n60"]
    assert max(row["ended"] for name, row in ran.tasks.items() if name != "n60") < long["ended"] - 1


def test_taskflow_calls_pass_values_lists_and_fixed_arguments(project: Any) -> None:
    ran = project.run(
        """
        @task
        def number(n): return n
        @task
        def total(numbers, extra=0, *, names): return sum(numbers) + extra + len(names)
        def scaled(total, by): return total * by
        with DAG("d") as dag:
            one, two = number(1), number(2)
            both = total([one, two], 10, names={"a": one, "b": [two]})
            PythonOperator(scaled, op_kwargs={"by": 3})
            PythonOperator(scaled, task_id="halved", op_args=[both, 0.5])
        """
    )
    assert set(ran.tasks) == {"number", "number__1", "total", "scaled", "halved"}
    assert ran.value("total") == 15
    assert (ran.value("scaled"), ran.value("halved")) == (45, 7.5)


def test_default_args_hold_where_a_task_says_nothing(project: Any) -> None:
    ran = project.run(
        """
        def flaky(): raise ValueError("no")
        with DAG("d", default_args={"retries": 1, "retry_delay": 0.01}) as dag:
            PythonOperator(flaky)
            PythonOperator(flaky, task_id="once", retries=0)
        """
    )
    assert (ran.tasks["flaky"]["attempt"], ran.tasks["once"]["attempt"]) == (2, 1)


def test_tasks_are_given_what_they_ask_the_run_for(project: Any) -> None:
    ran = project.run(
        """
        def about(run_id, logical_date, seed, params, idempotency_key, depth: int):
            return [run_id, logical_date, seed, params, idempotency_key]
        def all_of_them(params): return params
        with DAG("d", seed=7, params={"depth": 3, "about": {"width": 2}}) as dag:
            PythonOperator(about)
            PythonOperator(all_of_them)
        """,
        logical_date="2026-11-23",
    )
    run_id, logical_date, seed, params, key = ran.value("about")
    assert (run_id, logical_date, seed) == (ran.id, "2026-11-23", 7)
    assert params == {"depth": 3, "width": 2}
    assert key.startswith("d/about/")
    assert ran.value("all_of_them")["depth"] == 3


def test_rows_in_and_out_are_counted(project: Any) -> None:
    ran = project.run(
        """
        def numbers(): return list(range(10))
        def frame(numbers):
            import polars as pl
            return pl.DataFrame({"n": numbers[:4], "m": numbers[:4]})
        def neither(frame): return 5
        with DAG("d") as dag:
            for function in (numbers, frame, neither): PythonOperator(function)
        """
    )
    rows = {name: (row["rows_in"], row["rows_out"]) for name, row in ran.tasks.items()}
    assert rows == {"numbers": (None, 10), "frame": (10, 4), "neither": (4, None)}
    assert ran.tasks["frame"]["artifact"]["columns"] == 2


RANDOM = """
    import random
    def python(): return random.random()
    def library():
        import numpy  # not loaded before this task runs
        return numpy.random.rand()
    def again(): return random.random()
    with DAG("d", seed={seed}) as dag:
        for function in (python, library, again): PythonOperator(function, cache=False)
"""


def test_a_seed_makes_the_global_generators_repeatable_for_each_task(project: Any) -> None:
    first, second = (project.run(RANDOM.format(seed=7)) for _ in range(2))
    other = project.run(RANDOM.format(seed=8))
    names = ("python", "library", "again")
    drawn = [[ran.value(name) for name in names] for ran in (first, second, other)]
    assert drawn[0] == drawn[1]
    assert all(a != b for a, b in zip(drawn[0], drawn[2], strict=True))
    assert drawn[0][0] != drawn[0][2]  # each task has a seed of its own


def test_a_seed_also_holds_for_numpy_that_was_loaded_before(project: Any) -> None:
    source = """
        import numpy
        def draw(): return numpy.random.rand()
        with DAG("d", seed=7) as dag:
            PythonOperator(draw, cache=False)
    """
    lazy = RANDOM.format(seed=7).replace("library", "draw")
    assert project.run(source).value("draw") == project.run(lazy).value("draw")


def test_each_attempt_has_a_log_with_the_output_of_its_subprocesses(project: Any) -> None:
    ran = project.run(
        """
        import os, subprocess, sys, warnings
        def speaks():
            print("python says")
            print("to stderr", file=sys.stderr)
            subprocess.run(["echo", "a subprocess says"])
            os.write(1, b"a library says\\n")
            if not os.path.exists("again"):
                open("again", "w")
                raise ValueError("the first time")
        def silent(): pass
        with DAG("d") as dag:
            PythonOperator(speaks, retries=1, retry_delay=0)
            PythonOperator(silent)
        """
    )
    for attempt in (1, 2):
        for words in ("python says", "to stderr", "a subprocess says", "a library says"):
            assert words in ran.log("speaks", attempt)
    assert "ValueError: the first time" in ran.log("speaks", 1)
    assert "ValueError" not in ran.log("speaks", 2)
    logs = project.folder / ".fairlead" / "logs" / ran.id
    assert sorted(path.name for path in logs.iterdir()) == ["speaks.1.log", "speaks.2.log"]


def test_what_a_file_prints_while_it_is_imported_does_not_disturb_the_run(project: Any) -> None:
    ran = project.run('print("hello from the import")\nwith DAG("d") as dag:\n    a = PythonOperator(...)\n')
    assert ran.state == "succeeded"
    assert len(project.holds(b"hello from the import")) == 1


def test_tasks_find_modules_beside_the_file_and_classes_of_the_file(project: Any) -> None:
    project.write("def double(n): return 2 * n\n", "helpers/numbers_.py")
    project.write("", "helpers/__init__.py")
    ran = project.run(
        """
        from dataclasses import dataclass
        from helpers.numbers_ import double
        @dataclass
        class Model:
            weight: int
        def fit() -> Model: return Model(double(4))
        def use(fit: Model): return fit.weight
        with DAG("d") as dag:
            fit, use = PythonOperator(fit), PythonOperator(use)
        """
    )
    assert ran.value("use") == 8


def test_one_annotation_that_cannot_be_resolved_does_not_spoil_the_others(project: Any) -> None:
    (project.folder / "n.txt").write_text("5")
    ran = project.run(
        """
        from __future__ import annotations
        from pathlib import Path
        from typing import TYPE_CHECKING
        if TYPE_CHECKING:
            from nowhere import Frame
        def read(source: Path, frame: Frame | None = None): return source.read_text()
        with DAG("d", params={"source": "n.txt"}) as dag:
            PythonOperator(read)
        """
    )
    assert ran.value("read") == "5"
