"""The text of exported pipelines, word for word, and what is refused by name."""

from __future__ import annotations

import ast
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from fairlead.errors import ExportError
from fairlead.pipeline.export.place import Place
from fairlead.pipeline.spec import Graph
from fairlead.project import Project
from fairlead.project.exporting import export_pipeline, written

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
TOOLS = ("airflow", "dagster", "prefect")

Write = Callable[[str], Project]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def made(text: str) -> Project:
        (tmp_path / "pipeline.py").write_text(f"from fairlead import DAG, PythonOperator, webhook\n{text}")
        return Project.find(tmp_path)

    return made


Described = tuple[Project, Graph]


@pytest.fixture(scope="module")
def churn(tmp_path_factory: pytest.TempPathFactory) -> Described:
    folder = tmp_path_factory.mktemp("exported") / "churn"
    shutil.copytree(ROOT / "examples" / "churn", folder, ignore=shutil.ignore_patterns(".fairlead", "__pycache__"))
    project = Project.find(folder)
    return project, project.describe()


@pytest.fixture(scope="module")
def shapes(tmp_path_factory: pytest.TempPathFactory) -> Described:
    folder = tmp_path_factory.mktemp("shapes")
    shutil.copy(HERE / "shapes.py", folder / "pipeline.py")
    project = Project.find(folder)
    return project, project.describe()


def check(name: str, text: str) -> None:
    ast.parse(text)
    golden = HERE / "golden" / name
    if not golden.exists():
        golden.write_text(text)
        pytest.fail(f"{golden} was not there; it is now: read it")
    assert text == golden.read_text()


@pytest.mark.parametrize("tool", TOOLS)
def test_the_churn_pipeline_reads_as_a_person_would_write_it(churn: Described, tool: str) -> None:
    project, graph = churn
    check(f"churn_{tool}.txt", written(graph, project, tool, out=project.folder / "dags" / "churn.py"))


@pytest.mark.parametrize("tool", ("airflow", "prefect"))
def test_branches_conditions_and_maps_are_written(shapes: Described, tool: str) -> None:
    project, graph = shapes
    check(f"shapes_{tool}.txt", written(graph, project, tool, folder="/srv/shapes"))


def test_dagster_gets_what_it_can_do(shapes: Described) -> None:
    project, graph = shapes
    without = replace(graph, tasks={**graph.tasks, "join": graph.tasks["join"]._replace(rule="all_success")})
    check("shapes_dagster.txt", written(without, project, "dagster", folder="/srv/shapes"))


def test_the_same_pipeline_gives_the_same_text(shapes: Described) -> None:
    project, graph = shapes
    assert written(graph, project, "airflow") == written(project.describe(), project, "airflow")


def test_dagster_refuses_a_rule_by_the_name_of_its_task(shapes: Described) -> None:
    project, graph = shapes
    with pytest.raises(
        ExportError, match=r"Task 'join' cannot be exported to Dagster: it has trigger_rule=\"none_failed\""
    ):
        written(graph, project, "dagster")


@pytest.mark.parametrize("tool", TOOLS)
def test_notices_are_refused(write: Write, tool: str) -> None:
    project = write(
        "def a(): ...\nhook = webhook('https://chat.example.com/hook')\n"
        "with DAG('told', notify=[hook]) as dag:\n    PythonOperator(a)\n"
    )
    with pytest.raises(ExportError, match="The pipeline 'told' cannot be exported to .*: notify=.* is set"):
        export_pipeline(project, tool)


@pytest.mark.parametrize("tool", ("dagster", "prefect"))
def test_catching_up_is_refused_where_there_is_none(write: Write, tool: str) -> None:
    project = write("def a(): ...\nwith DAG('late', schedule='@daily', catchup=True) as dag:\n    PythonOperator(a)\n")
    with pytest.raises(ExportError, match="catchup=True"):
        export_pipeline(project, tool)


def test_an_interval_is_refused_by_dagster(write: Write) -> None:
    project = write("def a(): ...\nwith DAG('often', schedule='every 15m') as dag:\n    PythonOperator(a)\n")
    with pytest.raises(ExportError, match="the schedule 'every 15m' is an interval"):
        export_pipeline(project, "dagster")
    assert "schedule=timedelta(minutes=15)" in export_pipeline(project, "airflow")
    assert "Interval(timedelta(minutes=15))" in export_pipeline(project, "prefect")


def test_a_name_that_a_step_needs_is_refused(write: Write) -> None:
    project = write(
        "def ask(): return True\ndef go(): ...\ndef go_if(): ...\n"
        "with DAG('names') as dag:\n    ask, go, go_if = map(PythonOperator, (ask, go, go_if))\n"
        "    go.when(ask.output)\n"
    )
    with pytest.raises(ExportError, match="Task 'go' cannot be exported to Airflow: it needs a step 'go_if' there"):
        export_pipeline(project, "airflow")
    export_pipeline(project, "prefect")


def test_an_id_that_airflow_does_not_take_is_refused(write: Write) -> None:
    project = write("def a(): ...\nwith DAG('odd') as dag:\n    PythonOperator(a, task_id='a+b')\n")
    with pytest.raises(ExportError, match=r"'a\+b' cannot be exported to Airflow"):
        export_pipeline(project, "airflow")
    assert 'step(context, "a+b", PROJECT)' in export_pipeline(project, "dagster")


def test_one_of_several_pipelines_is_named_in_the_file(write: Write) -> None:
    project = write(
        "def a(): ...\nwith DAG('one') as one:\n    PythonOperator(a)\nwith DAG('two') as two:\n    PythonOperator(a)\n"
    )
    assert 'ts }}", "two"]' in export_pipeline(project, "airflow", dag="two")


def test_a_place_is_seen_from_the_file() -> None:
    assert Place("../jobs/x.py", "x.py").expression == 'str(Path(__file__).resolve().parent.parent / "jobs/x.py")'
    assert Place(".", "pipeline.py").expression == "str(Path(__file__).resolve().parent)"
