"""Look at a model again, without keeping new batches, writing the look down, or telling anybody: for a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fairlead.clock import Clock, SystemClock
from fairlead.monitor.batches.shelf import Shelf
from fairlead.monitor.watching.look import Look
from fairlead.monitor.watching.looking import look_at
from fairlead.project.models import registry_in
from fairlead.project.monitoring.log_batches import has_log
from fairlead.project.monitoring.settings import watched_of
from fairlead.project.monitoring.subject import subject_of
from fairlead.project.monitoring.watch import known_of
from fairlead.project.serving import log_folder
from fairlead.project.settings import Project

LOOKS = 20
"""So many of the latest looks are told."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Hold what is known of a model in production.

    Parameters
    ----------
    model : its name; None if the registry has no model.
    look : None if no batch is kept.
    looks : the latest that were written down, newest first; retrainings : runs that were started for a new model.
    has_log : whether its predictions are logged.
    """

    model: str | None
    look: Look | None = None
    looks: tuple[dict[str, Any], ...] = ()
    retrainings: tuple[dict[str, Any], ...] = ()
    has_log: bool = False


def standing_of(project: Project, *, batch: str | None = None, clock: Clock | None = None) -> Standing:
    """Return what is known of the model that is watched.

    Parameters
    ----------
    batch : to look at; the latest whose time is over if not given.

    Raises
    ------
    ProjectError, MonitorError
        The settings make no sense.
    ServingError
        There are several models, and the settings do not say which.
    BatchError
        There is no such batch.
    """
    watched, now = watched_of(project), (clock or SystemClock()).now()
    with project.open_store() as store:
        registry = registry_in(store, project)
        names = registry.names()
        if not names or (watched.model is not None and watched.model not in names):
            return Standing(None)
        subject = subject_of(registry, watched.model)
        shelf = Shelf(store, project.open_blobs(), subject.name)
        look = look_at(shelf, watched, known_of(store, subject), now=now, name=batch)
        return Standing(
            model=subject.name,
            look=look,
            looks=tuple(store.monitoring.looks(subject.name, LOOKS)),
            retrainings=tuple(store.monitoring.retrainings(subject.name)),
            has_log=has_log(log_folder(project, subject.name)),
        )
