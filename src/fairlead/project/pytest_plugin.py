"""The plugin of pytest: the mark `ml`, fixtures that come from the project, and a record of what was tested.

pytest loads it by itself wherever Fairlead is installed. It costs next to nothing until a test uses it::

    @pytest.mark.ml(layer="behaviour")
    def test_gender_does_not_matter(model, holdout):
        invariant("female", [0, 1])(model, holdout)

A fixture of the same name in conftest.py takes the place of one from here.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from fairlead.testing.layers import LAYERS, LEVELS
from fairlead.testing.recorded import PROGRESS, RESULTS, add_progress, write_results
from fairlead.testing.rubric import QUESTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fairlead.data import Suite
    from fairlead.model import Model
    from fairlead.testing import Holdout
    from fairlead.testing.serving import Ask


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options that tests of models need."""
    group = parser.getgroup("fairlead", "machine learning systems (Fairlead)")
    group.addoption(
        "--fairlead-model",
        metavar="NAME",
        help="The model that is tested: churn, churn@challenger, churn:3. If not given, the one in fairlead.toml.",
    )
    group.addoption(
        "--layer", action="append", choices=[*LAYERS], help="Run only the tests of this layer; may be given repeatedly."
    )


def pytest_configure(config: pytest.Config) -> None:
    """Declare the mark, and listen to results if somebody wants them."""
    config.addinivalue_line(
        "markers",
        f"ml(layer, level='unit', proves=''): tests a machine learning system; layer is one of {', '.join(LAYERS)}, "
        f"level one of {', '.join(LEVELS)}, proves names questions of the ML Test Score",
    )
    if os.environ.get(RESULTS) and not hasattr(
        config, "workerinput"
    ):  # the workers of xdist report to the main process
        told = os.environ.get(PROGRESS)
        recorder = Recorder(Path(os.environ[RESULTS]), Path(told) if told else None)
        config.pluginmanager.register(recorder, "fairlead-recorder")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Check the marks, hand them on to the reports, and leave out the layers that are not wanted."""
    wanted = config.getoption("--layer")
    kept: list[pytest.Item] = []
    left: list[pytest.Item] = []
    for item in items:
        layer, level, proves = _marked(item)
        item.user_properties.append(("fairlead", [layer, level, proves]))
        (kept if not wanted or layer in wanted else left).append(item)
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = kept


def _marked(item: pytest.Item) -> tuple[str | None, str | None, str]:
    """Return layer and level of a test, and which questions it answers.

    Raises
    ------
    pytest.UsageError
        They are none of the known ones.
    """
    mark = item.get_closest_marker("ml")
    if mark is None:
        return None, None, ""
    given = {**dict(zip(("layer", "level", "proves"), mark.args, strict=False)), **mark.kwargs}
    layer, level, proves = given.get("layer"), given.get("level", "unit"), str(given.get("proves", ""))
    questions = {one.id for one in QUESTIONS}
    if layer not in LAYERS or level not in LEVELS or set(given) - {"layer", "level", "proves"}:
        raise pytest.UsageError(
            f"{item.nodeid}: @pytest.mark.ml(layer={layer!r}, level={level!r}) is not known. "
            f"Layers: {', '.join(LAYERS)}; levels: {', '.join(LEVELS)}."
        )
    unknown = set(proves.split()) - questions
    if unknown:
        raise pytest.UsageError(
            f"{item.nodeid}: proves={proves!r}, but the ML Test Score has no question {', '.join(sorted(unknown))}. "
            "`fairlead score` lists them."
        )
    return layer, level, proves


class Recorder:
    """Collect how each test ended, and write it down at the end of the session.

    Parameters
    ----------
    progress : where each result is told as soon as it is known, if somebody waits for it.
    """

    def __init__(self, path: Path, progress: Path | None = None) -> None:
        self.path = path
        self.progress = progress
        self.results: dict[str, dict[str, Any]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Add one of the up to three reports of a test: its set-up, the test itself, its tear-down."""
        properties: dict[str, Any] = dict(report.user_properties)
        layer, level, proves = properties.get("fairlead", (None, None, ""))
        fresh = {
            "test": report.nodeid, "layer": layer, "level": level, "outcome": "passed", "seconds": 0.0, "said": "",
            "proves": proves,
        }  # fmt: skip
        one = self.results.setdefault(report.nodeid, fresh)
        one["seconds"] += report.duration
        if report.outcome != "passed":
            one |= {"outcome": report.outcome, "said": _first_words(report)}
        if report.when == "teardown" and self.progress is not None:
            add_progress(self.progress, one)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Tell how many tests there are."""
        if self.progress is not None:
            add_progress(self.progress, {"total": len(session.items)})

    def pytest_sessionfinish(self) -> None:
        """Write every result down."""
        write_results(self.path, self.results.values())


def _first_words(report: pytest.TestReport) -> str:
    """Return what a person reads first of a report that is not good."""
    if isinstance(report.longrepr, tuple):
        return str(report.longrepr[2])
    crash = getattr(report.longrepr, "reprcrash", None)
    return str(crash.message if crash is not None else report.longrepr).partition("\n")[0]


@pytest.fixture(scope="session")
def model(request: pytest.FixtureRequest) -> Model:
    """Return the model that is tested, from the project's registry: its champion if no other is asked for."""
    from fairlead.project.testing import model_tested

    return model_tested(request.config.getoption("--fairlead-model"))


@pytest.fixture(scope="session")
def train() -> Holdout:
    """Return the rows that the model learned from, with their truth, as the pipeline's last good run left them."""
    from fairlead.project.testing import side

    return side("train")


@pytest.fixture(scope="session")
def holdout() -> Holdout:
    """Return the rows that the model did not learn from, with their truth."""
    from fairlead.project.testing import side

    return side("holdout")


@pytest.fixture(scope="session")
def suite() -> Suite:
    """Return the suite that guards the project's table."""
    from fairlead.project.testing import suite_tested

    return suite_tested()


@pytest.fixture
def serve_client(model: Model) -> Iterator[Ask]:
    """Give a way to ask the model as production does: rows as plain values in, numbers out."""
    from fairlead.project.testing import client_of

    yield client_of(model)
