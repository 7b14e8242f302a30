"""One look at a model of the project: new batches are kept, the look is written down, news is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from fairlead.clock import Clock, SystemClock
from fairlead.errors import FairleadError
from fairlead.monitor.batches.answered import Answered
from fairlead.monitor.batches.batch import Batch
from fairlead.monitor.batches.shelf import Shelf
from fairlead.monitor.watching.look import Look
from fairlead.monitor.watching.looking import Known, look_at
from fairlead.monitor.watching.scoring import Score
from fairlead.monitor.watching.settings import Watched
from fairlead.project.models import only_name, registry_in
from fairlead.project.monitoring.alerts import Told, message_of, news, tell
from fairlead.project.monitoring.keeping import Put, keep
from fairlead.project.monitoring.log_batches import earlier_rows, has_log, new_batches
from fairlead.project.monitoring.settings import watched_of
from fairlead.project.monitoring.subject import Subject, subject_of
from fairlead.project.monitoring.table_batches import Columns, TableSource, ask
from fairlead.project.serving import log_folder
from fairlead.project.settings import Project
from fairlead.store import Store

if TYPE_CHECKING:
    import polars as pl

    from fairlead.model import Registry

OnBatch = Callable[[Put], None]


@dataclass(frozen=True, slots=True)
class Watch:
    """Hold one look and what came with it.

    Parameters
    ----------
    look : None if no batch is kept yet.
    kept : batches that are new or have changed; told : who was told of news.
    """

    model: str
    look: Look | None
    kept: tuple[Put, ...] = ()
    told: tuple[Told, ...] = ()


def watch_model(
    project: Project,
    *,
    model: str | None = None,
    batch: str | None = None,
    reference: str | None = None,
    tells: bool = True,
    on_batch: OnBatch = lambda put: None,
    clock: Clock | None = None,
) -> Watch:
    """Keep the new batches of the log, look at a model, write the look down, and tell what is new.

    Parameters
    ----------
    model : None for that of the settings, or the only one that there is.
    batch : to look at; the latest whose time is over if not given.
    reference : what to compare with, in the place of that of the settings.
    tells : whether the look is written down and alerts are sent; not where somebody looks back.

    Raises
    ------
    ProjectError, MonitorError
        The settings make no sense.
    UnknownModelError, ServingError
        There is no such model, or it is not said which.
    BatchError
        There is no such batch, or no such reference.
    """
    watched = watched_of(project)
    if reference is not None:
        watched = replace(watched, reference=reference)
    time = clock or SystemClock()
    with project.open_store() as store:
        registry = registry_in(store, project)
        subject = subject_of(registry, model or watched.model)
        shelf = Shelf(store, project.open_blobs(), subject.name)
        kept = list(_from_log(project, store, registry, shelf, subject, watched, time.now(), on_batch))
        version, metrics = subject.target
        target = {"model": subject.name, "version": version, "at": time.now(), "metrics": {**metrics}}
        with store.transaction():
            store.monitoring.begin_target(target)
        known = known_of(store, subject)
        look = look_at(shelf, watched, known, now=time.now(), name=batch, is_asked=reference is not None)
        if look is None or not tells:
            return Watch(subject.name, look, tuple(kept))
        before = next(iter(store.monitoring.looks(subject.name, 1)), None)
        with store.transaction():
            store.monitoring.add_look(_row(look))
    found = news(look, before)
    told: list[Told] = []
    if found:
        told = tell(
            watched.alerts, message_of(look, found, project=project.name, folder=project.folder), project.folder
        )
    return Watch(subject.name, look, tuple(kept), tuple(told))


def add_table(
    project: Project,
    table: Any,
    path: str,
    columns: Columns,
    *,
    model: str | None = None,
    replaces: bool = False,
    on_batch: OnBatch = lambda put: None,
    clock: Clock | None = None,
) -> tuple[str, list[Put]]:
    """Keep the batches of a table, and return the name of the model and what became of them.

    Raises
    ------
    BatchError
        It is not said which batch the rows are; a column is not there, or holds something else; there is a batch of
        that name with other rows.
    UnknownModelError, ServingError, ProjectError, MonitorError
        See `watch_model`.
    """
    watched = watched_of(project)
    time = clock or SystemClock()
    with project.open_store() as store:
        registry = registry_in(store, project)
        subject = subject_of(registry, model or watched.model)
        shelf = Shelf(store, project.open_blobs(), subject.name)
        source = TableSource(
            table, path, columns, subject, watched, time.now(), lambda: registry.load(subject.name, subject.version)
        )
        done = []
        for intake in source.intakes():
            put = keep(store, shelf, intake, watched, subject, time.now(), replaces=replaces)
            on_batch(put)
            done.append(put)
        return subject.name, done


def _from_log(
    project: Project,
    store: Store,
    registry: Registry,
    shelf: Shelf,
    subject: Subject,
    watched: Watched,
    now: float,
    on_batch: OnBatch,
) -> Any:
    folder = log_folder(project, subject.name)
    if not has_log(folder):
        return
    known = {one.name: one for one in shelf.batches()}
    fresh = _challenger(registry, subject, watched)
    for intake in new_batches(folder, subject, watched, known, now, fresh):
        put = keep(
            store, shelf, intake, watched, subject, now,
            replaces=True, earlier=lambda began: earlier_rows(folder, subject, began),
        )  # fmt: skip
        on_batch(put)
        if put.kept != "same":
            yield put


def _challenger(
    registry: Registry, subject: Subject, watched: Watched
) -> Callable[[pl.DataFrame, float], Mapping[str, Answered]] | None:
    """Return what asks the challenger of the registry; None if there is none."""
    alias = watched.challenger
    held = {one.alias: one.version for one in registry.holders(subject.name).get(subject.name, ())}
    if alias is None or alias not in held:
        return None
    version = registry.get(subject.name, held[alias])

    def fresh(table: pl.DataFrame, began: float) -> Mapping[str, Answered]:
        if version.at > began:  # it may have learned from these very rows
            return {}
        try:
            return {
                str(version): ask(registry.load(subject.name, version.version), table, [None] * len(table), subject)
            }
        except FairleadError:  # it may need other columns
            return {}

    return fresh


def known_of(store: Store, subject: Subject) -> Known:
    """Return what is known of a model apart from its batches."""
    row = store.monitoring.target(subject.name) or {"metrics": subject.target[1]}
    first: dict[str, Score] = {}
    scores: dict[str, Score] = {}
    for one in store.monitoring.scores(subject.name):
        score = Score.from_dict(one["data"])
        scores[one["batch"]] = score
        if score.estimate is not None:
            first.setdefault(one["batch"], score)
    return Known(
        training=subject.training,
        untrained=subject.untrained,
        target=row["metrics"],
        trained=subject.trained,
        scores=scores,
        first_scores=first,
    )


def _row(look: Look) -> dict[str, Any]:
    from fairlead.finding.document import finite

    return {
        "model": look.model,
        "at": look.at,
        "batch": look.batch.name,
        "verdict": look.verdict.word,
        "findings": [finite(one.to_dict()) for one in look.findings],
    }


def kept_batches(project: Project, model: str | None = None) -> tuple[str, list[tuple[Batch, Score | None]]]:
    """Return the name of the model, and its batches with what was measured last of each.

    Raises
    ------
    UnknownModelError, ServingError, ProjectError, MonitorError
        See `watch_model`.
    """
    with project.open_store() as store:
        name = _name_of(project, store, model)
        scores = store.monitoring.latest_scores(name)
        rows = [Batch.from_row(row) for row in store.monitoring.batches(name)]
    found = {batch: Score.from_dict(row["data"]) for batch, row in scores.items()}
    return name, [(one, found.get(one.name)) for one in rows]


def past_looks(
    project: Project, model: str | None = None, count: int = 20
) -> tuple[str, list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the name of the model, the latest looks, and the runs that were started for a new model, newest first."""
    with project.open_store() as store:
        name = _name_of(project, store, model)
        return name, store.monitoring.looks(name, count), store.monitoring.retrainings(name)


def remove_batch(project: Project, batch: str, model: str | None = None) -> str:
    """Forget a batch, and return the name of its model.

    Raises
    ------
    BatchError
        There is no such batch.
    """
    with project.open_store() as store:
        name = _name_of(project, store, model)
        Shelf(store, project.open_blobs(), name).batch(batch)
        with store.transaction():
            store.monitoring.remove(name, batch)
        return name


def _name_of(project: Project, store: Store, model: str | None) -> str:
    name = model or watched_of(project).model
    registry = registry_in(store, project)
    return only_name(registry) if name is None else registry.versions(name, retired=True)[0].name
