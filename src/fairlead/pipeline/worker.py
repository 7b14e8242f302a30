"""What a worker process does: take an order, call the function, store the result, report."""

from __future__ import annotations

import json
import os
import sys
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from importlib.machinery import ModuleSpec, PathFinder
from types import TracebackType
from typing import Any

from fairlead.blobs import Blobs
from fairlead.clock import derive_seed
from fairlead.errors import ConditionError, FairleadError, OutputError, UnknownTaskError
from fairlead.finding import Finding, Heard, collected
from fairlead.pipeline import checkpoint
from fairlead.pipeline.artifacts import Artifact, fingerprint, load_output, store_output
from fairlead.pipeline.capture import Capture
from fairlead.pipeline.channel import Channel, Message
from fairlead.pipeline.condition import Field, chosen_ids
from fairlead.pipeline.crash import crash_point
from fairlead.pipeline.describe import Description
from fairlead.pipeline.manifest import write_manifest
from fairlead.pipeline.skip import SkipTask
from fairlead.pipeline.tasks import Task
from fairlead.pipeline.wires import Wire

TRACEBACK_LIMIT = 4000
MESSAGE_LIMIT = 4000
"""Characters of a traceback and of a message in the report; the log has them whole."""

FINDINGS_LIMIT = 200
"""Findings of one task that are kept."""


@dataclass(frozen=True, slots=True)
class Workshop:
    """Hold what every worker of a run shares: the pipeline's live functions, and where results go."""

    description: Description
    blobs: Blobs
    capture: Capture
    root: str


def work(channel: Channel, shop: Workshop) -> None:
    """Perform orders one after the other until the coordinator closes the channel.

    Where the next order waits already, its start is told with the end of the one before: for short tasks,
    to wake the coordinator twice a task would cost more than all else.
    """
    order = channel.receive()
    if order is not None:
        channel.send(_taken(order))
    while order is not None:
        report = perform(order, shop)
        os.chdir(shop.root)  # a task that went elsewhere does not take the next one along
        following = channel.receive(wait=False)
        channel.send(report if following is None else {**report, "then": _taken(following)})
        crash_point("result-reported")
        if following is None and (following := channel.receive()) is not None:
            channel.send(_taken(following))
        order = following


def work_in_threads(channel: Channel, shop: Workshop, threads: int) -> None:
    """Perform orders side by side in threads, for tasks that wait for others rather than compute."""
    from concurrent.futures import ThreadPoolExecutor  # 17 ms; only where a pipeline has such tasks

    def perform_and_tell(order: Message) -> None:
        channel.send(_taken(order))
        channel.send(perform(order, shop))
        crash_point("result-reported")

    with ThreadPoolExecutor(threads) as pool:
        while (order := channel.receive()) is not None:
            pool.submit(perform_and_tell, order)


def _taken(order: Message) -> Message:
    """Return the report that an order is being begun."""
    crash_point("order-received")
    about = {"task": order["task"], "attempt": order["attempt"]}
    return {"event": "started", **about, "at": time.time(), "pid": os.getpid()}


def perform(order: Message, shop: Workshop) -> Message:
    """Do one order, a task, the expansion of a map or the publication of an output, and return its report."""
    cpu = time.thread_time()
    with shop.capture.to(order.get("log")), collected() as heard:
        try:
            outcome = ACTIONS[order["do"]](order, shop, heard)
        except BaseException as error:  # the edge of a task: whatever it raised is recorded with its traceback
            outcome = _failure(error, shop)
            if heard.findings:
                outcome["error"]["findings"] = _plain(heard.findings, shop)
    about: Message = {"event": "ended", "task": order["task"], "attempt": order["attempt"]}
    if heard.measured:
        about["measured"] = heard.measured
    return {**about, "at": time.time(), "cpu": time.thread_time() - cpu, **outcome}


def _call(order: Message, shop: Workshop, heard: Heard) -> Message:
    task = shop.description.dag.tasks[order["name"]]
    outputs = {name: _load(given, shop.blobs) for name, given in order["inputs"].items()}
    reason = _reason_to_skip(task.id, shop, outputs)
    if reason is not None:
        return {"state": "skipped", "reason": reason}
    arguments = {
        name: _argument(wire, outputs, order, shop.blobs) for name, wire in shop.description.wires[task.id].items()
    }
    if order.get("seed") is not None:
        # A part by its item, not by its number: equal items share one stored result.
        item = [order["item"]["digest"]] if order["item"] else []
        seed_generators(derive_seed(order["seed"], order["name"], *item))
    place = checkpoint.Place(order["key"], shop.blobs)
    token = checkpoint.place.set(place)
    crash_point("task-called")
    try:
        value = task.function(**arguments)
    except SkipTask as skip:
        return {"state": "skipped", "reason": shop.capture.redact(str(skip) or f"`{task.id}` skipped itself")}
    finally:
        checkpoint.place.reset(token)
    crash_point("task-returned")
    _refuse_unfinished(value, task)
    _refuse_unknown_choice(value, task, shop)
    artifact = store_output(value, shop.blobs)
    if heard.findings:
        artifact = replace(artifact, findings=_plain(heard.findings, shop))
    write_manifest(shop.blobs, order, artifact)
    checkpoint.forget(place)
    return {"state": "succeeded", "artifact": artifact.to_dict()}


def _reason_to_skip(task_id: str, shop: Workshop, outputs: Mapping[str, Any]) -> str | None:
    for condition in shop.description.conditions[task_id]:
        try:
            if not condition.holds(outputs):
                return shop.capture.redact(f"{condition.sentence} does not hold: {condition.facts(outputs)}")
        except ConditionError:
            raise
        except Exception as error:  # the edge of user code: comparisons and functions are the user's
            raised = f"{type(error).__name__}: {error}"
            raise ConditionError.failed(task_id, condition.sentence, raised) from error
    return None


def _ask(order: Message, shop: Workshop, _: Heard) -> Message:
    """Tell whether the conditions of a task hold, and run nothing."""
    task = shop.description.dag.tasks[order["name"]]
    reason = _reason_to_skip(task.id, shop, {name: _load(given, shop.blobs) for name, given in order["inputs"].items()})
    return {"state": "skipped" if reason else "succeeded", "reason": reason}


def _expand(order: Message, shop: Workshop, _: Heard) -> Message:
    """Split the list that a mapped task runs over into one stored item each."""
    task = shop.description.dag.tasks[order["name"]]
    outputs = {name: _load(given, shop.blobs) for name, given in order["inputs"].items()}
    reason = _reason_to_skip(task.id, shop, outputs)
    if reason is not None:
        return {"state": "skipped", "reason": reason}
    assert task.mapped is not None
    items = fill(task.mapped[1], outputs)
    if isinstance(items, Mapping):
        items = list(items.items())
    if isinstance(items, (str, bytes)) or not hasattr(items, "__iter__"):
        raise OutputError.not_a_list(task.id, type(items).__name__)
    return {"state": "expanded", "items": [store_output(item, shop.blobs).to_dict() for item in items]}


def _publish(order: Message, shop: Workshop, _: Heard) -> Message:
    """Write a stored output to a table file that people and other tools read."""
    from fairlead.frame import write_table

    target = os.path.join(shop.root, order["path"])
    os.makedirs(os.path.dirname(target), exist_ok=True)
    write_table(load_output(Artifact.from_dict(order["artifact"]), shop.blobs), target)
    return {"state": "published", "path": order["path"], "fingerprint": fingerprint(target)}


ACTIONS: Mapping[str, Callable[[Message, Workshop, Heard], Message]] = {
    "call": _call,
    "ask": _ask,
    "expand": _expand,
    "publish": _publish,
}


def _load(given: Any, blobs: Blobs) -> Any:
    """Load one upstream output; a list for a mapped task; None for a task that gave none."""
    if given is None:
        return None
    if isinstance(given, list):
        return [_load(item, blobs) for item in given]
    return load_output(Artifact.from_dict(given), blobs)


def _argument(wire: Wire, outputs: Mapping[str, Any], order: Message, blobs: Blobs) -> Any:
    if wire.kind == "provided":
        return as_annotated(order["values"][wire.value], wire.annotation)
    if wire.kind == "item":
        return _load(order["item"], blobs)
    return fill(wire.value, outputs) if wire.kind in ("task", "given") else wire.value


def as_annotated(value: Any, annotation: Any) -> Any:
    """Give a logical date the type that a task has annotated; everything else stays as it is.

    >>> as_annotated("2026-01-31T06:00:00+00:00", date)
    datetime.date(2026, 1, 31)
    """
    if annotation is datetime and isinstance(value, str):
        return datetime.fromisoformat(value)
    if annotation is date and isinstance(value, str):
        return datetime.fromisoformat(value).date()
    return value


def fill(value: Any, outputs: Mapping[str, Any]) -> Any:
    """Put outputs in the place of the tasks inside an argument.

    >>> fill([1, {"a": 2}], {})
    [1, {'a': 2}]
    """
    if isinstance(value, Task):
        return outputs[value.id]
    if isinstance(value, Field):
        return value.value(outputs)
    if type(value) is dict:
        return {key: fill(item, outputs) for key, item in value.items()}
    if type(value) in (list, tuple):
        return type(value)(fill(item, outputs) for item in value)
    return value


def seed_generators(seed: int) -> None:
    """Seed the global generators of Python and of NumPy; of NumPy when it is imported, if that is later.

    >>> import random
    >>> seed_generators(1); a = random.random(); seed_generators(1); a == random.random()
    True
    """
    import random

    random.seed(seed)
    if "numpy.random" in sys.modules:
        sys.modules["numpy.random"].seed(seed)
    else:
        NUMPY_LATER.seed = seed
        if NUMPY_LATER not in sys.meta_path:
            sys.meta_path.insert(0, NUMPY_LATER)


class _NumpyLater:
    """Seed NumPy's global generator as soon as a task imports it: to do so for every task would cost 0.1 s."""

    seed = 0

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        spec = PathFinder.find_spec(name, path) if name == "numpy.random" else None
        if spec is None or spec.loader is None:
            return None
        sys.meta_path.remove(self)
        execute = spec.loader.exec_module

        def execute_and_seed(module: Any) -> None:
            execute(module)
            module.seed(self.seed)

        spec.loader.exec_module = execute_and_seed  # type: ignore[method-assign]
        return spec


NUMPY_LATER = _NumpyLater()


def _refuse_unknown_choice(value: Any, task: Task, shop: Workshop) -> None:
    """Refuse a branch that leads nowhere: a misspelt id would otherwise skip everything, in silence."""
    if task.chooses != "branch":
        return
    after = [spec.id for spec in shop.description.graph.tasks.values() if task.id in spec.upstream]
    for name in chosen_ids(value):
        if name not in after:
            raise UnknownTaskError.of(name, after, where=f"what the branching task '{task.id}' returned")


def _refuse_unfinished(value: Any, task: Task) -> None:
    kind = type(value)
    if kind.__name__ in ("generator", "coroutine", "async_generator") and kind.__module__ == "builtins":
        raise OutputError.unfinished(task.id, kind.__name__)


def _plain(findings: Sequence[Finding], shop: Workshop) -> list[Message]:
    """Give findings as they are stored, without secrets; a task that reports thousands keeps the first."""
    texts = (json.dumps(finding.to_dict(), default=str) for finding in findings[:FINDINGS_LIMIT])
    return [json.loads(shop.capture.redact(text)) for text in texts]


def _failure(error: BaseException, shop: Workshop) -> Message:
    error = error.with_traceback(_of_user(error.__traceback__))
    traceback.print_exception(error)
    # Redacted before it is cut: half a secret would not be found any more.
    text = shop.capture.redact("".join(traceback.format_exception(error)))
    message = shop.capture.redact(_words_of(error))
    hint = error.hint if isinstance(error, FairleadError) else None
    return {
        "state": "failed",
        "error": {
            "type": type(error).__qualname__,
            "message": message if len(message) <= MESSAGE_LIMIT else message[:MESSAGE_LIMIT] + " …",
            "hint": hint,
            "kinds": [f"{kind.__module__}.{kind.__qualname__}" for kind in type(error).__mro__],
            "traceback": text[-TRACEBACK_LIMIT:],
            "where": _user_frame(error, shop.root) or getattr(error, "where", None),
        },
    }


def _of_user(trace: TracebackType | None) -> TracebackType | None:
    """Leave out the frames of Fairlead that lead to the user's function; keep all if there is nothing else."""
    inner = trace
    while inner is not None and inner.tb_frame.f_code.co_filename == __file__:
        inner = inner.tb_next
    return inner or trace


def _words_of(error: BaseException) -> str:
    try:
        return error.message if isinstance(error, FairleadError) else str(error)
    except Exception as second:  # an exception may be broken itself
        return f"(its message cannot be shown: {type(second).__name__})"


def _user_frame(error: BaseException, root: str) -> str | None:
    """Return file and line of the innermost frame that lies in the project."""
    found = None
    for frame, line in traceback.walk_tb(error.__traceback__):
        name = frame.f_code.co_filename
        if name.startswith(root + os.sep) and "site-packages" not in name:
            found = f"{os.path.relpath(name, root)}:{line}"
    return found


__all__: Sequence[str] = ("Workshop", "perform", "work", "work_in_threads")
