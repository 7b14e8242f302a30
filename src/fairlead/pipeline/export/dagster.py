"""The pipeline as assets for Dagster.

Every task becomes an asset that depends on those before it. One whose condition does not hold gives no output, and
Dagster then skips what follows; so a trigger rule by which something runs after that has no counterpart and is refused.
A mapped task is one asset: its parts run side by side inside.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fairlead.errors import ExportError
from fairlead.pipeline.export.layout import call, items, text
from fairlead.pipeline.export.names import variables
from fairlead.pipeline.export.place import Place
from fairlead.pipeline.export.schedule import Times, refuse_catchup, refuse_notices, times_of
from fairlead.pipeline.spec import Graph, TaskSpec

TOOL = "Dagster"
RETRIES = 2
RETRY_DELAY = 30
"""As in `airflow`: for troubles of Dagster's own."""

WORDS = """\
Each asset carries out the task of its name in the project's folder; its metadata has the digest of the output. What
tasks hand over lies in the project's store. Dagster repeats a step for troubles of its own; whether a task that
failed itself is repeated is decided by its retries in the pipeline."""
"""What stands at the top of the file."""


def dagster(graph: Graph, place: Place) -> str:
    """Return the text of the file with the definitions.

    Raises
    ------
    ExportError
        The pipeline has something that Dagster cannot do; it is named.
    """
    refuse_notices(graph, TOOL, "a run status sensor of Dagster")
    refuse_catchup(graph, TOOL)
    times = times_of(graph, TOOL)
    if times.interval:
        hint = 'write it as cron, such as "*/15 * * * *".'
        raise ExportError.of_pipeline(TOOL, graph.name, f"the schedule '{graph.schedule}' is an interval", hint)
    for spec in graph.tasks.values():
        if spec.rule != "all_success":
            hint = "Dagster skips whatever follows an asset without output: export to Airflow or Prefect instead."
            raise ExportError.of_task(TOOL, spec.id, f'it has trigger_rule="{spec.rule}"', hint)
    names = variables(graph.tasks, ("dg", "step", "job", "definitions", "asset", "PROJECT", "RETRY"))
    lines = [*_top(graph, place), "", *_imports(place), "", *_constants(place)]
    for spec in graph.tasks.values():
        lines += ["", "", *_asset(graph, spec, names, place)]
    job = variables([f"{graph.name}_job"], names.values())[f"{graph.name}_job"]
    lines += ["", "", *_definitions(graph, names, job, times)]
    return "\n".join(lines) + "\n"


def _top(graph: Graph, place: Place) -> Iterator[str]:
    yield f'"""{graph.name} for Dagster, written by `fairlead export dagster` from {place.file}.'
    yield ""
    yield WORDS
    yield '"""'


def _imports(place: Place) -> Iterator[str]:
    if not place.is_absolute:
        yield "from pathlib import Path"
        yield ""
    yield "import dagster as dg"
    yield ""
    yield "from fairlead.project.steps.dagster import step"


def _constants(place: Place) -> Iterator[str]:
    yield "# Where the project lies on the machines that run the assets."
    yield f"PROJECT = {place.expression}"
    yield f"RETRY = dg.RetryPolicy(max_retries={RETRIES}, delay={RETRY_DELAY})"


def _asset(graph: Graph, spec: TaskSpec, names: Mapping[str, str], place: Place) -> Iterator[str]:
    deps = [names[one] for one in graph.tasks if one in spec.upstream]
    arguments = [f"deps=[{', '.join(deps)}]"] if deps else []
    arguments.append(f"retry_policy={_policy(spec)}")
    if spec.condition or _may_be_skipped(graph, spec):
        arguments.append("output_required=False")
    if spec.condition:
        yield f"# {spec.id} is skipped unless {spec.condition}"
    yield from call("@dg.asset", arguments)
    yield f"def {names[spec.id]}(context: dg.AssetExecutionContext):"
    if spec.doc:
        yield f"    {_doc(spec.doc)}"
    more = [f"dag={text(place.dag)}"] if place.dag else []
    yield from call("yield from step", ["context", text(spec.id), "PROJECT", *more], indent=4)


def _may_be_skipped(graph: Graph, spec: TaskSpec) -> bool:
    """Tell whether a task before this one has a condition."""
    return any(graph.tasks[one].condition for one in graph.ancestors({spec.id}))


def _doc(words: str) -> str:
    plain = words.replace("\\", "\\\\").replace('"""', "'''")
    return f'"""{plain} """' if plain.endswith('"') else f'"""{plain}"""'


def _policy(spec: TaskSpec) -> str:
    retries = max(spec.retries.values(), default=0)
    if not retries:
        return "RETRY"
    times = f"max_retries={max(retries, RETRIES)}, delay={spec.retry_delay:g}"
    return f"dg.RetryPolicy({times}, backoff=dg.Backoff.EXPONENTIAL)"


def _definitions(graph: Graph, names: Mapping[str, str], job: str, times: Times) -> Iterator[str]:
    assets = [names[one] for one in graph.tasks]
    yield from items("assets =", assets)
    yield f"{job} = dg.define_asset_job({text(job)}, selection=assets)"
    arguments = ["assets=assets", f"jobs=[{job}]"]
    if times.cron:
        zone = f", execution_timezone={text(times.timezone)}"
        yield f"schedule = dg.ScheduleDefinition(job={job}, cron_schedule={text(times.cron)}{zone})"
        arguments.append("schedules=[schedule]")
    yield from call("definitions = dg.Definitions", arguments)
