"""Every command, option, parameter, setting and kind of event has its place in the docs."""

import ast
import inspect
import json
import os
import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import typer.main
from pages import DOCS, ROOT
from reference import PAGE, all_commands, options_of, written

from fairlead.blobs import open_blobs
from fairlead.cli import app
from fairlead.cli.plain import ABOUT_THE_RUN
from fairlead.pipeline.artifacts import Artifact, store_output
from fairlead.pipeline.cache import key_parts
from fairlead.pipeline.graph import DAG, PythonOperator
from fairlead.pipeline.manifest import write_manifest
from fairlead.pipeline.spec import TaskSpec
from fairlead.pipeline.states import STATE_AFTER
from fairlead.pipeline.tasks import Options
from fairlead.project.settings import KNOWN_SETTINGS

SOURCES = sorted((ROOT / "src" / "fairlead").rglob("*.py"))
REFERENCE = DOCS / "reference"


def rows_of(page: Path, *heads: str) -> dict[str, str]:
    """Return the tables of a page that begin with these heads: code in the first cell, then the second."""
    found: dict[str, str] = {}
    in_table = False
    for line in page.read_text().splitlines():
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip("|"))]
        if not line.startswith("|"):
            in_table = False
        elif cells[: len(heads)] == list(heads):
            in_table = True
        elif in_table:
            found |= dict.fromkeys(re.findall(r"`([^`]+)`", cells[0]), cells[1])
    return found


def event_kinds() -> set[str]:
    """Return every kind of event that the code can write, read from its source."""
    kinds = set(STATE_AFTER) | set(ABOUT_THE_RUN)
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            if is_call and node.func.attr == "event" and node.args:
                kinds |= set(texts_in(node.args[0]))
            # Only runs have events; elsewhere `kind` is another word.
            is_of_runs = not {"notebook", "model", "features", "data", "finding", "monitor", "studio"} & set(path.parts)
            if is_of_runs and isinstance(node, ast.Assign) and [ast.unparse(one) for one in node.targets] == ["kind"]:
                kinds |= set(texts_in(node.value))
    return {kind for kind in kinds if re.fullmatch(r"[a-z]+(_[a-z]+)*", kind)}


def texts_in(node: ast.expr) -> list[str]:
    """Return the texts that an expression can be; a formatted one is left out."""
    if isinstance(node, ast.IfExp):
        return [*texts_in(node.body), *texts_in(node.orelse)]
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def test_the_page_of_the_command_line_is_what_the_program_says() -> None:
    assert PAGE.read_text() == written(), "run: python tests/house/reference.py"


def test_every_command_and_option_stands_on_the_page() -> None:
    program: Any = typer.main.get_command(app)
    sections = re.split(r"^## ", PAGE.read_text(), flags=re.M)
    for option in options_of(program):
        assert f"`{option}`" in next(text for text in sections if text.startswith("The program"))
    for name, command in all_commands(program):
        text = next((text for text in sections if text.startswith(f"{name}\n")), None)
        assert text is not None, name
        for option in options_of(command):
            assert re.search(rf"`{option}[` ]", text), f"{name} {option}"


def test_every_parameter_of_a_dag_stands_on_the_page_with_its_default() -> None:
    parameters = inspect.signature(DAG).parameters
    rows = rows_of(REFERENCE / "dag.md", "parameter", "default")
    for name, parameter in parameters.items():
        assert name in rows, name
        assert rows[name].strip("`") == shown_default(parameter.default), name


def test_every_parameter_of_an_operator_stands_on_the_page() -> None:
    rows = rows_of(REFERENCE / "dag.md", "parameter", "default")
    assert inspect.signature(PythonOperator).parameters.keys() - {"options"} <= rows.keys()


def test_every_option_of_a_task_stands_on_the_page_with_its_default_and_no_other_does() -> None:
    rows = rows_of(REFERENCE / "dag.md", "option", "default")
    fields = Options.__dataclass_fields__
    assert rows.keys() == fields.keys()
    for name, field in fields.items():
        assert rows[name].strip("`") == shown_default(field.default), name


def shown_default(value: object) -> str:
    if value is inspect.Parameter.empty:
        return ""
    return json.dumps(value) if isinstance(value, str) else repr(value)


def test_every_setting_stands_on_the_page_and_no_other_does() -> None:
    known = {f"{table}.{key}" for table, keys in KNOWN_SETTINGS.items() for key in keys}
    assert rows_of(REFERENCE / "settings.md", "key", "default").keys() == known


def test_every_environment_variable_stands_on_the_page_and_no_other_does() -> None:
    in_quotes = re.compile(r"""["'](FAIRLEAD_[A-Z_]+)["']""")
    named = {prefix_of(name) for path in SOURCES for name in in_quotes.findall(path.read_text())}
    on_page = re.findall(r"FAIRLEAD_[A-Z_]+", (REFERENCE / "settings.md").read_text())
    assert "FAIRLEAD_STORE" in named
    assert named == {prefix_of(name) for name in on_page}


def prefix_of(variable: str) -> str:
    """Return a variable, or what variables for names that people choose begin with."""
    return next((one for one in ("FAIRLEAD_PARAM_", "FAIRLEAD_SECRET_") if variable.startswith(one)), variable)


def test_every_kind_of_event_stands_on_the_page_and_no_other_does() -> None:
    kinds = event_kinds()
    assert {"task_succeeded", "published", "notified", "run_interrupted"} <= kinds
    rows = rows_of(REFERENCE / "events.md", "kind", "data")
    assert rows.keys() == kinds


def test_every_field_of_a_manifest_stands_on_the_page(tmp_path: Path) -> None:
    blobs = open_blobs(tmp_path)
    order = {"key": "k", "task": "t", "run": "r", "attempt": 1, "fence": 1, "parts": "{}"}
    write_manifest(blobs, order, store_output([1], blobs))
    data = blobs.get_named("k")
    assert data is not None
    rows = rows_of(REFERENCE / "files.md", "field", "")
    assert rows.keys() == json.loads(data).keys()
    known = {field.name for field in fields(Artifact)}
    assert rows_of(REFERENCE / "files.md", "field of `artifact`", "").keys() == known


def test_every_part_of_a_cache_key_stands_on_the_page() -> None:
    everything = TaskSpec(
        "t",
        code={"pieces": {"t": "1"}},
        wiring={"a": "b"},
        params={"n": 1},
        versions={"x": "1"},
        condition="c",
        seed=1,
    )
    parts = key_parts(
        everything,
        inputs={"a": "1"},
        before={"b": "1"},
        files={"f": "1"},
        run={"run_id": "r"},
        item="i",
        salt="s",
    )
    # `effect` is added to the parts of a task that has an idempotency key.
    assert rows_of(DOCS / "explanation" / "cache-keys.md", "part", "").keys() == parts.keys() | {"effect"}


@pytest.mark.parametrize("folder", ["tutorial", "how-to", "reference", "explanation"])
def test_every_page_is_reached_from_the_first_one(folder: str) -> None:
    links = set(re.findall(r"\]\(([\w/.-]+\.md)", (DOCS / "index.md").read_text()))
    pages = {str(page.relative_to(DOCS)) for page in (DOCS / folder).glob("*.md")}
    assert pages
    assert pages <= links


def test_links_from_the_pages_outside_the_site_lead_somewhere() -> None:
    for page in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "benchmarks" / "README.md"):
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text()):
            assert os.path.exists(page.parent / target), f"{page.name}: {target}"
