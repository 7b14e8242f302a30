"""The registry: every version of every model, which of them is in use, and who decided so, when and why."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from fairlead.blobs import Blobs
from fairlead.clock import Clock
from fairlead.errors import ModelError, PromotionError, StaleChampionError, StillNeededError, UnknownModelError
from fairlead.model.holders import earlier_of, ever_held
from fairlead.model.retention import CHAMPION, versions_to_retire
from fairlead.model.strategy import Strategy
from fairlead.model.version import Holder, Version
from fairlead.store import Store

if TYPE_CHECKING:
    from fairlead.model.model import Model

KEPT = 10
CHAMPION_DAYS = 90.0
"""How many of the newest versions stay, and for how long those stay that were champion, unless said otherwise."""

_is_name = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,99}").fullmatch


class Registry:
    """Keep versions of models, and say which one is in use.

    Parameters
    ----------
    store : where the rows are.
    blobs : where the files are; a durable one, so that a row is never on the disk before its files.
    actor : who does what is done.
    trusted : the project's own classes, functions and modules that may be in a model; from its settings.
    step : told "model-files-written", "version-written" and "version-committed"; a test stops the process there.
    """

    def __init__(
        self,
        store: Store,
        blobs: Blobs,
        clock: Clock,
        actor: str,
        *,
        trusted: Sequence[str] = (),
        step: Callable[[str], None] | None = None,
    ) -> None:
        self._store = store
        self._models = store.models
        self._blobs = blobs
        self._clock = clock
        self.actor = actor
        self.trusted = tuple(trusted)
        self._step = step or (lambda point: None)

    # --- versions

    def put(self, model: Model, *, run: str | None = None, why: str = "") -> Version:
        """Store a model as a new version; one with the same content keeps the version that it has.

        The files are written first, and then the row that makes them a version, so that a process that is killed at any
        moment leaves a whole version or none.

        Raises
        ------
        ModelError, UntrustedTypeError, GoldenMismatchError
            See `save_model`; nothing is stored.
        """
        from fairlead.model.bundle import bundle_files, write_files  # trains nothing, but imports scikit-learn

        _check_name("a model", model.name)
        files = bundle_files(model, trusted=self.trusted)
        while True:
            saved = write_files(files, self._blobs)
            self._step("model-files-written")
            with self._store.transaction():
                self._models.take_turns()
                # The garbage collection takes its turn too: what is there now stays, once a row names it.
                if all(self._blobs.stat(digest) is not None for digest in saved.parts.values()):
                    number = self._add(model, saved.digest, saved.parts, run, why)
                    self._step("version-written")
                    break
        self._step("version-committed")
        return self.get(model.name, number)

    def _add(self, model: Model, digest: str, parts: Mapping[str, str], run: str | None, why: str) -> int:
        known = self._models.with_digest(model.name, digest)
        if known is not None and known["retired"] is None:
            return int(known["version"])
        if known is not None:
            self._models.write_parts(model.name, known["version"], parts)
            self._models.write_retired(model.name, known["version"], None)
            self._log("restore", model.name, known["version"], why, run=run)
            return int(known["version"])
        card = model.documents()["card"]
        number = self._models.add(
            {
                "name": model.name, "digest": digest, "at": self._clock.now(), "run_id": run, "actor": self.actor,
                "why": why, "parts": dict(parts), "card": card,
            }
        )  # fmt: skip
        self._log("put", model.name, number, why, run=run)
        return number

    def names(self) -> list[str]:
        """Name every model."""
        return self._models.names()

    def versions(self, name: str | None = None, *, retired: bool = False) -> list[Version]:
        """Return the versions of a model, or of all, the newest first.

        Parameters
        ----------
        retired : bool, also those whose files may be gone.

        Raises
        ------
        UnknownModelError
            No model has this name.
        """
        rows = self._models.versions(name)
        if name is not None and not rows:
            raise UnknownModelError.of(name, self.names())
        held = self._aliases(name)
        return [
            Version.of(row, held.get((row["name"], row["version"]), ()))
            for row in rows
            if retired or row["retired"] is None
        ]

    def get(self, name: str, which: int | str = CHAMPION) -> Version:
        """Return one version, by its number or by an alias.

        Raises
        ------
        UnknownModelError
            There is no such model, version or alias.
        """
        number = int(which) if isinstance(which, int) or which.isdecimal() else self.holder(name, which).version
        row = self._models.version(name, number)
        if row is None:
            raise UnknownModelError.no_version(name, number, [one.version for one in self.versions(name)])
        return Version.of(row, self._aliases(name).get((name, number), ()))

    def load(self, name: str, which: int | str = CHAMPION) -> Model:
        """Load one version, and prove that it is what was stored.

        Raises
        ------
        UnknownModelError
            There is no such version, or it was retired.
        TamperedModelError, ModelVersionError, UntrustedTypeError, GoldenMismatchError
            See `load_model`.
        """
        from fairlead.model.bundle import Saved, load_model  # imports scikit-learn

        found = self._present(name, which)
        return load_model(self._blobs, Saved(found.digest, found.parts), trusted=self.trusted)

    def documents(self, name: str, which: int | str = CHAMPION) -> dict[str, Any]:
        """Return card, schema, suite, reference and golden rows of a version; its pipeline is not loaded.

        Raises
        ------
        UnknownModelError, TamperedModelError
            See `load`.
        """
        from fairlead.model.bundle import Saved, read_documents

        found = self._present(name, which)
        return read_documents(self._blobs, Saved(found.digest, found.parts))

    def files(self, name: str, which: int | str = CHAMPION) -> dict[str, bytes]:
        """Return the files of a version by name, as they were written.

        Raises
        ------
        UnknownModelError, TamperedModelError
            See `load`.
        """
        from fairlead.model.bundle import Saved, read_files

        found = self._present(name, which)
        return read_files(self._blobs, Saved(found.digest, found.parts))

    def damage(self, name: str, which: int | str = CHAMPION) -> list[str]:
        """Read all files of a version, and say of each that is not as it was written what is wrong with it.

        Raises
        ------
        UnknownModelError
            There is no such version, or it was retired.
        """
        from fairlead.model.bundle import Saved, damaged_parts

        found = self._present(name, which)
        return damaged_parts(self._blobs, Saved(found.digest, found.parts))

    def lacks_files(self, version: Version) -> bool:
        """Tell whether a file of a version that should be there is not; no file is read."""
        return version.retired is None and any(self._blobs.stat(one) is None for one in version.parts.values())

    # --- aliases

    def holder(self, name: str, alias: str = CHAMPION) -> Holder:
        """Return who holds an alias, and who is on trial beside it.

        Raises
        ------
        UnknownModelError
            There is no such model, or nobody holds the alias.
        """
        row = self._models.alias(name, alias)
        if row is None:
            self.versions(name, retired=True)  # says so if there is no such model
            raise UnknownModelError.no_alias(name, alias, [one["alias"] for one in self._models.aliases(name)])
        return Holder.of(row)

    def holders(self, name: str | None = None) -> dict[str, list[Holder]]:
        """Return who holds which alias, by the name of the model."""
        found: dict[str, list[Holder]] = {}
        for row in self._models.aliases(name):
            found.setdefault(row["name"], []).append(Holder.of(row))
        return found

    def promote(
        self,
        name: str,
        version: int,
        alias: str = CHAMPION,
        *,
        expect: int | None,
        why: str,
        strategy: Strategy | None = None,
        evidence: Mapping[str, Any] | None = None,
    ) -> Holder:
        """Give an alias to a version, or put it on trial beside the holder, if the holder is the expected one.

        Parameters
        ----------
        expect : int or None, the version that the decision was made against; None if nobody held the alias then.
        strategy : how it comes into use; it replaces the holder at once if not given. A trial ends with the next
            promotion or rollback of the alias.
        evidence : what the decision rests on, such as the verdict of a gate, as plain values; kept with the event.

        Raises
        ------
        UnknownModelError
            There is no such version.
        StaleChampionError
            Another version holds the alias. Nothing was changed.
        PromotionError
            No reason was given, or there is nobody beside whom a trial could run.
        """
        how = strategy or Strategy()
        with self._store.transaction():
            self._models.take_turns()
            before = self.check_promotion(name, version, alias, expect=expect, why=why, strategy=how)
            is_trial = how.kind != "replace"
            holder, trial = (before, version) if is_trial else (version, None)
            self._move(name, alias, holder, trial, how, why, expect)
            self._log(
                "trial" if is_trial else "promote", name, version, why,
                alias=alias, previous=before, strategy=str(how), evidence=dict(evidence or {}),
            )  # fmt: skip
        return self.holder(name, alias)

    def check_promotion(
        self, name: str, version: int, alias: str, *, expect: int | None, why: str, strategy: Strategy | None = None
    ) -> int | None:
        """Check that a promotion is possible now, without making it, and return the holder of the alias.

        Raises
        ------
        UnknownModelError, StaleChampionError, PromotionError
            See `promote`.
        """
        if not why.strip():
            raise PromotionError.why_missing("promotion")
        _check_name("an alias", alias)
        self._present(name, version)
        before = self._expected(name, alias, expect)
        if strategy is not None and strategy.kind != "replace" and before is None:
            raise PromotionError.nobody_beside(name, alias, strategy.kind)
        return before

    def rollback(self, name: str, alias: str = CHAMPION, to: int | None = None, *, why: str) -> Holder:
        """Give an alias back to a version that held it before; a trial ends, and then the holder stays.

        Parameters
        ----------
        to : any version that has held the alias; if not given, the one before the holder of now, or the holder itself
            while another version is on trial.

        Raises
        ------
        PromotionError
            No reason was given, or no such version has held the alias before.
        UnknownModelError
            There is no such model, or nobody holds the alias.
        """
        if not why.strip():
            raise PromotionError.why_missing("rollback")
        self.holder(name, alias)
        with self._store.transaction():
            self._models.take_turns()
            now = self.holder(name, alias)
            target = self._target(name, alias, now, to)
            self._move(name, alias, target, None, Strategy(), why, now.version)
            done = "rollback" if target != now.version else "end_trial"
            self._log(done, name, target, why, alias=alias, previous=now.trial or now.version)
        return self.holder(name, alias)

    def events(self, name: str) -> list[dict[str, Any]]:
        """Return all that happened to a model, in order: what, when, who and why.

        Raises
        ------
        UnknownModelError
            No model has this name.
        """
        self.versions(name, retired=True)
        return self._models.events(name)

    # --- looks at a holdout, and retention

    def look(self, name: str, holdout: str, *, why: str = "") -> int:
        """Note that a holdout was looked at to judge a version, and return how often that was by now.

        Parameters
        ----------
        holdout : digest of the rows. Each look makes it a little less of a holdout.
        """
        with self._store.transaction():
            self._models.take_turns()
            self._log("look", name, None, why, subject=holdout)
            return self._models.count(name, "look", holdout)

    def looks(self, name: str, holdout: str) -> int:
        """Return how often a holdout was looked at for this model."""
        return self._models.count(name, "look", holdout)

    def retire(self, name: str, version: int, *, why: str = "") -> None:
        """Give up a version: its row and its history stay, its files go with the next garbage collection.

        Raises
        ------
        StillNeededError
            It has an alias, or is on trial.
        UnknownModelError
            There is no such version.
        """
        self.get(name, version)
        with self._store.transaction():
            self._models.take_turns()
            self._check_unused(name, version)
            self._models.write_retired(name, version, self._clock.now())
            self._log("retire", name, version, why)

    def unneeded(self, name: str, newest: int = KEPT, *, champion_days: float = CHAMPION_DAYS) -> list[int]:
        """Return the versions that nothing needs any more; see `versions_to_retire`."""
        return versions_to_retire(
            self._models.versions(name),
            self._models.aliases(name),
            self._models.events(name),
            keep=newest,
            champion_days=champion_days,
            now=self._clock.now(),
        )

    def keep(self, name: str, newest: int = KEPT, *, champion_days: float = CHAMPION_DAYS) -> list[int]:
        """Retire the versions that nothing needs any more, and return them; see `versions_to_retire`.

        Raises
        ------
        UnknownModelError
            No model has this name.
        """
        self.versions(name, retired=True)
        with self._store.transaction():
            self._models.take_turns()
            gone = self.unneeded(name, newest, champion_days=champion_days)
            for version in gone:
                self._models.write_retired(name, version, self._clock.now())
                self._log("retire", name, version, f"not among the {newest} newest, and without an alias")
        return gone

    # --- pieces

    def _present(self, name: str, which: int | str) -> Version:
        found = self.get(name, which)
        if found.retired is not None:
            raise UnknownModelError.retired(name, found.version)
        return found

    def _aliases(self, name: str | None) -> dict[tuple[str, int], list[str]]:
        held: dict[tuple[str, int], list[str]] = {}
        for row in self._models.aliases(name):
            held.setdefault((row["name"], row["version"]), []).append(row["alias"])
        return held

    def _expected(self, name: str, alias: str, expect: int | None) -> int | None:
        row = self._models.alias(name, alias)
        before = None if row is None else int(row["version"])
        if before != expect:
            raise StaleChampionError.of(name, alias, expect, before)
        return before

    def _target(self, name: str, alias: str, now: Holder, to: int | None) -> int:
        events = self._models.events(name)
        if to is None and now.trial is not None:
            return now.version
        earlier = earlier_of(events, alias)
        held = ever_held(events, alias)
        others = [one for one in held if one != now.version]
        if to is None and not earlier:
            raise PromotionError.nothing_before(name, alias, now.version, others)
        target = earlier[0] if to is None else to
        if target == now.version:
            raise PromotionError.holds_already(name, target, alias)
        if target not in others:
            raise PromotionError.never_held(name, target, alias, others)
        self._present(name, target)
        return target

    def _move(
        self, name: str, alias: str, version: int | None, trial: int | None, how: Strategy, why: str, expect: int | None
    ) -> None:
        row = {
            "name": name, "alias": alias, "version": version, "trial": trial, "strategy": how.kind, "share": how.share,
            "at": self._clock.now(), "actor": self.actor, "why": why,
        }  # fmt: skip
        if not self._models.move(row, expect):
            found = self._models.alias(name, alias)
            raise StaleChampionError.of(name, alias, expect, None if found is None else found["version"])

    def _check_unused(self, name: str, version: int) -> None:
        for row in self._models.aliases(name):
            if version == row["version"]:
                raise StillNeededError.of(name, version, f"it is the {row['alias']}")
            if version == row["trial"]:
                raise StillNeededError.of(name, version, f"it is on trial beside the {row['alias']}")

    def _log(
        self, kind: str, name: str, version: int | None, why: str, *, alias: str | None = None,
        previous: int | None = None, subject: str | None = None, **data: Any,
    ) -> None:  # fmt: skip
        self._models.log(
            {
                "name": name, "at": self._clock.now(), "kind": kind, "version": version, "alias": alias,
                "previous": previous, "subject": subject, "actor": self.actor, "why": why,
                "data": {key: value for key, value in data.items() if value},
            }
        )  # fmt: skip


def _check_name(what: str, name: str) -> None:
    if not _is_name(name):
        raise ModelError.bad_name(what, name)
