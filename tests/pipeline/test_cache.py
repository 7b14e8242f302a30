"""The cache key: changed by what can change a result, by nothing else, and explained in words."""

from typing import Any

import pytest

from fairlead.pipeline.cache import Parts, canonical, differences, key_of, key_parts
from fairlead.pipeline.spec import TaskSpec

SPEC: dict[str, Any] = {
    "data": ("extract",),
    "code": {"pieces": {"clean": "11", "helper": "22"}, "unknown": []},
    "params": {"n": 1},
    "versions": {"polars": "1.0"},
    "wiring": {"extract": "extract"},
    "seed": 7,
    "condition": "check.passed",
}
GIVEN: dict[str, Any] = {
    "inputs": {"extract": "aa"},
    "before": {"side": "bb"},
    "files": {"source": "cc"},
    "run": {"logical_date": "2026-11-23"},
    "item": "dd",
    "salt": None,
}


def parts(spec: dict[str, Any] | None = None, **given: Any) -> Parts:
    return key_parts(TaskSpec("clean", **{**SPEC, **(spec or {})}), **{**GIVEN, **given})


CHANGES: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "code": ({"code": {"pieces": {"clean": "11", "helper": "33"}}}, {}, "the code of `helper()` changed"),
    "new code": (
        {"code": {"pieces": {"clean": "11", "helper": "22", "more": "1"}}},
        {},
        "the code of `more()` is new",
    ),
    "less code": ({"code": {"pieces": {"clean": "11"}}}, {}, "the code of `helper()` is gone"),
    "parameter": ({"params": {"n": 2}}, {}, "parameter n changed from 1 to 2"),
    "type of a parameter": ({"params": {"n": "1"}}, {}, "parameter n changed from 1 to '1'"),
    "version": ({"versions": {"polars": "2.0"}}, {}, "the version of polars changed from 1.0 to 2.0"),
    "wiring": ({"wiring": {"extract": "b"}}, {}, "where extract comes from changed from extract to b"),
    "seed": ({"seed": 8}, {}, "the seed changed"),
    "condition": ({"condition": "check.fine"}, {}, "the condition changed"),
    "input": ({}, {"inputs": {"extract": "ab"}}, "the output of `extract` changed"),
    "task before": ({}, {"before": {"side": "bc"}}, "`side`, which comes before, changed"),
    "file": ({}, {"files": {"source": "cd"}}, "the file of source changed"),
    "date": ({}, {"run": {"logical_date": "2027"}}, "logical_date changed from 2026-11-23 to 2027"),
    "item": ({}, {"item": "de"}, "the item changed"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_every_part_changes_the_key_and_is_named(change: str) -> None:
    spec, given, words = CHANGES[change]
    old, new = parts(), parts(spec, **given)
    assert key_of(old) != key_of(new)
    assert list(differences(old, new)) == [words]


def test_equal_parts_give_equal_keys_whatever_their_order() -> None:
    turned = {"code": {"unknown": [], "pieces": {"helper": "22", "clean": "11"}}}
    assert key_of(parts()) == key_of(parts(turned))
    assert list(differences(parts(), parts(turned))) == []


def test_what_says_how_a_task_runs_is_no_part_of_its_result() -> None:
    how = {
        "retries": {"*": 3},
        "timeout": 5.0,
        "pool": "db",
        "executor": "thread",
        "doc": "x",
        "location": "y:1",
    }
    assert key_of(parts()) == key_of(parts(how))


def test_a_salt_keeps_results_of_two_runs_apart() -> None:
    assert len({key_of(parts(salt=run)) for run in (None, "run-1", "run-2")}) == 3


def test_the_key_of_another_task_with_the_same_code_is_another() -> None:
    one, other = (key_parts(TaskSpec(name, **SPEC), **GIVEN) for name in ("a", "b"))
    assert key_of(one) != key_of(other)


def test_canonical_json_does_not_depend_on_the_order_of_keys() -> None:
    assert canonical({"b": 1, "a": [1, {"d": None, "c": 2}]}) == '{"a":[1,{"c":2,"d":null}],"b":1}'
