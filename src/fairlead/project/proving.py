"""Prove that a converted project computes what its notebook computes: run both, compare, and keep what was found.

The notebook runs three times and the pipeline once, in processes of their own, on copies of their folders, with the
same number of threads. The project's own runs, models and files are left alone.

python -m fairlead.project.proving REQUEST RESULTS    runs the pipeline of a proof and writes what happens, line by line
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fairlead.clock import SystemClock, timestamp
from fairlead.errors import MissingExtraError, NotebookRunError, PipelineRunError, ProveError
from fairlead.notebook.notebook import Notebook
from fairlead.notebook.prove.account import Account
from fairlead.notebook.prove.changes import changes_of
from fairlead.notebook.prove.compare import RELATIVE, RELATIVE_32, Tolerance
from fairlead.notebook.prove.identity import identity_of, stale
from fairlead.notebook.prove.mirror import Mirror, named_folders
from fairlead.notebook.prove.node import Shelf
from fairlead.notebook.prove.process import Ended, Limits, environment, run_process
from fairlead.notebook.prove.proof import Change, Proof, left_out_of, rows_of, verdict_of
from fairlead.notebook.prove.recording import NotebookRun, PipelineRun, TaskRun, nodes_of
from fairlead.notebook.prove.seen import stamps
from fairlead.notebook.prove.tasks import FILE as LOADER
from fairlead.notebook.prove.tasks import write_loader
from fairlead.notebook.read import read_notebook

TIMES = 3
"""How often the notebook runs. Three runs meet what comes out otherwise every second time in 75 % of proofs, and what
does so one time in ten in 27 % (1 - p^3 - (1-p)^3); each more costs as much again."""

FOLDER = "proof"
MEMORY = 8_000_000_000

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class ProveOptions:
    """Say how to prove.

    Parameters
    ----------
    limits : of each run.
    tolerance : how far two floats may be apart.
    times : how often the notebook runs.
    """

    limits: Limits = field(default_factory=lambda: Limits(memory=MEMORY))
    tolerance: Tolerance = field(default_factory=lambda: Tolerance(RELATIVE, RELATIVE_32))
    times: int = TIMES


def prove(
    folder: Path, options: ProveOptions | None = None, on_progress: Progress = lambda what, done, total: None
) -> Proof:
    """Prove the converted project in a folder, and write the proof into it.

    Parameters
    ----------
    on_progress : told what runs (``notebook 1/3``), and how many of how many cells or tasks are done.

    Raises
    ------
    ProveError
        There is no converted project, or one of the two sides does not run to its end; nothing is written then.
    MissingExtraError
        IPython is not installed, in which notebooks run.
    """
    import importlib.util

    if importlib.util.find_spec("IPython") is None:
        raise MissingExtraError.needs("ipython", "prove", "To run a notebook")
    folder = folder.resolve()
    account = Account.read(folder)
    with tempfile.TemporaryDirectory(prefix="fairlead-proof-") as name:
        proof = _Bench(Path(name).resolve(), account, options or ProveOptions(), on_progress).prove()
    write_proof(folder, proof)
    return proof


class _Bench:
    """Hold the scratch folder of one proof: copies, values, and what runs have written."""

    def __init__(self, scratch: Path, account: Account, options: ProveOptions, on_progress: Progress) -> None:
        self.scratch = scratch
        self.account = account
        self.options = options
        self.tell = on_progress
        named = named_folders((cell.source for cell in read_notebook(account.notebook).code_cells), account.workdir)
        self.mirror = Mirror.of(scratch / "copy", account.workdir, account.folder, *named)
        self.shelf = Shelf(scratch / "shelf")
        for one in ("shelf", "home", "tasks"):
            (scratch / one).mkdir()
        self.variables = environment(options.limits, scratch / "home")

    def prove(self) -> Proof:
        account, options = self.account, self.options
        notebook = read_notebook(account.notebook)
        order = _order(notebook, account.order)
        runs = [self.notebook(notebook, order, f"notebook {n}/{options.times}") for n in range(1, options.times + 1)]
        pipeline, read, packages = self.pipeline(runs[0].files)
        seconds = {f"notebook {n}": run.seconds for n, run in enumerate(runs, 1)} | {"pipeline": pipeline.seconds}
        rows, only = rows_of(account, runs, pipeline, self.shelf, options.tolerance, self._ignored())
        changes = self._changes(notebook, runs[0]) if account.original is not None else []
        data = [self.mirror.real(path) for path in (*runs[0].read, *read)]
        return Proof(
            verdict=verdict_of(rows),
            mode=account.mode,
            rows=tuple(rows),
            left_out=tuple(left_out_of(account, runs[0])),
            only_pipeline=tuple(only),
            fixes=account.fixes,
            changes=tuple(changes),
            identity=identity_of(account, data, {**runs[0].packages, **packages}, options.limits.threads),
            runs={name: round(took, 2) for name, took in seconds.items()},
            notebook=os.path.relpath(account.notebook, account.folder),
            order=account.order,
            at=timestamp(SystemClock().now()),
        )

    # The notebook

    def notebook(self, notebook: Notebook, order: list[int], name: str, *, plain: bool = False) -> NotebookRun:
        """Run a notebook once.

        Parameters
        ----------
        plain : whether it is another notebook than the one that the account tells of.
        """
        ended = self._run_cells(notebook, order, name, plain=plain)
        document = ended.documents[-1] if ended.documents else {}
        if "said" in document and document["error"] is None:
            return NotebookRun.of(document, ended.seconds)
        recorded = _order(notebook, "recorded")
        error = self._error(ended, recorded=False)
        if isinstance(error, NotebookRunError) and "error" in document and order != recorded and recorded:
            again = self._run_cells(notebook, recorded, f"{name}, in recorded order", plain=True)
            if again.documents and "said" in again.documents[-1] and again.documents[-1]["error"] is None:
                error = self._error(ended, recorded=True)
        raise error

    def _run_cells(self, notebook: Notebook, order: list[int], name: str, *, plain: bool) -> Ended:
        self.tell(name, 0, len(order))
        self.mirror.make()
        account, limits = self.account, self.options.limits
        wanted: dict[str, list[str]] = {}
        for task in account.tasks if not plain else ():
            for output in task.outputs:
                if output.kind == "variable" and output.variable and output.after is not None:
                    wanted.setdefault(account.statements[output.after].place, []).append(output.variable)
        streams = {one.place: one.tasks[0] for one in account.statements.values() if one.is_random and one.tasks}
        is_parallel = account.mode == "parallel" and not plain
        request = {
            **self._shared(),
            "notebook": str(self.mirror(Path(notebook.path))),
            "order": order,
            "wanted": wanted,
            "streams": {place: task for place, task in streams.items() if task in account.seeds} if is_parallel else {},
            "seeds": dict(account.seeds) if is_parallel else {},
            "memory": limits.memory,
            "moved": {name: self._copy_of(place) for name, place in account.moved.items()},
        }
        done = 0

        def follow(document: Mapping[str, Any]) -> None:
            nonlocal done
            if "begin" in document:
                self.tell(name, done, len(order))
                done += 1

        command = [sys.executable, "-m", "fairlead.notebook.prove.child"]
        return self._start(command, request, self.mirror(account.workdir), follow)

    def _copy_of(self, place: Path) -> str:
        """Return the copy of a file, or the file itself where it is not among the copies."""
        copy = self.mirror(place) if place.is_relative_to(self.mirror.common) else place
        return str(copy if copy.exists() else place)

    def _error(self, ended: Ended, *, recorded: bool) -> ProveError:
        begun = [one["begin"] for one in ended.documents if "begin" in one]
        cells = [one for one in begun if one != "files"]
        cell = cells[-1] if cells else 0
        limits = self.options.limits
        document = ended.documents[-1] if ended.documents else {}
        if ended.late:
            return NotebookRunError.late(cell, limits.seconds)
        if document.get("error"):
            error = document["error"]
            if error["kind"] == "InputWanted":
                return NotebookRunError.waits_for_input(error["cell"], error["message"].rpartition("type: ")[2])
            if (
                error["kind"].lstrip("_").endswith("MemoryError")
                or "cannot allocate memory" in error["message"].lower()
            ):
                return NotebookRunError.out_of_memory(error["cell"], limits.memory / 1e9 or None)
            message = error["message"].split("\n")[0]
            return NotebookRunError.failed(error["cell"], error["line"], error["kind"], message, recorded=recorded)
        if "memory allocation" in ended.said or "MemoryError" in ended.said or "bad_alloc" in ended.said:
            return NotebookRunError.out_of_memory(cell, limits.memory / 1e9 or None)
        if ended.code == -9:
            return NotebookRunError.out_of_memory(cell, None)
        return NotebookRunError.died(cell, _how(ended))

    # The pipeline

    def pipeline(self, written: Iterable[str]) -> tuple[PipelineRun, list[str], dict[str, str]]:
        """Run the pipeline once; return what it left, the files that it read, and the packages that it used.

        Parameters
        ----------
        written : files that the notebook writes: what earlier runs of the pipeline left of them must not be found.
        """
        self.tell("pipeline", 0, len(self.account.tasks))
        self.mirror.make()
        self.mirror.forget(written, self.account.workdir.resolve(), self.account.folder, self.account.digests)
        account, copy = self.account, self.mirror(self.account.folder)
        about = {
            task.name: {"returns": task.returns, "outputs": [out.name for out in task.outputs if out.kind != "random"]}
            for task in account.tasks
        }
        request = {
            **self._shared(),
            "tasks": about,
            "folder": str(self.scratch / "tasks"),
            "memory": self.options.limits.memory,
        }
        path = self.scratch / "tasks.json"
        path.write_text(json.dumps(request), encoding="utf-8")
        pipeline = copy / account.pipeline
        loader = write_loader(pipeline.parent, pipeline.stem, account.dag, path)
        working: dict[str, None] = {}
        done = 0

        def follow(document: Mapping[str, Any]) -> None:
            nonlocal done
            task = document.get("task")
            if document.get("kind") == "task_started" and task:
                working[task] = None
            elif task in working and document.get("kind") != "task_started":
                working.pop(task)
                done += 1
            self.tell("pipeline", done, len(account.tasks))

        command = [sys.executable, "-m", "fairlead.project.proving"]
        ended = self._start(command, {**request, "loader": str(loader)}, copy, follow)
        document = ended.documents[-1] if ended.documents else {}
        if ended.late:
            raise PipelineRunError.late(list(working), self.options.limits.seconds)
        if "refused" in document:
            raise PipelineRunError.failed(None, document["refused"])
        if document.get("state") != "succeeded":
            self._raise_failure(ended, list(working))
        tasks = {}
        for file in sorted((self.scratch / "tasks").glob("*.json")):
            tasks[file.stem] = TaskRun.of(file.stem, json.loads(file.read_text(encoding="utf-8")))
        return PipelineRun(tasks, nodes_of(document["files"]), ended.seconds), document["read"], document["packages"]

    def _raise_failure(self, ended: Ended, working: list[str]) -> None:
        failed = next((one for one in ended.documents if one.get("kind") == "task_failed"), None)
        if failed is None:
            raise PipelineRunError.died(working, _how(ended))
        error = failed.get("error") or {}
        said = str(error.get("message") or "").splitlines()[:1]
        message = f"{error.get('type', 'Error')}: {''.join(said)}"
        raise PipelineRunError.failed(failed["task"], message.rstrip(": "), error.get("where"))

    # Both

    def _shared(self) -> dict[str, Any]:
        places = self.mirror.places
        return {
            "shelf": str(self.shelf.folder),
            "places": list(places),
            "root": str(self.mirror.root),
            "guarded": [str(one) for one in self.mirror.folders],
            "before": stamps(str(self.mirror.root)),
        }

    def _start(
        self, command: list[str], request: Mapping[str, Any], folder: Path, follow: Callable[[Mapping[str, Any]], None]
    ) -> Ended:
        asked, results = self.scratch / "request.json", self.scratch / "results.jsonl"
        asked.write_text(json.dumps(request), encoding="utf-8")
        return run_process(
            [*command, str(asked), str(results)], folder, results, self.options.limits, self.variables, follow
        )

    def _ignored(self) -> list[str]:
        copy = self.mirror(self.account.folder)
        modules = [str(self.mirror(self.account.workdir) / one) for one in self.account.modules]
        return [*(str(copy / one) for one in ("plots", ".fairlead", LOADER, "__pycache__")), *modules]

    def _changes(self, mended: Notebook, run: NotebookRun) -> list[Change]:
        original = self.account.original
        if original is None or not original.is_file():
            return []
        notebook = read_notebook(original)
        order = _order(notebook, self.account.order)
        before, again = (self.notebook(notebook, order, f"notebook before mending {n}/2", plain=True) for n in (1, 2))
        return changes_of((notebook, before), again, (mended, run), self.shelf)


def _order(notebook: Notebook, order: str) -> list[int]:
    """Return the cells to run: as on the page, or by their execution counts."""
    cells = [cell for cell in notebook.code_cells if cell.source.strip()]
    if order == "recorded":
        counted = [cell for cell in cells if cell.execution_count]
        cells = sorted(counted, key=lambda cell: cell.execution_count or 0)
    return [cell.number for cell in cells]


def _how(ended: Ended) -> str:
    last = [line for line in ended.said.splitlines() if line.strip()][-1:]
    said = f"; the last that it said was: {last[0].strip()[:200]}" if last else ""
    return f"{f'signal {-ended.code}' if ended.code < 0 else f'exit code {ended.code}'}{said}"


# The proof on the disk


def write_proof(folder: Path, proof: Proof) -> None:
    """Write a proof into a project, as JSON and as a page; each file is whole or not there."""
    from fairlead.notebook.prove.page import html_page

    target = folder / FOLDER
    target.mkdir(exist_ok=True)
    for name, text in (("proof.json", json.dumps(proof.to_dict(), indent=1)), ("proof.html", html_page(proof))):
        made = target / f".{name}-{os.getpid()}"
        made.write_text(text + "\n", encoding="utf-8")
        made.replace(target / name)


def read_proof(folder: Path) -> Proof:
    """Read the proof of a project.

    Raises
    ------
    ProveError
        There is none, or it cannot be read.
    """
    path = folder / FOLDER / "proof.json"
    if not path.is_file():
        raise ProveError.no_proof(path)
    try:
        return Proof.from_dict(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise ProveError.bad_proof(path, f"{type(error).__name__}: {error}") from error


def check_proof(folder: Path) -> tuple[Proof, list[str]]:
    """Return the proof of a project, and what is no longer as it was when it was made; nothing is run.

    Raises
    ------
    ProveError
        There is no proof, or no converted project.
    """
    proof = read_proof(folder.resolve())
    return proof, stale(proof.identity, Account.read(folder.resolve()))


# The process that runs the pipeline


def main(request_path: str, results_path: str) -> None:
    """Run the pipeline of a proof through the engine, and write each event, and at the end the files that it wrote."""
    request = json.loads(Path(request_path).read_text(encoding="utf-8"))
    with open(results_path, "w", encoding="utf-8") as results:

        def tell(document: Mapping[str, Any]) -> None:
            results.write(json.dumps(document) + "\n")
            results.flush()

        _run_pipeline(request, tell)


def _run_pipeline(request: Mapping[str, Any], tell: Callable[[Mapping[str, Any]], None]) -> None:
    from fairlead.errors import FairleadError
    from fairlead.notebook.prove.child import confine
    from fairlead.project.runs import Selection, run
    from fairlead.project.settings import Project

    confine(request)
    loader = Path(request["loader"])
    state = loader.parent / ".fairlead"
    os.environ["FAIRLEAD_STORE"], os.environ["FAIRLEAD_BLOBS"] = str(state / "store.db"), str(state)

    def on_event(event: Mapping[str, Any]) -> None:
        if event["task_id"] is not None:
            tell({"kind": event["kind"], "task": event["task_id"], "error": (event["data"] or {}).get("error")})

    try:
        outcome = run(Project.find(loader), selection=Selection(force=True), on_event=on_event)
    except FairleadError as error:
        tell({"refused": error.message})
        return
    tell({"state": outcome.state, **(_left(request, loader) if outcome.state == "succeeded" else {})})


def _left(request: Mapping[str, Any], loader: Path) -> dict[str, Any]:
    """Return what the pipeline left besides its outputs; to read its files, its modules are needed."""
    from fairlead.notebook.prove.imprint import Imprint
    from fairlead.notebook.prove.seen import packages_of, written_files

    sys.path.insert(0, str(loader.parent))
    imprint = Imprint(Shelf(Path(request["shelf"])), tuple(request["places"]))
    files = written_files(request["before"], request["root"], imprint)
    done = [json.loads(path.read_text(encoding="utf-8")) for path in Path(request["folder"]).glob("*.json")]
    read = {path for one in done for path in one["read"]}
    modules = {module for one in done for module in one["modules"]}
    return {"files": files, "read": sorted(read), "packages": packages_of(modules)}


__all__ = ("ProveOptions", "check_proof", "prove", "read_proof", "write_proof")

if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
