"""The model that is watched: what it answers, what its training looked like, what was promised of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fairlead.errors import FairleadError
from fairlead.model import Registry
from fairlead.model.retention import CHAMPION
from fairlead.model.target import Task
from fairlead.monitor.batches.training import training_profile
from fairlead.monitor.profiles.table import Profile
from fairlead.project.models import only_name


@dataclass(frozen=True, slots=True)
class Subject:
    """Hold what is known of the model that is watched.

    Parameters
    ----------
    version : the champion; without one, the newest.
    inputs : the columns that it needs.
    training : the profile of its rows of the training; None if nothing is kept, as `untrained` says.
    trained : when each version was put into the registry, seconds since 1970-01-01 UTC.
    target : version and metrics of the first champion that is still known.
    """

    name: str
    version: int
    task: Task
    classes: tuple[Any, ...]
    inputs: tuple[str, ...]
    training: Profile | None
    untrained: str
    trained: Mapping[int, float]
    target: tuple[int, Mapping[str, float]]


def subject_of(registry: Registry, name: str | None) -> Subject:
    """Return what is known of a model.

    Parameters
    ----------
    name : None for the only one that there is.

    Raises
    ------
    UnknownModelError, ServingError
        There is no such model, or it is not said which.
    """
    model = only_name(registry) if name is None else name
    versions = registry.versions(model, retired=True)
    held = next((one.version for one in registry.holders(model).get(model, ()) if one.alias == CHAMPION), None)
    version = versions[0].version if held is None else held
    documents = registry.documents(model, version)
    card = documents["card"]
    classes = tuple(card["classes"])
    training, untrained = None, ""
    try:
        training = training_profile(documents["reference"], classes)
    except (FairleadError, KeyError, TypeError, ValueError) as error:  # a model that came from elsewhere
        untrained = f"{type(error).__name__}: {error}"
    first = min(registry.versions(model, retired=True), key=lambda one: (not one.metrics, one.version))
    return Subject(
        name=model,
        version=version,
        task=card["task"],
        classes=classes,
        inputs=tuple(one["name"] for one in documents["schema"]["columns"]),
        training=training,
        untrained=untrained,
        trained={one.version: one.at for one in versions},
        target=(first.version, dict(first.metrics)),
    )
