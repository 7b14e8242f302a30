"""Champions: does each load here, answer as it did in training, and have a plan that is proved on this machine."""

from __future__ import annotations

from importlib.util import find_spec

from fairlead.errors import FairleadError
from fairlead.finding import Finding, Severity, Where
from fairlead.model.retention import CHAMPION
from fairlead.project.doctor.store import is_ready
from fairlead.project.doctor.subject import Seen, Subject, doubt, note


def check_champions(subject: Subject) -> Seen:
    """Load each champion, and prove its plan for single rows anew; nothing of that is kept."""
    project = subject.project
    if project is None or not is_ready(project.store_location):
        return Seen("")
    if find_spec("sklearn") is None:
        return Seen("models: scikit-learn is not installed")
    findings: list[Finding] = []
    said = []
    with project.open_registry(actor="fairlead doctor") as registry:
        held = [(name, one) for name, rows in registry.holders().items() for one in rows]
        champions = [(name, one.version) for name, one in held if one.alias == CHAMPION]
        for name, version in champions:
            label = f"{name}:{version}"
            try:
                model = registry.load(name, version)
            except FairleadError as error:
                where = Where(file=label)
                findings.append(Finding("champion-unusable", Severity.ERROR, error.message, where, fix=error.hint))
                continue
            from fairlead.serve.plan import compile_plan  # imports scikit-learn; only where there is a model

            found = compile_plan(model)
            if found.difference is not None:
                message = f"The plan of {label} does not answer as its pipeline does on this machine: {found.reason}"
                fix = "it is served by its pipeline here, and slower; install the versions that it was trained with."
                findings.append(doubt("champion-differs", message, fix))
            elif found.plan is None:
                message = f"{label} has no plan for single rows: {found.reason}"
                findings.append(note("champion-without-plan", message))
            said.append(f"{label} {'proved on ' + str(found.checked) + ' rows' if found.plan else 'by its pipeline'}")
    return Seen(f"champions: {', '.join(said)}" if said else "no champion yet" if not findings else "", tuple(findings))
