"""Take down what the tasks of a pipeline compute, each in its worker; the engine runs them as it always does."""

from __future__ import annotations

import functools
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from fairlead.notebook.prove.imprint import Imprint
from fairlead.notebook.prove.node import Shelf, unknown
from fairlead.notebook.prove.recorder import Recorder
from fairlead.notebook.prove.seen import Seen

FILE = "fairlead_proof.py"
"""The file beside a copy of the pipeline through which it is loaded."""

CODE = '''"""Load the pipeline so that all that it computes is taken down."""

import {module} as pipeline

from fairlead.notebook.prove.tasks import recorded

dag = recorded(pipeline, {dag!r}, {request!r})
'''


def write_loader(folder: Path, module: str, dag: str | None, request: Path) -> Path:
    """Write the file through which a copied pipeline is loaded, and return where it lies."""
    path = folder / FILE
    path.write_text(CODE.format(module=module, dag=dag, request=str(request)), encoding="utf-8")
    return path


def recorded(module: ModuleType, name: str | None, request_path: str) -> Any:
    """Return the DAG of a module, with every task's function in a wrapper that takes down what it does.

    Parameters
    ----------
    name : of the DAG, if the module has several.
    request_path : the file that says where to write, and what each task gives.
    """
    request = json.loads(Path(request_path).read_text(encoding="utf-8"))
    dags = [one for one in vars(module).values() if type(one).__name__ == "DAG" and hasattr(one, "tasks")]
    dag = next((one for one in dags if one.dag_id == name), dags[0])
    seen = Seen(request["root"], tuple(request["guarded"]))
    seen.begin()
    for task in dag.tasks.values():
        task.function = _recording(task.id, task.function, request, seen)
    return dag


def _recording(task: str, function: Callable[..., Any], request: Mapping[str, Any], seen: Seen) -> Callable[..., Any]:
    @functools.wraps(function)
    def record(*arguments: Any, **keywords: Any) -> Any:
        imprint = Imprint(Shelf(Path(request["shelf"])), tuple(request["places"]))
        with Recorder(imprint) as recorder:
            recorder.place = task
            value = function(*arguments, **keywords)
            recorder.finish_figures()
            outputs = _outputs(value, request["tasks"].get(task), imprint)
        document = {
            "said": recorder.said.get(task, []), "figures": recorder.figures, "cut": bool(recorder.cut),
            "outputs": outputs,
            "read": seen.read(request["before"]), "modules": sorted({name.partition(".")[0] for name in sys.modules}),
        }  # fmt: skip
        path = Path(request["folder"]) / f"{task}.json"
        path.write_text(json.dumps(document), encoding="utf-8")
        return value

    return record


def _outputs(value: Any, about: Mapping[str, Any] | None, imprint: Imprint) -> dict[str, Any]:
    """Return the nodes of a task's outputs by name; ``returns`` says how it gives them."""
    if about is None or about["returns"] == "nothing":
        return {}
    names = about["outputs"]
    if about["returns"] == "value":
        return {name: imprint.of(value).to_json() for name in names}
    if not isinstance(value, Mapping):
        return {name: unknown("nothing", f"the task gave a {type(value).__name__}").to_json() for name in names}
    return {name: imprint.of(value[name]).to_json() for name in names if name in value}
