"""`fairlead explain`: why a task ran, did not run, or failed."""

from __future__ import annotations

from fairlead.cli.options import Json, RunOrTask, TaskOfRun


def explain(run: RunOrTask = None, task: TaskOfRun = None, as_json: Json = False) -> int:
    """Say why each task ran, or did not. It was taken from the store, skipped, or failed."""
    from dataclasses import asdict

    from fairlead.cli.documents import print_document
    from fairlead.cli.screen import Screen, one_line
    from fairlead.cli.target import target
    from fairlead.project import Project
    from fairlead.project import explain as explain_run

    project = Project.find()
    with project.open_store() as store:
        run_id, task = target(store, run, task)
        found = explain_run(store, project.open_blobs(), run_id, task)
        cached = {row["task_id"] for row in store.runs.tasks(run_id) if row["cached"]}
    if as_json:
        print_document({"run_id": run_id, "tasks": [asdict(one) for one in found]})
        return 0
    screen = Screen()
    screen.write(f"Run {run_id}")
    width = max(len(one.task) for one in found)
    for one in found:
        state = "cached" if one.task in cached and one.state == "succeeded" else one.state
        icon = screen.state(state).replace(f" {state.replace('_', ' ')}", "")
        screen.write(f"{icon} {one.task:{width}}  {one_line(one.verdict)}")
        screen.write(*(f"  {'':{width}}  {one_line(reason)}" for reason in one.reasons))
    return 0
