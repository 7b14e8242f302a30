"""The law of the crash protocol: any sequence of kills and resumes ends in what plain function calls give."""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from place import Place, wait_until

from fairlead.pipeline.artifacts import Artifact, load_output
from fairlead.pipeline.crash import POINTS

HEAD = """
import hashlib, os
from fairlead import DAG, PythonOperator

def mixed(*values):
    number = int.from_bytes(hashlib.sha256(repr(values).encode()).digest()[:4], "big")
    return [number, number % 7, number % 5][: 1 + number % 3]

def begin(task):
    with open(os.environ["DRILL_JOURNAL"], "a") as file:
        file.write(f"begin {task} {os.getpid()}\\n")
"""


@dataclass(frozen=True, slots=True)
class Node:
    """A task of a made-up pipeline: which tasks it reads; a mapped one runs once an item of the first."""

    reads: tuple[int, ...]
    mapped: bool
    cache: bool


@dataclass(frozen=True, slots=True)
class Kill:
    """Die at a named point; `also` kills the coordinator of a worker that died there."""

    at: str
    also: bool


@st.composite
def pipelines(draw: st.DrawFn) -> list[Node]:
    nodes: list[Node] = []
    for number in range(draw(st.integers(2, 8))):
        earlier = st.lists(st.integers(0, number - 1), max_size=3, unique=True) if number else st.just([])
        reads = tuple(draw(earlier))
        nodes.append(Node(reads, mapped=bool(reads) and draw(st.booleans()), cache=draw(st.booleans())))
    return nodes


kills = st.lists(
    st.builds(
        Kill,
        at=st.builds(lambda point, n: f"{point}:{n}", st.sampled_from(POINTS[1:]), st.sampled_from([1, 1, 2, 3, 5])),
        also=st.booleans(),
    ),
    min_size=1,
    max_size=4,
)


def written(nodes: list[Node]) -> str:
    """Return the pipeline as a file."""
    lines = [HEAD]
    for number, node in enumerate(nodes):
        first = ["item"] if node.mapped else []
        names = first + [f"t{other}" for other in node.reads[len(first) :]]
        lines += [
            f"def t{number}({', '.join(names)}):",
            f"    begin('t{number}')",
            f"    return mixed({', '.join([str(number), *names])})",
        ]
    lines.append('with DAG("random") as dag:')
    for number, node in enumerate(nodes):
        mapping = f".map(item=t{node.reads[0]})" if node.mapped else ""
        lines.append(f"    t{number} = PythonOperator(t{number}, cache={node.cache}){mapping}")
    return "\n".join(lines)


def called(nodes: list[Node]) -> dict[str, Any]:
    """Return what each task gives, by calling plain functions in order."""
    space: dict[str, Any] = {}
    exec(HEAD, space)  # the same `mixed`
    values: list[Any] = []
    results: dict[str, Any] = {}
    for number, node in enumerate(nodes):
        rest = [values[other] for other in node.reads[node.mapped :]]
        if node.mapped:
            parts = [space["mixed"](number, item, *rest) for item in values[node.reads[0]]]
            results |= {f"t{number}[{n}]": part for n, part in enumerate(parts)}
            values.append(parts)
        else:
            values.append(space["mixed"](number, *rest))
            results[f"t{number}"] = values[-1]
    return results


def disturb(place: Place, sequence: list[Kill]) -> str:
    """Run and resume, killing as the sequence says, until the run succeeds; return its id."""
    orders: dict[str, Any] = {}
    for kill in sequence:
        life = place.start(kill.at, **orders)
        if kill.also:
            wait_until(lambda life=life: life.has_crashed or life.is_over)
            life.process.kill()
        life.finish()
        assert not place.survivors()
        if place.has_store() and (found := place.runs()):
            assert found[0]["state"] in ("pending", "interrupted", "succeeded")
            if found[0]["state"] == "succeeded":
                return str(found[0]["id"])
            orders = {"resume": found[0]["id"]}
    answer = place.finish(**orders)
    assert answer["state"] == "succeeded", answer
    return str(answer["run"])


def check(nodes: list[Node], sequence: list[Kill]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder) / "project", written(nodes))
        run_id = disturb(place, sequence)
        blobs = place.project.open_blobs()
        rows = place.tasks(run_id)
        assert {row["state"] for row in rows.values()} == {"succeeded"}
        stored = {
            name: load_output(Artifact.from_dict(row["artifact"]), blobs)
            for name, row in rows.items()
            if row["artifact"]
        }
        expected = called(nodes)
        assert stored == expected
        begun = Counter(one.task for one in place.executions())
        times = Counter(name.partition("[")[0] for name in expected)
        repeated = sum((begun - times).values())
        assert not times - begun
        assert repeated <= len(sequence) * (place.workers + 1)


@settings(max_examples=5, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(pipelines(), kills)
def test_any_kills_and_resumes_end_in_the_undisturbed_artifacts(nodes: list[Node], sequence: list[Kill]) -> None:
    check(nodes, sequence)


@pytest.mark.drill
@pytest.mark.timeout(900)
@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(pipelines(), kills)
def test_many_more_kills_and_resumes_do_too(nodes: list[Node], sequence: list[Kill]) -> None:
    check(nodes, sequence)
