"""The registry of a project: its store, its outputs, and what its settings say about models."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fairlead.blobs import open_blobs
from fairlead.clock import SystemClock
from fairlead.errors import ServingError, UnknownModelError
from fairlead.model.registry import Registry
from fairlead.model.retention import CHAMPION
from fairlead.pipeline.crash import crash_point
from fairlead.project.settings import Project
from fairlead.store import Store


@contextmanager
def open_registry(project: Project, *, actor: str | None = None) -> Iterator[Registry]:
    """Open the registry of a project.

    A model may outlive the run that made it by years, so its files and its row also survive a power cut, whatever the
    project says about its runs. From now on the modules of the project can be imported: a stored model may need them.

    Parameters
    ----------
    actor : who does what is done; the user of this process if not given.
    """
    with Store(project.store_location, durable=True) as store:
        yield registry_in(store, project, actor=actor)


def registry_in(store: Store, project: Project, *, actor: str | None = None) -> Registry:
    """Return the registry of a project in its open store; see `open_registry`."""
    blobs = open_blobs(project.blobs_location, cache=str(project.state / "cache"), durable=True, step=crash_point)
    _make_importable(project.folder)
    return Registry(store, blobs, SystemClock(), actor or user_name(), trusted=project.trusted, step=crash_point)


def read_reference(text: str) -> tuple[str, int | str]:
    """Return the name of a model and which version is meant: ``churn``, ``churn@challenger`` or ``churn:3``.

    Raises
    ------
    UnknownModelError
        What stands behind the colon is no number, or nothing stands behind the @.

    >>> read_reference("churn"), read_reference("churn@challenger"), read_reference("churn:3")
    (('churn', 'champion'), ('churn', 'challenger'), ('churn', 3))
    """
    if "@" in text:
        name, _, alias = text.partition("@")
        if not alias:
            raise UnknownModelError.bad_reference(text)
        return name, alias
    name, colon, number = text.partition(":")
    if not colon:
        return name, CHAMPION
    if not number.isdecimal():
        raise UnknownModelError.bad_reference(text)
    return name, int(number)


def meant(registry: Registry, reference: str | None) -> tuple[str, int | str]:
    """Return the name of a model and which version is meant; without a reference the champion of the only model.

    Raises
    ------
    UnknownModelError
        See `read_reference`.
    ServingError
        There is no reference, and not one model.
    """
    return (only_name(registry), CHAMPION) if reference is None else read_reference(reference)


def only_name(registry: Registry) -> str:
    """Return the name of the only model that there is.

    Raises
    ------
    ServingError
        There is none, or there are several.
    """
    names = registry.names()
    if len(names) != 1:
        raise ServingError.which_model(names)
    return names[0]


def user_name() -> str:
    """Return who runs this process, as the system knows it."""
    try:
        return getpass.getuser()  # from the environment, or the password database
    except (OSError, KeyError):  # a container may have neither
        return "unknown"


def _make_importable(folder: Path) -> None:
    if str(folder) not in sys.path:
        sys.path.append(str(folder))  # at the end: nothing that can be imported anyway is hidden
