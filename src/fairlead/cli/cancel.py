"""`fairlead cancel`: stop a run, or one task of it, that goes on elsewhere."""

from __future__ import annotations

from fairlead.cli.options import Json, OneTask, RunId


def cancel(run_id: RunId = None, task: OneTask = None, as_json: Json = False) -> int:
    """Stop a run, or one task of it. It may go on in another terminal."""
    from fairlead.cli.documents import print_document
    from fairlead.project import Project
    from fairlead.project.cancel import cancel as cancel_run

    said = cancel_run(Project.find(), run_id, task)
    if as_json:
        print_document({"message": said})
    else:
        print(said)
    return 0
