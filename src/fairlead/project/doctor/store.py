"""The store: whether it can be reached and written, whether this Fairlead understands it, which runs are left lying."""

from __future__ import annotations

from pathlib import Path

from fairlead.errors import FairleadError
from fairlead.finding import Finding, Severity
from fairlead.pipeline.owner import is_dead
from fairlead.project.doctor.machine import file_system, is_network
from fairlead.project.doctor.subject import Seen, Subject, doubt, fault, note
from fairlead.project.schedule import STARTED
from fairlead.store import Store
from fairlead.store.inspection import Inspection, inspect

SKEW = 2.0
"""Seconds of difference between clocks: a lease is 10 s long, and its owner renews it every 2."""

FAR = 0.05
"""Seconds for one answer of a server: a task costs some, and each waits for them."""

CROWDED = 0.9
"""Share of a server's connections in use."""


def check_store(subject: Subject) -> Seen:
    """Reach the store, write something that is undone, and compare versions and clocks."""
    project = subject.project
    if project is None:
        return Seen("")
    try:
        found = inspect(project.store_location, subject.clock)
    except FairleadError as error:
        said = "the store cannot be used"
        return Seen(said, (Finding("store-unusable", Severity.ERROR, error.message, fix=error.hint),))
    findings = [*_of_version(found), *_of_writing(found, project.store_location)]
    if found.kind == "sqlite":
        return Seen(_said_of_file(found), (*findings, *_of_place(found, project.store_location)))
    findings += _of_server(found)
    return Seen(f"PostgreSQL answers in {1000 * found.seconds:.1f} ms, tables of version {found.version}", (*findings,))


def check_runs(subject: Subject) -> Seen:
    """Look for runs that nobody works on any more, and for those that wait to be finished."""
    project = subject.project
    if project is None or not is_ready(project.store_location):
        return Seen("")
    findings: list[Finding] = []
    now = subject.clock.now()
    with Store(project.store_location) as store:  # not `open_store`, which would mark what is to be told here
        running = store.runs.recent(1000, state="running")
        waiting = store.runs.recent(1000, state="interrupted")
        for row in running:
            dead = is_dead(row["owner"]) if row["owner"] else None
            if dead or (dead is None and row["lease"] < now):
                why = "its process has died" if dead else f"it gave no sign of life for {now - row['lease']:.0f} s"
                fix = f"`fairlead resume {row['id'][-6:]}` finishes it."
                findings.append(doubt("orphan-run", f"Run {row['id']} counts as running, and {why}.", fix))
            elif dead is False and row["lease"] < now - 60.0:
                message = f"Run {row['id']} has an owner that lives and has been silent for {now - row['lease']:.0f} s."
                fix = f"it may be suspended: look at process {row['owner']['pid']}, or `fairlead cancel`."
                findings.append(doubt("silent-owner", message, fix))
        for row in waiting[:1]:
            message = f"{len(waiting)} runs were interrupted and wait to be finished, the latest {row['id']}."
            findings.append(note("interrupted-runs", message, f"`fairlead resume {row['id'][-6:]}`."))
        names = [one["name"] for one in store.schedules.all()]
        taken = [slot for name in names for slot in store.schedules.slots(name, (STARTED,))]
    stuck = [slot for slot in taken if slot["decided"] < now - 3600]
    for slot in stuck[:1]:
        message = f"{len(stuck)} slots of schedules were taken over an hour ago and have not ended."
        fix = "`fairlead schedule start` goes on with them."
        findings.append(note("open-slots", message, fix, schedule=slot["schedule"]))
    return Seen(f"{len(running)} runs in work, {len(waiting)} interrupted", tuple(findings))


def is_ready(location: str) -> bool:
    """Tell whether there is a store that can be asked without being made or migrated."""
    try:
        found = inspect(location)
    except FairleadError:
        return False
    return found.exists and found.version == found.wanted and found.trouble is None


def _of_version(found: Inspection) -> list[Finding]:
    if found.version > found.wanted:
        message = f"A newer Fairlead has written the store: version {found.version}; this one knows {found.wanted}."
        return [fault("store-too-new", message, "upgrade Fairlead here: `pip install --upgrade fairlead`.")]
    if 0 < found.version < found.wanted:
        message = f"The store is of version {found.version}; the next command here brings it to {found.wanted}."
        fix = "upgrade every machine that uses it first: an older Fairlead refuses it afterwards."
        return [note("store-older", message, fix)]
    return []


def _of_writing(found: Inspection, location: str) -> list[Finding]:
    if found.trouble is None:
        return []
    fix = "check who owns the file and its folder (`ls -l`), or what the database's user is granted."
    return [fault("store-not-writable", f"The store cannot be written: {found.trouble.rstrip('.')}.", fix)]


def _of_place(found: Inspection, location: str) -> list[Finding]:
    path = Path(location.removeprefix("sqlite:///"))
    kind = file_system(path.parent)
    if is_network(kind):
        message = f"The store is an SQLite file on a network file system ({kind})."
        why = "SQLite's log needs shared memory and locks that such file systems do not keep: two machines destroy it."
        fix = "put store.url on a disk of this machine, or on PostgreSQL if several machines share the project."
        return [fault("sqlite-on-network", message, fix, why=why, journal=found.journal)]
    if found.exists and found.version and found.journal != "wal":
        message = f"The store keeps its changes as '{found.journal}', not as 'wal': readers wait for writers."
        return [doubt("journal-not-wal", message, "the next run switches it, unless the file system cannot do that.")]
    return []


def _of_server(found: Inspection) -> list[Finding]:
    findings = []
    if found.ahead is not None and abs(found.ahead) > SKEW:
        which = "ahead of" if found.ahead > 0 else "behind"
        message = f"The clock of the database server is {abs(found.ahead):.1f} s {which} the one here."
        why = "whether the owner of a run still lives is decided by clocks."
        fix = "let NTP set the clocks of all machines (`timedatectl`)."
        findings.append(doubt("clock-skew", message, fix, why=why))
    if found.seconds > FAR:
        message = f"The database server takes {1000 * found.seconds:.0f} ms for an answer."
        findings.append(doubt("store-far", message, "run the coordinator nearer to it: each task waits for it."))
    if found.others is not None and found.limit and found.others > CROWDED * found.limit:
        message = f"{found.others} of the {found.limit} connections of the database server are taken."
        fix = "raise max_connections, or put a pooler in session mode in front: each coordinator takes one."
        findings.append(doubt("connections-scarce", message, fix))
    return findings


def _said_of_file(found: Inspection) -> str:
    if not found.exists:
        return "no store yet: the first run makes it"
    return f"SQLite, tables of version {found.version}, journal {found.journal}"
