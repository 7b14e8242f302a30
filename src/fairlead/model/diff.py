"""What is different between two versions of a model, by their documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

SECTIONS = ("metrics", "params", "versions", "schema", "data", "code", "suite", "pipeline", "target")
"""In the order in which a person asks."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Say that one thing is different: in which section, which, and what it was and is; None where it is not there."""

    section: str
    name: str
    before: Any
    after: Any


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """Return what is different between the documents of two models, in the order of `SECTIONS`.

    >>> card = {"metrics": {"auc": 0.84}, "params": {}, "versions": {}, "task": "binary", "classes": [], "seed": 1}
    >>> card |= {"data_digest": "a", "code_digest": "b", "pipeline_digest": "c", "rows": 10}
    >>> one = {"card": card, "schema": {"columns": []}, "suite": None}
    >>> differences(one, {**one, "card": {**card, "metrics": {"auc": 0.85}}})
    [Difference(section='metrics', name='auc', before=0.84, after=0.85)]
    """
    old, new = before["card"], after["card"]
    found = [
        *_in("metrics", old["metrics"], new["metrics"]),
        *_in("params", {**old["params"], "seed": old["seed"]}, {**new["params"], "seed": new["seed"]}),
        *_in("versions", old["versions"], new["versions"]),
        *_in("schema", _columns(before), _columns(after)),
        *_in("data", _named(old, "data_digest", "rows"), _named(new, "data_digest", "rows")),
        *_in("code", _named(old, "code_digest"), _named(new, "code_digest")),
        *_in("suite", {"rules": before["suite"]}, {"rules": after["suite"]}),
        *_in("pipeline", _named(old, "pipeline_digest"), _named(new, "pipeline_digest")),
        *_in("target", _named(old, "task", "classes"), _named(new, "task", "classes")),
    ]
    return sorted(found, key=lambda one: SECTIONS.index(one.section))


def _in(section: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Difference]:
    for name in dict.fromkeys([*before, *after]):
        if before.get(name) != after.get(name):
            yield Difference(section, name, before.get(name), after.get(name))


def _named(card: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name.removesuffix("_digest"): card[name] for name in names}


def _columns(documents: Mapping[str, Any]) -> dict[str, str]:
    """Return each column in a few words: what a request has to bring."""
    return {one["name"]: _words(one) for one in documents["schema"]["columns"]}


def _words(column: Mapping[str, Any]) -> str:
    parts = [column["kind"], "may be missing" if column["nullable"] else ""]
    if column["categories"] is not None:
        parts.append(f"{len(column['categories'])} values")
    if column["low"] is not None:
        parts.append(f"{column['low']} to {column['high']}")
    return ", ".join(part for part in parts if part)
