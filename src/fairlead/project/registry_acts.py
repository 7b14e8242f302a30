"""Put a model into use, or take it back, as a person at a page decides it: against the holder that they have seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from fairlead.errors import StaleChampionError
from fairlead.model.registry import Registry
from fairlead.model.retention import CHAMPION
from fairlead.model.version import Holder
from fairlead.project import work
from fairlead.project.settings import Project
from fairlead.project.work import Tell, Work

KIND = "promote"


def promotion_of(project: Path, name: str) -> Work | None:
    """Return the last promotion of a model that was asked for from a page; None if there was none."""
    return work.work_of(project, KIND, work.key_of(name))


def begin_promotion(
    project: Path,
    name: str,
    version: int,
    *,
    alias: str = CHAMPION,
    expect: int | None,
    why: str,
    trained_on: str = "",
) -> Work:
    """Begin to put a version into use: its server is compared with the trained model first, which takes a while.

    Parameters
    ----------
    expect : who holds the alias as far as the person knows; None if nobody does.
    trained_on : the table that the version was trained on, by the name that `tables_for` gives it; its plan for single
        rows is proved on these rows too.

    Raises
    ------
    PromotionError, StaleChampionError, UnknownModelError
        It is not possible, which is known at once; nothing was begun.
    """
    with Project.find(project, needs_pipeline=False).open_registry() as registry:
        registry.check_promotion(name, version, alias, expect=expect, why=why)
    given = {"name": name, "version": version, "alias": alias, "expect": expect, "why": why, "trained_on": trained_on}
    return work.begin(project, KIND, work.key_of(name), given)


def promote_asked(folder: Path, given: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    """Promote a version: the body of the work.

    Raises
    ------
    ParityError, StaleChampionError, PromotionError, UnknownModelError, ModelInputError, CheckError
        See `fairlead.project.promotion.promote` and `table_named`; the alias has not moved.
    """
    from fairlead.frame import read_table
    from fairlead.project.promotion import promote
    from fairlead.project.suites.running import table_named

    project = Project.find(folder, needs_pipeline=False)
    version = f"{given['name']}:{given['version']}"
    rows = table_named(project, given["trained_on"]) if given.get("trained_on") else None
    tell({"what": f"A server of {version} answers its golden rows and drawn ones; they are compared with the model."})
    with project.open_registry() as registry:
        done = promote(
            project, registry, given["name"], given["version"], given["alias"],
            expect=given["expect"], why=given["why"], training=read_table(rows) if isinstance(rows, str) else rows,
        )  # fmt: skip
    parity = None if done.parity is None else {"rows": done.parity.rows, "different": done.parity.different}
    return {"is_new": done.is_new, "parity": parity, "plan": done.plan, "holder": asdict(done.holder)}


def roll_back(registry: Registry, name: str, *, alias: str = CHAMPION, expect: int, to: int | None, why: str) -> Holder:
    """Give an alias back, if the holder is the one that the person has seen; see `Registry.rollback`.

    Raises
    ------
    StaleChampionError
        Another version holds the alias by now; nothing was changed.
    PromotionError, UnknownModelError
        See `Registry.rollback`.
    """
    now = registry.holder(name, alias).version
    if now != expect:
        raise StaleChampionError.of(name, alias, expect, now)
    return registry.rollback(name, alias, to, why=why)
