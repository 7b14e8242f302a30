"""The pipeline as a flow for Prefect 3.

Every task becomes one call of `step.submit`, and the flow waits for nothing but what a task needs. Prefect knows no
skipped tasks: a step whose condition does not hold ends in a completed state with the name "Skipped", and the steps
after it decide by the pipeline's own rules. A mapped task is three steps, as in `airflow`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fairlead.errors import ExportError
from fairlead.pipeline.export.layout import call, items, seconds, text
from fairlead.pipeline.export.names import each_of, items_of, steps_of, variables
from fairlead.pipeline.export.place import Place
from fairlead.pipeline.export.schedule import Times, refuse_catchup, refuse_notices, times_of
from fairlead.pipeline.spec import Graph, TaskSpec

TOOL = "Prefect"
RETRIES = 2
RETRY_DELAY = 30
"""As in `airflow`: for troubles of Prefect's own."""

WORDS = """\
Each step carries out the task of its name in the project's folder and returns the digest of the output. What tasks
hand over lies in the project's store. Prefect repeats a step for troubles of its own; whether a task that failed
itself is repeated is decided by its retries in the pipeline."""
"""What stands at the top of the file."""


def prefect(graph: Graph, place: Place) -> str:
    """Return the text of the file with the flow.

    Raises
    ------
    ExportError
        The pipeline has something that Prefect cannot do; it is named.
    """
    refuse_notices(graph, TOOL, "an automation of Prefect")
    refuse_catchup(graph, TOOL)
    times = times_of(graph, TOOL)
    for spec in graph.tasks.values():
        _refuse_rule(graph, spec)
    taken = ("RUN", "allow_failure", "flow", "flow_run", "items", "logical_date", "step", "task", "this_run")
    names = variables(steps_of(graph, TOOL, with_gates=False), taken)
    used = {*taken, *names.values()}
    own = graph.name if variables([graph.name])[graph.name] not in used else f"{graph.name}_flow"
    flow = variables([own], used)[own]
    lines = [*_top(graph, place), "", *_imports(graph, place, times), "", *_constants(graph, place), "", ""]
    lines += [f"@flow(name={text(graph.name)})", f"def {flow}(logical_date: str | None = None) -> list:"]
    lines += [f'    """{_words(graph)}"""', f"    run = {_run(times, place)}"]
    for spec in graph.tasks.values():
        lines += _calls(graph, spec, names)
    lines += items("    return", [names[one] for one in graph.tasks])
    lines += ["", "", 'if __name__ == "__main__":', *_main(flow, graph, times)]
    return "\n".join(lines) + "\n"


def _refuse_rule(graph: Graph, spec: TaskSpec) -> None:
    """Refuse a rule that lets a mapped task's failure pass: its parts are many futures, known only when it has run."""
    if spec.rule == "all_done" and any(graph.tasks[one].mapped for one in spec.upstream):
        hint = 'put a task in between, or leave out trigger_rule="all_done".'
        what = 'it has trigger_rule="all_done" right after a mapped task'
        raise ExportError.of_task(TOOL, spec.id, what, hint)


def _words(graph: Graph) -> str:
    words = (graph.description or f"Run {graph.name}.").replace("\\", "\\\\").replace('"""', "'''").strip()
    return f"{words} " if words.endswith('"') else words


def _top(graph: Graph, place: Place) -> Iterator[str]:
    yield f'"""{graph.name} for Prefect 3, written by `fairlead export prefect` from {place.file}.'
    yield ""
    yield WORDS
    yield '"""'


def _imports(graph: Graph, place: Place, times: Times) -> Iterator[str]:
    if times.interval:
        yield "from datetime import timedelta"
    if not place.is_absolute:
        yield "from pathlib import Path"
    if times.interval or not place.is_absolute:
        yield ""
    names = ["flow", "task"]
    if any(spec.rule == "all_done" for spec in graph.tasks.values()):
        names.append("allow_failure")
    yield f"from prefect import {', '.join(sorted(names))}"
    if times.cron or times.interval:
        yield "from prefect.runtime import flow_run"
        yield f"from prefect.schedules import {'Cron' if times.cron else 'Interval'}"
    yield ""
    functions = ["repeats", "step", "this_run", *(["items"] if any(s.mapped for s in graph.tasks.values()) else [])]
    yield f"from fairlead.project.steps.prefect import {', '.join(sorted(functions))}"


def _constants(graph: Graph, place: Place) -> Iterator[str]:
    yield "# Where the project lies on the machines that run the flow."
    yield f"PROJECT = {place.expression}"
    yield ""
    options = [f"retries={RETRIES}", f"retry_delay_seconds={RETRY_DELAY}", "retry_condition_fn=repeats"]
    yield f"step = task(step, {', '.join(options)})"
    if any(spec.mapped for spec in graph.tasks.values()):
        yield f"items = task(items, {', '.join(options)})"


def _run(times: Times, place: Place) -> str:
    date = "logical_date"
    if times.cron or times.interval:
        date = "logical_date or flow_run.scheduled_start_time.isoformat()"
    return f"this_run(PROJECT, {date}{f', {text(place.dag)}' if place.dag else ''})"


def _calls(graph: Graph, spec: TaskSpec, names: Mapping[str, str]) -> Iterator[str]:
    wait = [names[one] for one in graph.tasks if one in spec.upstream]
    if spec.rule == "all_done":
        wait = [f"allow_failure({one})" for one in wait]
    waits = [f"wait_for=[{', '.join(wait)}]"] if wait else []
    if spec.condition:
        yield f"    # {spec.id} is skipped unless {spec.condition}"
    if not spec.mapped:
        yield from _submitted("step", spec.id, names[spec.id], spec, waits)
        return
    listed, each = names[items_of(spec)], names[each_of(spec)]
    yield f"    # {spec.id} runs once for each item that {items_of(spec)} lists"
    yield from _submitted("items", items_of(spec), listed, spec, waits)
    head = f"{each} = step.with_options({_named(each_of(spec), spec)}).map"
    yield from call(head, [text(spec.id), "run", f"item={listed}"], indent=4)
    yield from _submitted("step", spec.id, names[spec.id], spec, [f"wait_for=[{listed}, *{each}]"])


def _submitted(function: str, step: str, name: str, spec: TaskSpec, waits: list[str]) -> list[str]:
    head = f"{name} = {function}.with_options({_named(step, spec)}).submit"
    return call(head, [text(spec.id), "run", *waits], indent=4)


def _named(step: str, spec: TaskSpec) -> str:
    """Return the options of a step: its name, and more repetitions with its own waits if the task has them."""
    retries = max(spec.retries.values(), default=0)
    if not retries:
        return f"name={text(step)}"
    waits = [min(spec.retry_delay * 2.0**n, spec.max_retry_delay) for n in range(max(retries, RETRIES))]
    shown = ", ".join(f"{one:g}" for one in waits)
    return f"name={text(step)}, retries={len(waits)}, retry_delay_seconds=[{shown}]"


def _main(flow: str, graph: Graph, times: Times) -> Iterator[str]:
    if times.cron:
        schedule = f"Cron({text(times.cron)}, timezone={text(times.timezone)})"
        yield from call(f"{flow}.serve", [f"name={text(graph.name)}", f"schedule={schedule}"], indent=4)
    elif times.interval:
        yield f"    {flow}.serve(name={text(graph.name)}, schedule=Interval({seconds(times.interval)}))"
    else:
        yield f"    state = {flow}(return_state=True)"
        yield "    raise SystemExit(0 if state.is_completed() else 1)"
