"""Turn a pipeline into plain values, and find every mistake that can be found before anything runs."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from fairlead.clock import duration
from fairlead.code import CodeReader
from fairlead.errors import (
    ConditionError,
    CycleError,
    InvalidTaskError,
    ParamError,
    PipelineError,
    TypeMismatchError,
    UnknownParameterError,
)
from fairlead.frame import SUFFIXES
from fairlead.pipeline.annotations import Parameter, element_of, fits, hints_of, parameters_of, shown
from fairlead.pipeline.condition import Chosen, Condition
from fairlead.pipeline.graph import DAG, placeholder
from fairlead.pipeline.order import topological
from fairlead.pipeline.params import ParamSources, Untyped, convert
from fairlead.pipeline.secrets import Secret, resolve_secret
from fairlead.pipeline.spec import Graph, TaskSpec
from fairlead.pipeline.tasks import Task
from fairlead.pipeline.wires import Wire, files_in, in_folder, is_plain, portable, tasks_in, words_of

PROVIDED = ("seed", "run_id", "logical_date", "params", "idempotency_key")
"""Parameters that Fairlead itself supplies when nothing else does."""


@dataclass(frozen=True, slots=True)
class Description:
    """Hold what the loader process keeps: the specs, and the live objects that the workers call."""

    graph: Graph
    dag: DAG
    wires: Mapping[str, Mapping[str, Wire]]
    conditions: Mapping[str, Sequence[Condition]]
    secrets: tuple[Secret, ...]


def describe(
    dag: DAG,
    sources: ParamSources,
    root: Path,
    file: str,
    environ: Mapping[str, str],
    *,
    seed: int | None = None,
) -> Description:
    """Match every parameter, check the graph, and return it in topological order.

    Parameters
    ----------
    seed : the seed that a resumed run began with; otherwise it is looked up like a parameter.

    Raises
    ------
    PipelineError
        A parameter that nothing provides, a cycle, a type that does not fit, an unknown pool, ...
    """
    dag.complete()
    if not dag.tasks:
        raise PipelineError.no_tasks(dag.dag_id, file)
    check_settings(dag)
    reader = CodeReader(root)
    binder = Binder(dag, sources, root, environ, seed)
    check_publications(dag)
    wires = {task.id: binder.wires(task) for task in dag.tasks.values()}
    inputs = {name: _inputs_of(wires[name]) for name in dag.tasks}
    conditions = {name: conditions_of(task, inputs[name]) for name, task in dag.tasks.items()}
    data = {name: _data_of(task, inputs[name], conditions[name]) for name, task in dag.tasks.items()}
    order = topological({name: [*data[name], *dag.tasks[name].upstream] for name in dag.tasks})
    specs = {name: binder.spec(dag.tasks[name], wires[name], conditions[name], data[name], reader) for name in order}
    check_overrides(sources, binder)
    check_types(dag, wires)
    graph = Graph(
        name=dag.dag_id,
        file=file,
        tasks=specs,
        description=dag.description,
        pools=dag.pools,
        schedule=_schedule_text(dag.schedule),
        timezone=dag.timezone,
        start_date=_date_text(dag.start_date),
        catchup=dag.catchup,
        seed=binder.seed,
        notify=tuple(notifier.to_dict() for notifier in dag.notify),
        frozen=binder.frozen,
    )
    return Description(graph, dag, wires, conditions, tuple(binder.secrets.values()))


def check_settings(dag: DAG) -> None:
    """Refuse settings of a DAG that would only be found wrong when they are used.

    Raises
    ------
    PipelineError
        The seed is no whole number, or a notifier is none.
    ScheduleError
        The schedule or the time zone cannot be understood.
    """
    if dag.seed is not None and (isinstance(dag.seed, bool) or not isinstance(dag.seed, int)):
        raise PipelineError.bad_setting(dag.dag_id, "seed", dag.seed, "a whole number")
    for notifier in dag.notify:
        if not hasattr(notifier, "to_dict"):
            raise PipelineError.bad_setting(dag.dag_id, "notify", notifier, "a list of webhook(...) and command(...)")
    if dag.schedule is not None:
        from fairlead.pipeline.cron import parse_schedule  # only pipelines with a schedule need it

        parse_schedule(dag.schedule, dag.timezone)


def check_overrides(sources: ParamSources, binder: Binder) -> None:
    """Refuse a parameter on the command line that no task takes.

    Raises
    ------
    ParamError
        The nearest name that would have been taken is in the message.
    """
    for name in sources.unused(binder.used | {("", "seed")}):
        known = {name for _, name in binder.takes} | {f"{task}.{name}" for task, name in binder.takes}
        raise ParamError.unknown(name, sorted(known))


class Binder:
    """Match the parameters of tasks with what provides them."""

    def __init__(
        self, dag: DAG, sources: ParamSources, root: Path, environ: Mapping[str, str], seed: int | None
    ) -> None:
        self.dag = dag
        self.sources = sources
        self.root = root
        self.environ = environ
        self.used: set[tuple[str, str]] = set()
        self.takes: set[tuple[str, str]] = set()
        self.frozen: dict[str, dict[str, Any]] = {}
        self.secrets: dict[str, Secret] = {}
        self._codes: dict[Callable[..., Any], Mapping[str, Any]] = {}
        self._known: dict[Callable[..., Any], tuple[str, str]] = {}
        self._signatures: dict[Callable[..., Any], list[Parameter]] = {}
        self.seed = self._pipeline_seed() if seed is None else seed

    def _pipeline_seed(self) -> int | None:
        found = self.sources.lookup("", "seed")
        if found is None:
            return self.dag.seed
        return int(convert(found[0], int, name="seed", source=found[1]))

    def parameters(self, function: Callable[..., Any]) -> list[Parameter]:
        if function not in self._signatures:
            self._signatures[function] = parameters_of(function)
        return self._signatures[function]

    def wires(self, task: Task) -> dict[str, Wire]:
        known = self.parameters(task.function)
        names = {parameter.name for parameter in known}
        loose = any(parameter.kind == "**" for parameter in known)
        for name in [*task.given, *([task.mapped[0]] if task.mapped else [])]:
            if name not in names and not loose:
                raise UnknownParameterError.not_a_parameter(task.id, name, sorted(names))
        found = {p.name: self._wire(task, p) for p in known if p.kind == "named"}
        wires = {name: wire for name, wire in found.items() if wire is not None}
        if loose:
            wires |= {name: self._given(value) for name, value in task.given.items() if name not in wires}
        return wires

    def _wire(self, task: Task, parameter: Parameter) -> Wire | None:
        name = parameter.name
        if task.mapped and task.mapped[0] == name:
            return Wire("item", task.mapped[1])
        if name in task.given:
            return self._given(task.given[name])
        if name in self.dag.tasks and name != task.id:
            return Wire("task", self.dag.tasks[name])
        if parameter.annotation is Secret:
            return Wire("value", self._secret(name))
        found = self.sources.lookup(task.id, name)
        if found is not None:
            return self._param(task.id, parameter, *found)
        self.takes.add((task.id, name))
        if name == "params":
            return self._all_params(task.id, parameter)
        if name in PROVIDED and not (name == "seed" and self.seed is None):
            return Wire("provided", name, parameter.annotation)
        if isinstance(parameter.default, Path):
            return Wire("value", in_folder(parameter.default, self.root))
        if parameter.has_default:
            return None
        late = self.sources.otherwise and self.sources.otherwise.lookup(task.id, name)
        if late:
            return self._param(task.id, parameter, *late)
        candidates = sorted({*self.dag.tasks, *self.sources.names_for(task.id), *PROVIDED} - {task.id})
        raise UnknownParameterError.of(task.id, name, candidates, self._where(task))

    def _where(self, task: Task) -> str:
        code = getattr(task.function, "__code__", None)
        return f"{code.co_filename}:{code.co_firstlineno}" if code else self.dag.file or ""

    def _param(self, task_id: str, parameter: Parameter, value: Any, source: str) -> Wire:
        self.used.add((task_id, parameter.name))
        self.takes.add((task_id, parameter.name))
        made = convert(value, parameter.annotation, name=f"{task_id}.{parameter.name}", source=source)
        self.frozen.setdefault(task_id, {})[parameter.name] = frozen(value)
        return Wire("value", in_folder(made, self.root))

    def _all_params(self, task_id: str, parameter: Parameter) -> Wire:
        """Give every parameter that is set for a task (or for all) as one mapping."""
        names = [name for name in self.sources.names_for(task_id) if name not in self.dag.tasks]
        found = {name: self.sources.lookup(task_id, name) for name in names}
        self.used |= {(task_id, name) for name in names}
        values = {
            name: convert(hit[0], Any, name=f"{task_id}.{name}", source=hit[1])
            for name, hit in found.items()
            if hit is not None
        }
        return self._param(task_id, parameter, values, "all parameters")

    def _given(self, value: Any) -> Wire:
        return Wire("given", in_folder(value, self.root))

    def _secret(self, name: str) -> Secret:
        if name not in self.secrets:
            file = self.root / self.dag.secrets if self.dag.secrets else None
            self.secrets[name] = resolve_secret(name, environ=self.environ, file=file)
        return self.secrets[name]

    def spec(
        self,
        task: Task,
        wires: Mapping[str, Wire],
        conditions: Sequence[Condition],
        data: tuple[str, ...],
        reader: CodeReader,
    ) -> TaskSpec:
        options = task.options
        check_pool(task, self.dag)
        check_idempotency_key(task, wires)
        location, doc = self._about(task.function, reader)
        return TaskSpec(
            id=task.id,
            data=data,
            map_only=_map_only(task, wires, conditions),
            order_only=tuple(name for name in task.upstream if name not in data),
            wiring={
                name: words_of(wire, self.root)
                for name, wire in wires.items()
                if wire.kind in ("given", "task", "item")
            },
            params={name: _plain(portable(w.value, self.root)) for name, w in wires.items() if w.kind == "value"},
            files={} if options.effect else files_in(wires),
            provided=tuple(wire.value for wire in wires.values() if wire.kind == "provided"),
            mapped=task.mapped[0] if task.mapped else None,
            condition=" and ".join(condition.sentence for condition in conditions) or None,
            rule=options.trigger_rule,
            retries=_retries(options.retries),
            retry_delay=options.retry_delay,
            max_retry_delay=options.max_retry_delay,
            timeout=options.timeout,
            pool=options.pool,
            executor=options.executor,
            effect=options.effect,
            idempotency_key=options.idempotency_key,
            cache=options.cache is not False,
            cache_age=duration(options.cache) if isinstance(options.cache, str) else None,
            versions=installed_versions(task.id, options.versions),
            publish=options.publish,
            code=self._code(task, wires, conditions, reader),
            seed=self.seed,
            doc=doc,
            location=location,
            chooses=task.chooses,
            gate=task.condition.sentence if task.condition is not None else None,
            aside=tuple(name for name in data if name in task.aside),
        )

    def _code(
        self, task: Task, wires: Mapping[str, Wire], conditions: Sequence[Condition], reader: CodeReader
    ) -> Mapping[str, Any]:
        """Return the digests of what a task runs; tasks that share a function, and add nothing, share the answer."""
        strange = [name for name, wire in wires.items() if wire.kind == "given" and not is_plain(wire.value)]
        is_shared = not conditions and not strange
        if is_shared and task.function in self._codes:
            return self._codes[task.function]
        code = reader.digest(task.function)
        pieces, unknown = dict(code.pieces), [*code.unknown, *strange]
        for condition in conditions:
            for function in condition.functions:
                extra = reader.digest(function)
                pieces |= {f"condition {name}": value for name, value in extra.pieces.items()}
                unknown += extra.unknown
        found = {"pieces": pieces, "unknown": sorted(set(unknown))}
        if is_shared:
            self._codes[task.function] = found
        return found

    def _about(self, function: Callable[..., Any], reader: CodeReader) -> tuple[str, str]:
        """Return where a function is written and the first line of its docstring; many tasks may share one."""
        if function not in self._known:
            self._known[function] = "{}:{}".format(*reader.location(function)), _first_line(function)
        return self._known[function]


def _inputs_of(wires: Mapping[str, Wire]) -> dict[str, Task]:
    """Return the tasks whose outputs a task's arguments are made of."""
    return {other.id: other for wire in wires.values() for other in tasks_in(wire.value)}


def conditions_of(task: Task, inputs: Mapping[str, Task]) -> list[Condition]:
    """Return the conditions of a task: its own, and those that branching tasks before it imply."""
    found: list[Condition] = [] if task.condition is None else [task.condition]
    for upstream in {**task.upstream, **inputs}.values():
        if upstream.chooses == "branch":
            found.append(Chosen(upstream, task.id))
        elif upstream.chooses == "short_circuit":
            found.append(upstream.output)
    return found


def check_pool(task: Task, dag: DAG) -> None:
    """Refuse a pool that is not there, and one in which nothing could ever run.

    Raises
    ------
    InvalidTaskError
    """
    pool = task.options.pool
    if pool is None:
        return
    if pool not in dag.pools:
        raise InvalidTaskError.unknown_pool(task.id, pool, sorted(dag.pools))
    size = dag.pools[pool]
    if not isinstance(size, int) or size < 1:
        raise InvalidTaskError.bad_option(task.id, "pool", {pool: size}, "a pool with a size of 1 or more")


def check_publications(dag: DAG) -> None:
    """Refuse a published file that could not be written, or not by one task alone.

    Raises
    ------
    InvalidTaskError
    """
    written: dict[str, str] = {}
    for task in dag.tasks.values():
        path = task.options.publish
        if path is None:
            continue
        expected = None
        if not str(path).lower().endswith(tuple(SUFFIXES)):
            expected = f"a path that ends in one of {', '.join(SUFFIXES)}"
        elif task.mapped:
            expected = "no path for a mapped task: publish a task that joins its results"
        elif (other := written.setdefault(os.path.normpath(path), task.id)) != task.id:
            expected = f"a file of its own: '{other}' is published there"
        if expected is not None:
            raise InvalidTaskError.bad_option(task.id, "publish", path, expected)


def check_idempotency_key(task: Task, wires: Mapping[str, Wire]) -> None:
    """Refuse an idempotency key with a place that nothing fills.

    Raises
    ------
    InvalidTaskError
    """
    if task.options.idempotency_key is None:
        return
    params = [name for name, wire in wires.items() if wire.kind == "value"]
    known = dict.fromkeys(("run_id", "logical_date", "task", *params), "")
    try:
        task.options.idempotency_key.format(**known)
    except (KeyError, IndexError, ValueError, AttributeError):
        names = ", ".join(f"{{{name}}}" for name in known)
        raise InvalidTaskError.bad_option(
            task.id,
            "idempotency_key",
            task.options.idempotency_key,
            f"a text in which these are filled in: {names}",
        ) from None


def check_types(dag: DAG, wires: Mapping[str, Mapping[str, Wire]]) -> None:
    """Compare what annotated tasks return with what annotated parameters expect.

    Raises
    ------
    TypeMismatchError
        Both are annotated with plain classes that cannot fit.
    """
    returns: dict[Callable[..., Any], Any] = {}
    expects: dict[Callable[..., Any], dict[str, Any]] = {}
    for task in dag.tasks.values():
        for name, wire in wires[task.id].items():
            source = wire.value
            if wire.kind not in ("task", "given", "item") or not isinstance(source, Task):
                continue
            if source.function not in returns:
                returns[source.function] = hints_of(source.function).get("return", Any)
            if task.function not in expects:
                expects[task.function] = hints_of(task.function)
            given, wanted = returns[source.function], expects[task.function].get(name, Any)
            if given is Any or wanted is Any:
                continue
            if source.mapped and wire.kind != "item":
                given = list[given]  # type: ignore[valid-type]
            if wire.kind == "item" and not source.mapped:
                given = element_of(given)
            if not fits(given, wanted):
                raise TypeMismatchError.of(source.id, shown(given), task.id, name, shown(wanted))


def _data_of(task: Task, inputs: Mapping[str, Task], conditions: Sequence[Condition]) -> tuple[str, ...]:
    found = dict.fromkeys(inputs)
    for condition in conditions:
        found |= {other.id: None for other in condition.tasks}
    if task.id in found:
        raise CycleError.of([task.id, task.id])
    for name in found:
        if task.dag.tasks.get(name) is None:
            raise ConditionError.unknown_task(task.id, name, sorted(task.dag.tasks))
    return tuple(found)


def _map_only(task: Task, wires: Mapping[str, Wire], conditions: Sequence[Condition]) -> str | None:
    if task.mapped is None or not isinstance(task.mapped[1], Task):
        return None
    source = task.mapped[1].id
    others = [other.id for name, wire in wires.items() if name != task.mapped[0] for other in tasks_in(wire.value)]
    others += [other.id for condition in conditions for other in condition.tasks]
    return None if source in others else source


def installed_versions(task_id: str, names: Sequence[str]) -> dict[str, str]:
    """Look up the versions of installed distributions.

    Raises
    ------
    InvalidTaskError
        One of them is not installed.
    """
    if not names:
        return {}
    from importlib.metadata import PackageNotFoundError, version  # 24 ms, only when versions are declared

    found = {}
    for name in names:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            raise InvalidTaskError.bad_option(
                task_id, "versions", name, "the name of an installed distribution"
            ) from None
    return found


UNTYPED = "untyped"


def frozen(value: Any) -> Any:
    """Return a parameter as it is stored with the run; `thawed` gives back what `convert` reads.

    >>> thawed(frozen(Untyped("5"))), thawed(frozen([1, 2]))
    ('5', [1, 2])
    """
    if isinstance(value, Untyped):
        return {UNTYPED: str(value)}
    if isinstance(value, (date, datetime)):
        return {UNTYPED: value.isoformat()}
    if isinstance(value, Mapping):
        return {key: frozen(item) for key, item in value.items()}
    return [frozen(item) for item in value] if isinstance(value, (list, tuple)) else _plain(value)


def thawed(value: Any) -> Any:
    """Return a stored parameter as its source gave it."""
    if isinstance(value, Mapping):
        if set(value) == {UNTYPED}:
            return Untyped(value[UNTYPED])
        return {key: thawed(item) for key, item in value.items()}
    return [thawed(item) for item in value] if isinstance(value, list) else value


def _plain(value: Any) -> Any:
    if isinstance(value, Secret):
        return "secret"
    try:
        json.dumps(value)
    except TypeError:
        if isinstance(value, Mapping):
            return {str(key): _plain(item) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [_plain(item) for item in value]
        return str(value)
    return value


def _retries(retries: Any) -> dict[str, int]:
    if isinstance(retries, Mapping):
        return {f"{kind.__module__}.{kind.__qualname__}": count for kind, count in retries.items()}
    return {"*": retries} if retries else {}


def _first_line(function: Callable[..., Any]) -> str:
    if function is placeholder:
        return "Placeholder: does nothing yet."
    return (function.__doc__ or "").strip().split("\n")[0]


def _schedule_text(schedule: str | timedelta | None) -> str | None:
    return f"every {schedule.total_seconds():.15g}s" if isinstance(schedule, timedelta) else schedule


def _date_text(moment: datetime | date | str | None) -> str | None:
    return moment if moment is None or isinstance(moment, str) else moment.isoformat()


__all__ = ["Description", "describe", "frozen", "thawed"]
