"""The files of a project: whether the settings are those that are meant, and whether the pipeline can be loaded."""

from __future__ import annotations

from dataclasses import replace

from fairlead.errors import FairleadError, nearest
from fairlead.finding import Finding, Severity, Where
from fairlead.project.doctor.subject import Seen, Subject, doubt, note
from fairlead.project.place import SETTINGS_FILE

VARIABLES = (
    "FAIRLEAD_BLOBS", "FAIRLEAD_CRASH_AT", "FAIRLEAD_CRASH_TOKEN", "FAIRLEAD_ENGINE", "FAIRLEAD_LOG_FORMAT",
    "FAIRLEAD_STORE", "FAIRLEAD_TEST_RESULTS", "FAIRLEAD_WORKERS",
)  # fmt: skip
FAMILIES = ("FAIRLEAD_PARAM_", "FAIRLEAD_SECRET_")


def check_settings(subject: Subject) -> Seen:
    """Look at the settings file, and at variables of the environment that mean nothing."""
    findings = []
    for name in sorted(subject.environment):
        if name.startswith("FAIRLEAD_") and name not in VARIABLES and not name.startswith(FAMILIES):
            near = nearest(name, VARIABLES)
            fix = f"did you mean {near}?" if near else "unset it; the reference lists those that there are."
            findings.append(doubt("variable-unknown", f"The environment variable {name} means nothing.", fix))
    if subject.project is None:
        message = "There is no project here: only the installation was looked at."
        fix = "go to a project's folder, or make one: `fairlead init`."
        return Seen("no project", (*findings, note("no-project", message, fix, file=str(subject.folder))))
    file = subject.project.folder / SETTINGS_FILE
    said = f"{file.name}: {len(subject.settings)} tables" if file.is_file() else f"no {SETTINGS_FILE}: defaults"
    for name in ("FAIRLEAD_STORE", "FAIRLEAD_BLOBS", "FAIRLEAD_ENGINE", "FAIRLEAD_WORKERS"):
        if subject.environment.get(name):
            message = f"The environment variable {name} wins over {SETTINGS_FILE}."
            findings.append(note("variable-wins", message))
    return Seen(f"project '{subject.project.name}', {said}", tuple(findings))


def check_pipeline(subject: Subject) -> Seen:
    """Load the pipeline as a run would: in the loader, with one worker forked from it."""
    project = subject.project
    if project is None:
        return Seen("")
    if not project.pipeline.is_file():
        return Seen(f"no {project.pipeline.name}")
    here = replace(project, runs_on="local", may_fork=False)
    with here.engine(here.open_blobs(), {"dag": None, "overrides": []}) as engine:
        try:
            graph = engine.load()
        except FairleadError as error:
            if error.code == "FL101" and "several" in error.message.lower():
                return Seen(f"{project.pipeline.name} has several pipelines")
            where = Where(file=error.where or str(project.pipeline))
            finding = Finding("pipeline-unusable", Severity.ERROR, error.message, where, fix=error.hint)
            return Seen("the pipeline cannot be loaded", (finding,))
        worker = engine.start_worker("process")
        deadline = subject.clock.monotonic() + 30.0
        while not worker.pid and subject.clock.monotonic() < deadline:
            for _ in engine.wait(0.2):
                pass
    if not worker.pid:
        fix = "look for limits of processes (`ulimit -u`), and run `fairlead run --engine local`."
        finding = Finding("worker-not-started", Severity.ERROR, "No worker process could be started.", fix=fix)
        return Seen("no worker", (finding,))
    return Seen(f"pipeline '{graph.name}': {len(graph.tasks)} tasks, loaded, and a worker forked from its loader")
