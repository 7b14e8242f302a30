"""The pipeline as a DAG file for Airflow 3.

Every task becomes a `PythonOperator` that calls one step. A condition becomes a `ShortCircuitOperator` before its task,
a choosing task the operator of that kind. A mapped task becomes three: one lists the items, one is expanded over them,
and one with the task's own id joins the results; Airflow counts a task that is expanded over nothing as skipped, where
here it has succeeded with an empty list, so the joining one has the rule `none_failed`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fairlead.errors import ExportError
from fairlead.pipeline.export.layout import call, listed, seconds, text
from fairlead.pipeline.export.names import each_of, entry_of, gate_of, items_of, refuse_names, steps_of, variables
from fairlead.pipeline.export.place import Place
from fairlead.pipeline.export.schedule import Times, refuse_notices, times_of
from fairlead.pipeline.spec import Graph, TaskSpec

TOOL = "Airflow"
RETRIES = 2
"""So often Airflow repeats a task in any case: for troubles of its own, such as a server that does not listen yet."""

RETRY_DELAY = 30.0
"""Seconds before it does; a server that starts takes longer than a task's usual delay."""

WORDS = """\
Each operator carries out the task of its name in the project's folder and returns the digest of the output. What
tasks hand over lies in the project's store; XCom carries digests only. Airflow repeats a task for troubles of its
own; whether a task that failed itself is repeated is decided by its retries in the pipeline."""
"""What stands at the top of the file."""
OPERATORS = {None: "PythonOperator", "branch": "BranchPythonOperator", "short_circuit": "ShortCircuitOperator"}
FUNCTIONS = {None: "step", "branch": "branch", "short_circuit": "short_circuit"}


def airflow(graph: Graph, place: Place) -> str:
    """Return the text of the DAG file.

    Raises
    ------
    ExportError
        The pipeline has something that Airflow cannot do; it is named.
    """
    refuse_notices(graph, TOOL, "Airflow's on_failure_callback")
    times = times_of(graph, TOOL)
    steps = steps_of(graph, TOOL, with_gates=True)
    refuse_names(dict.fromkeys(steps, "task"), TOOL, r"[\w.-]{1,250}", "letters, digits, '.', '_' and '-'")
    for spec in graph.tasks.values():
        if spec.mapped and spec.chooses:
            hint = "let a task after it choose."
            raise ExportError.of_task(TOOL, spec.id, "a mapped task that chooses has no counterpart there", hint)
    names = variables(steps, taken=("dag", "step", "gate", "items", "branch", "short_circuit", "timedelta", "pendulum"))
    body = [line for spec in graph.tasks.values() for line in _operators(spec, names)]
    lines = [*_top(graph, place), "", *_imports(graph, place, times), "", *_constants(place), ""]
    lines += [*_dag(graph, times), *body, "", *_edges(graph, names)]
    return "\n".join(lines) + "\n"


def _top(graph: Graph, place: Place) -> Iterator[str]:
    yield f'"""{graph.name} for Airflow 3, written by `fairlead export airflow` from {place.file}.'
    yield ""
    if graph.description:
        yield graph.description.replace("\\", "\\\\").replace('"""', "'''")
        yield ""
    yield WORDS
    if graph.pools:
        yield ""
        yield "Pools to make once:"
        yield ""
        for name, size in sorted(graph.pools.items()):
            yield f'    airflow pools set {name} {size} "for {graph.name}"'
    yield '"""'


def _imports(graph: Graph, place: Place, times: Times) -> Iterator[str]:
    yield "from datetime import timedelta"
    if not place.is_absolute:
        yield "from pathlib import Path"
    yield ""
    if times.cron or times.interval:
        yield "import pendulum"
    kinds = {OPERATORS[spec.chooses] for spec in graph.tasks.values()}
    functions = {FUNCTIONS[spec.chooses] for spec in graph.tasks.values()}
    if any(spec.mapped for spec in graph.tasks.values()):
        kinds.add("PythonOperator")
        functions |= {"items", "step"}
    if any(spec.gate for spec in graph.tasks.values()):
        kinds.add("ShortCircuitOperator")
        functions.add("gate")
    yield f"from airflow.providers.standard.operators.python import {', '.join(sorted(kinds))}"
    yield "from airflow.sdk import DAG"
    yield ""
    yield f"from fairlead.project.steps.airflow import {', '.join(sorted(functions))}"


def _constants(place: Place) -> Iterator[str]:
    yield "# Where the project lies on the machines that run the tasks."
    yield f"PROJECT = {place.expression}"
    yield "# What every task is told: the project, the run, and the date that the run is about."
    more = f", {text(place.dag)}" if place.dag else ""
    yield f'RUN = [PROJECT, "{{{{ run_id }}}}", "{{{{ dag_run.logical_date | ts }}}}"{more}]'


def _dag(graph: Graph, times: Times) -> Iterator[str]:
    arguments = [text(graph.name)]
    if graph.description:
        arguments.append(f"description={text(graph.description)}")
    if times.cron or times.interval:
        arguments.append(f"schedule={text(times.cron) if times.cron else seconds(times.interval)}")
        start = graph.start_date or "2020-01-01"
        arguments.append(f"start_date=pendulum.parse({text(start)}, tz={text(times.timezone)})")
        arguments.append(f"catchup={graph.catchup}")
    else:
        arguments.append("schedule=None")
    arguments.append(f'default_args={{"retries": {RETRIES}, "retry_delay": {seconds(RETRY_DELAY)}}}')
    yield from call("with DAG", arguments, tail=" as dag:")


def _operators(spec: TaskSpec, names: Mapping[str, str]) -> Iterator[str]:
    rule = [] if spec.rule == "all_success" else [f"trigger_rule={text(spec.rule)}"]
    if spec.gate:
        yield f"    # {spec.id} runs only if {spec.gate}"
        arguments = _usual(gate_of(spec), "gate", spec)
        yield from _made(
            names[gate_of(spec)], "ShortCircuitOperator", [*arguments, *rule, "ignore_downstream_trigger_rules=False"]
        )
    options = list(_options(spec))
    if not spec.mapped:
        more = ["ignore_downstream_trigger_rules=False"] if spec.chooses == "short_circuit" else []
        arguments = _usual(spec.id, FUNCTIONS[spec.chooses], spec)
        yield from _made(names[spec.id], OPERATORS[spec.chooses], [*arguments, *rule, *options, *more])
        return
    yield f"    # {spec.id} runs once for each item that {items_of(spec)} lists"
    yield from _made(names[items_of(spec)], "PythonOperator", [*_usual(items_of(spec), "items", spec), *rule])
    expand = f".expand(op_kwargs={names[items_of(spec)]}.output)"
    each = [*_usual(each_of(spec), "step", spec), *options]
    yield from call(f"{names[each_of(spec)]} = PythonOperator.partial", each, indent=4, tail=expand)
    joined = [*_usual(spec.id, "step", spec), 'trigger_rule="none_failed"']
    yield from _made(names[spec.id], "PythonOperator", joined)


def names_of_steps(spec: TaskSpec) -> list[str]:
    """Return the ids of a task's steps in their order."""
    more = [gate_of(spec)] if spec.gate else []
    return [*more, *([items_of(spec), each_of(spec)] if spec.mapped else []), spec.id]


def _usual(step: str, function: str, spec: TaskSpec) -> list[str]:
    return [f"task_id={text(step)}", f"python_callable={function}", f"op_args=[{text(spec.id)}, *RUN]"]


def _made(name: str, operator: str, arguments: list[str]) -> list[str]:
    return call(f"{name} = {operator}", arguments, indent=4)


def _options(spec: TaskSpec) -> Iterator[str]:
    """Yield what an operator is told beyond the usual: retries, time limit, pool."""
    retries = max(spec.retries.values(), default=0)
    if retries:
        if retries > RETRIES:
            yield f"retries={retries}"
        yield f"retry_delay={seconds(spec.retry_delay)}"
        yield "retry_exponential_backoff=2"
        yield f"max_retry_delay={seconds(spec.max_retry_delay)}"
    if spec.timeout is not None:
        yield f"execution_timeout={seconds(spec.timeout)}"
    if spec.pool is not None:
        yield f"pool={text(spec.pool)}"


def _edges(graph: Graph, names: Mapping[str, str]) -> Iterator[str]:
    """Yield the arrows: inside each task that has several steps, then between tasks, those of one task together."""
    after: dict[tuple[str, ...], list[str]] = {}
    for spec in graph.tasks.values():
        if spec.upstream:
            before = tuple(names[one] for one in graph.tasks if one in spec.upstream)
            after.setdefault(before, []).append(names[entry_of(spec)])
        steps = [names[one] for one in names_of_steps(spec)]
        if len(steps) > 1:
            yield f"    {' >> '.join(steps)}"
    for before, followers in after.items():
        if len(before) == 1:
            yield f"    {before[0]} >> {listed(followers)}"
        else:
            yield from (f"    {listed(before)} >> {one}" for one in followers)
