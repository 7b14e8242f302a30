"""`fairlead graph`: draw the pipeline."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from fairlead.cli.options import Dag, File, Json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fairlead.pipeline.spec import Graph

Format = Literal["text", "mermaid", "dot", "svg", "json"]


def graph(
    file: File = None,
    form: Annotated[Format, typer.Option("--format", "-f", help="How to draw it.")] = "text",
    run: Annotated[
        str | None, typer.Option("--run", metavar="RUN", help="Draw this run, with the states of its tasks.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="FILE", help="Write to a file.")] = None,
    dag: Dag = None,
    as_json: Json = False,
) -> int:
    """Draw the pipeline. Nothing runs."""
    from fairlead.cli.run import find_project
    from fairlead.cli.screen import save

    project = find_project(file)
    if run is None:
        found, states = project.describe(dag=dag), {}
    else:
        from fairlead.cli.screen import state_of
        from fairlead.pipeline.spec import Graph
        from fairlead.project.orphans import find_run

        with project.open_store() as store:
            run_id = find_run(store, run)
            found = Graph.from_dict(store.runs.graph(run_id))
            states = {row["task_id"]: state_of(row) for row in store.runs.tasks(run_id)}
    text = drawn(found, states, "json" if as_json else form)
    if out is None:
        print(text)
    else:
        save(out, text)
        if not as_json:
            print(f"Written: {out}")
    return 0


def drawn(graph: Graph, states: Mapping[str, str], form: Format) -> str:
    """Return the drawing of a graph."""
    import json

    from fairlead.cli.screen import Screen
    from fairlead.pipeline import draw

    nodes = [
        draw.Node(name, state=states.get(name, ""), conditional=spec.condition is not None, mapped=bool(spec.mapped))
        for name, spec in graph.tasks.items()
    ]
    edges = list(graph.edges())
    if form == "json":
        document = {"pipeline": graph.name, "file": graph.file, **draw.to_json(nodes, edges)}
        return json.dumps(document, indent=2, ensure_ascii=False)
    if form == "text":
        return draw.text_graph(nodes, edges, width=Screen().width)
    return {"mermaid": draw.mermaid, "dot": draw.dot, "svg": draw.svg}[form](nodes, edges)
