"""Kedro from `kedro run`; started as a script, this file writes the smallest project that Kedro accepts."""

from collections.abc import Callable
from pathlib import Path

from workload import graph, perform

PROJECT = """\
[tool.kedro]
package_name = "bench"
project_name = "bench"
kedro_init_version = "{version}"
source_dir = "src"
"""


def make() -> object:
    """Return the graph as a Kedro pipeline."""
    from kedro.pipeline import Pipeline, node  # not needed to write the project

    return Pipeline([node(work(name), list(follows) or None, name, name=name) for name, follows in graph().items()])


def work(name: str) -> Callable[..., object]:
    """Return the function of one task, with the name that Kedro wants to log."""

    def function(*inputs: object) -> object:
        return perform(name, *inputs)

    function.__name__ = name
    return function


def write_project() -> None:
    """Write settings, registry and empty configuration into the current folder."""
    from kedro import __version__

    Path("pyproject.toml").write_text(PROJECT.format(version=__version__))
    package = Path("src/bench")
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "settings.py").touch()
    (package / "pipeline_registry.py").write_text(
        "from with_kedro import make\n\n\ndef register_pipelines():\n    return {'__default__': make()}\n"
    )
    for name in ("base", "local"):
        Path("conf", name).mkdir(parents=True)
    for name in ("catalog", "parameters"):
        Path("conf/base", f"{name}.yml").write_text("{}\n")


if __name__ == "__main__":
    write_project()
