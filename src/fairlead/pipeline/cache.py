"""Whether a stored result may stand for a run of a task: the cache key and its parts.

The key is a digest of everything that can change the result: the normalised code of the function and its
project-local helpers, parameters, the content of the inputs, declared versions, and the seed. An upstream
task that only comes first (no data handed over) counts by its own key, because what it did cannot be seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from fairlead.blobs import digest_of
from fairlead.pipeline.spec import TaskSpec
from fairlead.store.text import writer

SCHEMA = 1
"""Raised when the meaning of keys or the layout of outputs changes; older results are then not taken."""

Parts = dict[str, Any]


def key_parts(
    spec: TaskSpec,
    *,
    inputs: Mapping[str, str],
    before: Mapping[str, str],
    files: Mapping[str, str],
    run: Mapping[str, Any],
    item: str | None = None,
    salt: str | None = None,
) -> Parts:
    """Collect what decides about a task's result.

    Parameters
    ----------
    inputs : digest of the output of each upstream task that hands data over.
    before : cache key of each upstream task that only comes first.
    files : fingerprint of each input file.
    run : value of each parameter that the run provides (``seed``, ``logical_date``, ...).
    item : digest of the item, for one call of a mapped task.
    salt : the run's id, where a result must not outlive its run.
    """
    parts: Parts = {
        "schema": SCHEMA,
        "task": spec.id,
        "code": spec.code["pieces"],
        "wiring": spec.wiring,
        "params": spec.params,
        "inputs": inputs,
        "before": before,
        "files": files,
        "run": run,
        "versions": spec.versions,
        "condition": spec.condition,
        "seed": spec.seed,
        "item": item,
        "salt": salt,
    }
    return {name: value for name, value in parts.items() if value or name == "task"}


def key_of(parts: Parts) -> str:
    """Return the cache key of its parts: 64 hexadecimal digits.

    >>> key_of({"task": "a"}) == key_of({"task": "a"}) != key_of({"task": "b"})
    True
    """
    return key_of_text(canonical(parts))


def key_of_text(text: str) -> str:
    """Return the cache key of parts that are written down already, by `canonical`."""
    return digest_of(text.encode())


canonical = writer()
"""Write plain values as JSON in one way only."""

KIND_WORDS = {
    "code": "the code of `{name}()` {what}",
    "params": "parameter {name} {what}",
    "inputs": "the output of `{name}` {what}",
    "before": "`{name}`, which comes before, {what}",
    "files": "the file of {name} {what}",
    "versions": "the version of {name} {what}",
    "wiring": "where {name} comes from {what}",
    "run": "{name} {what}",
}


def differences(old: Parts, new: Parts) -> Iterator[str]:
    """Say in words what changed between the parts of two keys.

    >>> list(differences({"code": {"clean": "1"}}, {"code": {"clean": "2"}}))
    ['the code of `clean()` changed']
    >>> list(differences({"params": {"n": 1}}, {"params": {"n": 2}}))
    ['parameter n changed from 1 to 2']
    """
    for kind in KIND_WORDS:
        before, after = old.get(kind) or {}, new.get(kind) or {}
        for name in [*after, *(name for name in before if name not in after)]:
            if before.get(name) != after.get(name):
                what = _change(before, after, name, values=kind in ("params", "versions", "run", "wiring"))
                yield KIND_WORDS[kind].format(name=name, what=what)
    for kind, words in (
        ("seed", "the seed"),
        ("condition", "the condition"),
        ("item", "the item"),
        ("schema", "Fairlead's cache format"),
    ):
        if old.get(kind) != new.get(kind):
            yield f"{words} changed"


def _change(before: Mapping[str, Any], after: Mapping[str, Any], name: str, *, values: bool) -> str:
    if name not in before:
        return "is new"
    if name not in after:
        return "is gone"
    if not values:
        return "changed"
    old, new = str(before[name]), str(after[name])
    # Text that looks like a number is shown in quotes where that is the difference.
    return f"changed from {before[name]!r} to {after[name]!r}" if old == new else f"changed from {old} to {new}"
