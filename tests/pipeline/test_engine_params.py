"""Parameters of a run: which layer wins, what a path stands for, and that a resumed run keeps its own."""

from typing import Any

PRINTS = """
    from datetime import date
    from pathlib import Path
    def train(n: int, rate: float = 0.1, since: date = None, names: list[str] = ()):
        return [n, rate, str(since), names]
    def other(n): return n
    with DAG("d", params="params.toml") as dag:
        train, other = PythonOperator(train), PythonOperator(other)
"""


def test_the_nearest_layer_wins(project: Any, monkeypatch: Any) -> None:
    project.write("n = 1\nsince = 2026-01-31\n[train]\nrate = 1\n", "params.toml")
    ran = project.run(PRINTS)
    assert (ran.value("train"), ran.value("other")) == ([1, 1.0, "2026-01-31", ()], 1)

    project.write("n = 1\n[train]\nn = 2\n", "params.toml")
    ran = project.run()
    assert (ran.value("train")[0], ran.value("other")) == (2, 1)

    monkeypatch.setenv("FAIRLEAD_PARAM_N", "3")
    monkeypatch.setenv("FAIRLEAD_PARAM_TRAIN__NAMES", "a,b")
    ran = project.run()
    assert (ran.value("train"), ran.value("other")) == ([3, 0.1, "None", ["a", "b"]], 3)

    ran = project.run(params=["n=4", "train.n=5"])
    assert (ran.value("train")[0], ran.value("other")) == (5, 4)


READS = """
    from pathlib import Path
    def read(source: Path{default}): return source and source.read_text()
    with DAG("d"{params}) as dag:
        PythonOperator(read{given})
"""


def reads(**pieces: str) -> str:
    return READS.format(**{"default": "", "params": "", "given": "", **pieces})


def test_a_path_is_the_projects_and_counts_by_its_content(project: Any) -> None:
    file = project.write("one", "data/in.txt")
    ways = {
        "a file of parameters": reads(params=', params={"source": "data/in.txt"}'),
        "an optional parameter": reads(default=" | None = None", params=', params={"source": "data/in.txt"}'),
        "a default": reads(default=' = Path("data/in.txt")'),
        "a fixed argument": reads(given=', op_kwargs={"source": Path("data/in.txt")}'),
    }
    for number, (way, source) in enumerate(ways.items()):
        first = project.run(source)
        assert first.value("read") == file.read_text(), way
        file.touch()
        assert project.run().executed == set(), way
        file.write_text(f"content {number}")
        changed = project.run()
        assert changed.value("read") == f"content {number}", way
        assert "file of source changed" in changed.explain("read").verdict, way


def test_paths_in_a_list_count_by_their_content_too(project: Any) -> None:
    for name in "ab":
        project.write(name, f"{name}.txt")
    source = """
        from pathlib import Path
        def read(sources: list[Path]): return [source.read_text() for source in sources]
        with DAG("d", params={"sources": ["a.txt", "b.txt"]}) as dag:
            PythonOperator(read)
    """
    assert project.run(source).value("read") == ["a", "b"]
    assert project.run().executed == set()
    project.write("c", "b.txt")
    assert project.run().value("read") == ["a", "c"]


def test_a_path_outside_the_current_folder_is_still_the_projects(
    project: Any, monkeypatch: Any, tmp_path_factory: Any
) -> None:
    project.write("one", "in.txt")
    project.write(reads(params=', params={"source": "in.txt"}'))
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    assert project.run().value("read") == "one"


def test_a_missing_input_file_fails_in_the_task_that_reads_it(project: Any) -> None:
    ran = project.run(reads(params=', params={"source": "absent.txt"}'))
    assert ran.states == {"read": "failed"}
    assert ran.error("read")["type"] == "FileNotFoundError"
    project.write("here now", "absent.txt")
    assert project.run().value("read") == "here now"


def test_the_seed_is_a_parameter_too(project: Any) -> None:
    source = """
        import random
        def draw(seed): return [seed, random.random()]
        with DAG("d", seed=7) as dag:
            PythonOperator(draw)
    """
    seven = project.run(source).value("draw")
    eight = project.run(params=["seed=8"]).value("draw")
    assert (seven[0], eight[0]) == (7, 8)
    assert seven[1] != eight[1]


FAILS_ONCE = """
    from pathlib import Path
    def first(n: int, seed: int, run_id): return n
    def second(first):
        if not Path("fixed").exists(): raise ValueError("not yet")
        return first
    with DAG("d", params="params.toml", seed=7) as dag:
        first, second = PythonOperator(first), PythonOperator(second)
"""


def test_a_resumed_run_keeps_the_parameters_it_began_with(project: Any) -> None:
    project.write("n = 1\n", "params.toml")
    begun = project.run(FAILS_ONCE)
    assert begun.states == {"first": "succeeded", "second": "failed"}
    project.write("n = 2\n", "params.toml")
    project.write("", "fixed")
    done = project.resume()
    assert (done.id, done.state) == (begun.id, "succeeded")
    assert done.executed == {"second"}
    assert done.value("second") == 1


def test_a_resumed_run_keeps_what_the_command_line_said(project: Any) -> None:
    project.write("n = 1\n", "params.toml")
    project.run(FAILS_ONCE, params=["first.n=5", "seed=9"])
    project.write("", "fixed")
    done = project.resume()
    assert done.executed == {"second"}
    assert done.value("second") == 5


def test_a_relative_path_in_a_task_is_the_projects_wherever_the_run_is_started(
    project: Any, monkeypatch: Any, tmp_path_factory: Any
) -> None:
    project.write(
        """
        import os
        from pathlib import Path
        def goes_away(): os.chdir("/"); return 1
        def made(goes_away):
            Path("out.txt").write_text("made")
            return Path("out.txt")
        def read(made): return made.read_text()
        with DAG("d") as dag: goes_away, made, read = map(PythonOperator, (goes_away, made, read))
        """
    )
    for folder in ("one", "two"):
        monkeypatch.chdir(tmp_path_factory.mktemp(folder))
        ran = project.run()
        assert ran.value("read") == "made"
        assert ran.executed == ({"goes_away", "made", "read"} if folder == "one" else set())
    assert project.lines("out.txt") == ["made"]
