"""The tests of a project as a page shows them: which there are, how each ended last, and a run that can be watched."""

from __future__ import annotations

import ast
import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from fairlead.project import work
from fairlead.project.settings import Project
from fairlead.project.work import Tell, Work
from fairlead.store import Store
from fairlead.testing.layers import LAYERS, Layer, Level
from fairlead.testing.pyramid import Pyramid, Tested

KIND = "tests"
KEY = "all"
SHORTEST_LOOK = 0.15
"""Seconds between two looks at what the tests have told."""


@dataclass(frozen=True, slots=True)
class Known:
    """Hold one test that is there, with its last result.

    Parameters
    ----------
    at : float, when it last ran, seconds since 1970-01-01 UTC.
    """

    tested: Tested
    at: float

    @property
    def file(self) -> str:
        """Return its file."""
        return self.tested.test.partition("::")[0]

    @property
    def name(self) -> str:
        """Return what stands behind the file."""
        return self.tested.test.partition("::")[2]


@dataclass(frozen=True, slots=True)
class Tests:
    """Hold the tests of a project.

    Parameters
    ----------
    known : tests that are there, in order of their names; gone : how many once ran and are there no more.
    sessions : the latest times that tests were run, newest first.
    """

    known: tuple[Known, ...]
    gone: int
    sessions: tuple[Mapping[str, Any], ...]

    @property
    def pyramid(self) -> Pyramid:
        """Return them by layer and level."""
        return Pyramid(tuple(one.tested for one in self.known))

    def of(self, layer: Layer | None = None, level: Level | None = None) -> list[Known]:
        """Return those of a layer, of a level; None means all of them."""
        chosen = {id(one) for one in self.pyramid.of(layer, level)}
        return [one for one in self.known if id(one.tested) in chosen]


def tests_of(project: Project) -> Tests:
    """Return the tests that were run and are still there; nothing is collected or run."""
    with project.open_store() as store:
        rows, sessions = store.tests.latest(), store.tests.sessions(limit=10)
    names = ("test", "layer", "level", "outcome", "seconds", "said", "proves")
    known = [Known(Tested(**{name: row[name] for name in names}), float(row["at"])) for row in rows]
    here = [one for one in known if source_of(project.folder, one.tested.test) is not None]
    return Tests(tuple(here), len(known) - len(here), tuple(sessions))


def history_of(store: Store, test: str) -> list[Mapping[str, Any]]:
    """Return how a test ended the last times, oldest first."""
    return list(store.tests.history(test))


@dataclass(frozen=True, slots=True)
class Source:
    """Hold the code of a test, and the line of its file in which it begins."""

    code: str
    line: int
    says: str


def source_of(folder: Path, test: str) -> Source | None:
    """Return the code of a test by its name in pytest; None if it is not there any more."""
    file, _, inside = test.partition("::")
    path = (folder / file).resolve()
    if not path.is_relative_to(folder.resolve()) or path.suffix != ".py" or not path.is_file():
        return None
    names = tuple(one.partition("[")[0] for one in inside.split("::"))
    return _functions(path, path.stat().st_mtime_ns).get(names)


@lru_cache(maxsize=256)
def _functions(path: Path, changed: int) -> dict[tuple[str, ...], Source]:  # `changed` is part of the key of the cache
    try:
        text = path.read_text(encoding="utf-8")
        tree = ast.parse(text)
    except (OSError, SyntaxError, ValueError):
        return {}
    return dict(_in_body(tree.body, (), text.split("\n")))


def _in_body(
    body: Sequence[ast.stmt], inside: tuple[str, ...], lines: Sequence[str]
) -> Iterator[tuple[tuple[str, ...], Source]]:
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield from _in_body(node.body, (*inside, node.name), lines)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = min([node.lineno, *(one.lineno for one in node.decorator_list)])
            code = "\n".join(lines[first - 1 : node.end_lineno])
            yield (*inside, node.name), Source(code, first, (ast.get_docstring(node) or "").partition("\n")[0])


def session_of(project: Path) -> Work | None:
    """Return the last run of the tests from a page; None if there was none."""
    return work.work_of(project, KIND, KEY)


def begin_session(project: Path, layers: Sequence[str] = ()) -> Work:
    """Begin to run the tests, of some layers or all, unless they run already."""
    return work.begin(project, KIND, KEY, {"layers": [one for one in layers if one in LAYERS]})


def stop_session(project: Path) -> bool:
    """Stop the tests; what they have found so far is not kept. Tell whether they were running."""
    return work.stop(project, KIND, KEY)


def run_told(folder: Path, given: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    """Run the tests and tell of each result as it comes: the body of the work.

    Raises
    ------
    MissingExtraError
        pytest is not installed.
    """
    from tempfile import TemporaryDirectory

    from fairlead.project.testing import run_tests

    project = Project.find(folder, needs_pipeline=False)
    arguments = [word for one in given.get("layers", ()) for word in ("--layer", one)]
    tell({"what": "pytest collects the tests."})
    with TemporaryDirectory(prefix="fairlead-told-") as place:
        progress = Path(place) / "progress.jsonl"
        progress.touch()
        is_over = threading.Event()
        follower = threading.Thread(target=_follow, args=(progress, tell, is_over))
        follower.start()
        try:
            session = run_tests(project, ["-q", "--no-header", *arguments], progress=progress)
        finally:
            is_over.set()
            follower.join()
    outcomes = {name: session.pyramid.count(outcome=name) for name in ("passed", "failed", "skipped")}
    return {"session": session.id, "exit_code": session.exit_code, "tests": len(session.pyramid.tests), **outcomes}


def _follow(path: Path, tell: Tell, is_over: threading.Event) -> None:
    """Tell of each line of a file that grows, until nobody writes to it any more."""
    with path.open(encoding="utf-8") as file:
        waiting = ""
        while True:
            ends = is_over.wait(SHORTEST_LOOK)
            waiting += file.read()
            *whole, waiting = waiting.split("\n")
            for line in whole:
                tell(json.loads(line))
            if ends:
                return
