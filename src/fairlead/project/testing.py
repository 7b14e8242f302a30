"""Run a project's tests, remember how they ended, and give them what they ask for: model, rows, suite."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from fairlead.clock import Clock, SystemClock, new_run_id
from fairlead.errors import MissingExtraError, MLTestError
from fairlead.project.place import SETTINGS_FILE
from fairlead.project.settings import Project, read_settings
from fairlead.store import Store
from fairlead.testing.pyramid import Pyramid, Tested
from fairlead.testing.recorded import PROGRESS, RESULTS, read_results

if TYPE_CHECKING:
    from fairlead.data import Suite
    from fairlead.model import Model
    from fairlead.testing.rows import Holdout
    from fairlead.testing.serving import Ask

SETTINGS_USED = ("table", "target", "split")
"""Settings that tell where the rows of training and of the holdout come from."""


@dataclass(frozen=True, slots=True)
class TestSession:
    """Hold what became of the tests.

    Parameters
    ----------
    id : under which the results are stored; None if no test was run.
    exit_code : of pytest: 0 all passed, 1 some failed, 2 to 4 it could not run, 5 there was none.
    pyramid : what was tested where.
    """

    __test__: ClassVar[bool] = False  # no class of tests, whatever pytest thinks of its name

    id: str | None
    exit_code: int
    pyramid: Pyramid


def run_tests(
    project: Project,
    arguments: Sequence[str] = (),
    *,
    model: str | None = None,
    clock: Clock | None = None,
    progress: Path | None = None,
) -> TestSession:
    """Run the tests of a project with pytest, and store how each of them ended.

    Parameters
    ----------
    arguments : for pytest: paths, ``-k`` and so on. Its text goes to the screen as it comes.
    model : the model that is tested, as `read_reference` takes it.
    progress : a file to which each result is added as soon as it is known; see `fairlead.testing.recorded`.

    Raises
    ------
    MissingExtraError
        pytest is not installed.
    """
    if find_spec("pytest") is None:
        raise MissingExtraError.needs("pytest", "testing", "to run tests")
    now = clock or SystemClock()
    started = now.now()
    chosen = [] if model is None else ["--fairlead-model", model]
    with tempfile.TemporaryDirectory(prefix="fairlead-test-") as folder:
        results = Path(folder) / "results.jsonl"
        command = [sys.executable, "-m", "pytest", *chosen, *arguments]
        environment = {**os.environ, RESULTS: str(results), **({} if progress is None else {PROGRESS: str(progress)})}
        ended = subprocess.run(command, cwd=project.folder, env=environment, check=False)
        pyramid = Pyramid(read_results(results))
    if not pyramid.tests:
        return TestSession(None, ended.returncode, pyramid)
    name = new_run_id(started)
    session = {"id": name, "at": started, "seconds": now.now() - started, "model": model}
    with project.open_store() as store, store.transaction():
        store.tests.add(session, [asdict(one) for one in pyramid.tests])
    return TestSession(name, ended.returncode, pyramid)


def latest_results(store: Store) -> Pyramid:
    """Return the last result of every test that was ever run in a project."""
    names = [one.name for one in fields(Tested)]
    return Pyramid(tuple(Tested(**{name: row[name] for name in names}) for row in store.tests.latest()))


def model_tested(reference: str | None = None) -> Model:
    """Return the model that the tests of the current project are about, from its registry.

    Raises
    ------
    MLTestError
        Neither a model is given nor do the settings name one.
    UnknownModelError
        The registry has none of that name.
    """
    from fairlead.project.models import open_registry, read_reference

    project = Project.find(needs_pipeline=False)
    named = reference or settings_of(project).get("model")
    if named is None:
        raise MLTestError.no_fixture("model", "model")
    name, version = read_reference(named)
    with open_registry(project) as registry:
        return registry.load(name, version)


def side(name: str) -> Holdout:
    """Return the rows of one side of the split, with their truth, from the last run that made the table.

    Parameters
    ----------
    name : ``train`` or ``holdout``, as it stands in the column of the split.

    Raises
    ------
    MLTestError
        The settings do not say which table, or no run has made it.
    """
    from fairlead.testing.rows import Holdout

    project = Project.find(needs_pipeline=False)
    settings = settings_of(project)
    for setting in SETTINGS_USED:
        if setting not in settings:
            raise MLTestError.no_fixture(name, setting)
    table = output_of(project, settings["table"])
    rows = table.filter(table[settings["split"]] == name)
    left_out = [settings["target"], settings["split"], *settings.get("leave_out", ())]
    return Holdout(rows.drop(left_out), rows[settings["target"]].to_list())


def output_of(project: Project, task_id: str) -> Any:
    """Return what a task gave in the last run in which it succeeded.

    Raises
    ------
    MLTestError
        No run has made it.
    """
    from fairlead.pipeline.artifacts import Artifact, load_output

    with project.open_store() as store:
        for run in store.runs.recent(limit=100):
            for task in store.runs.tasks(run["id"]):
                if task["task_id"] == task_id and task["artifact"]:
                    return load_output(Artifact.from_dict(task["artifact"]), project.open_blobs())
    raise MLTestError.no_output(task_id)


def suite_tested() -> Suite:
    """Return the suite that the settings of the current project name.

    Raises
    ------
    MLTestError
        They name none.
    """
    from fairlead.project.validation import find_suite

    project = Project.find(needs_pipeline=False)
    named = settings_of(project).get("suite")
    if named is None:
        raise MLTestError.no_fixture("suite", "suite")
    return find_suite(str(project.folder / named))


def client_of(model: Model) -> Ask:
    """Return a way to ask a model as production does; see `stored_client`."""
    from fairlead.testing.serving import stored_client

    return stored_client(model, Project.find(needs_pipeline=False).trusted)


def settings_of(project: Project) -> Mapping[str, Any]:
    """Return the table ``[testing]`` of the settings."""
    found: Mapping[str, Any] = read_settings(project.folder / SETTINGS_FILE).get("testing", {})
    return found
