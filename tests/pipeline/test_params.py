"""Parameters: read, layered, converted."""

import inspect
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from enum import Enum, IntEnum
from pathlib import Path
from typing import Annotated, Any, Literal, NewType, Optional

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.errors import ParamError, ProjectError
from fairlead.pipeline.params import (
    ParamSources,
    Untyped,
    convert,
    environment_params,
    parse_overrides,
    read_params,
    shown_type,
)


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


class Level(IntEnum):
    LOW = 1
    HIGH = 2


Rate = NewType("Rate", float)


def converted(value: object, annotation: Any) -> Any:
    return convert(value, annotation, name="n", source="params.toml")


@pytest.mark.parametrize(
    ("value", "annotation", "expected"),
    [
        (True, bool, True),
        (Untyped("Yes"), bool, True),
        (Untyped("0"), bool, False),
        (5, int, 5),
        ("5", int, 5),
        (5, float, 5.0),
        ("1e-3", float, 0.001),
        ("5", str, "5"),
        (Untyped("5"), str, "5"),
        ("data/x.csv", Path, Path("data/x.csv")),
        ("2026-01-31", date, date(2026, 1, 31)),
        (date(2026, 1, 31), date, date(2026, 1, 31)),
        (date(2026, 1, 31), datetime, datetime(2026, 1, 31)),
        ("2026-01-31T06:30", datetime, datetime(2026, 1, 31, 6, 30)),
        ("06:30", time, time(6, 30)),
        ("1h30m", timedelta, timedelta(minutes=90)),
        (Untyped("90"), timedelta, timedelta(seconds=90)),
        (90, timedelta, timedelta(seconds=90)),
        ("red", Colour, Colour.RED),
        (Untyped("BLUE"), Colour, Colour.BLUE),
        (Untyped("2"), Level, Level.HIGH),
        (2, Level, Level.HIGH),
        ("fast", Literal["fast", "slow"], "fast"),
        (Untyped("2"), Literal[1, 2], 2),
        (True, Literal[1, True], True),
        (Untyped("none"), int | None, None),
        (Untyped("7"), Optional[int], 7),  # noqa: UP045 - the old spelling must be understood too
        (Untyped("5"), int | str, 5),
        (Untyped("5"), str | int, 5),
        ("5", int | str, "5"),
        (3, float | int, 3),
        (Untyped("five"), int | str, "five"),
        ([1, 2], list[int], [1, 2]),
        ([1, 2], list[float], [1.0, 2.0]),
        (Untyped("[1, 2]"), list[int], [1, 2]),
        (Untyped("1,2"), list[int], [1, 2]),
        (Untyped("a, b"), Sequence[str], ["a", "b"]),
        (Untyped(""), list[str], []),
        ([1, 2], tuple[int, ...], (1, 2)),
        (["a", 2], tuple[str, int], ("a", 2)),
        ([1, 1, 2], set[int], {1, 2}),
        ([1, "a"], list, [1, "a"]),
        ({"a": 1}, dict[str, float], {"a": 1.0}),
        ({"1": ["x.csv"]}, dict[int, list[Path]], {1: [Path("x.csv")]}),
        (Untyped("{depth = 3}"), dict, {"depth": 3}),
        ({"a": 1}, Mapping[str, int], {"a": 1}),
        (5, Rate, 5.0),
        ("5", Annotated[int, "trees"], 5),
        (Untyped("5"), Any, 5),
        (Untyped("2026-01-31"), inspect.Parameter.empty, date(2026, 1, 31)),
        (Untyped("plain text"), Any, "plain text"),
        (Untyped("1\nother = 2"), Any, "1\nother = 2"),
        ("5", Any, "5"),
        (Untyped("5"), "Unresolved", 5),
    ],
)
def test_a_value_becomes_the_annotated_type(value: object, annotation: Any, expected: object) -> None:
    result = converted(value, annotation)
    assert result == expected
    assert type(result) is type(expected)


@pytest.mark.parametrize(
    ("value", "annotation"),
    [
        ("3.5", int),
        (3.0, int),
        (True, int),
        (True, float),
        (1, bool),
        ("maybe", bool),
        (5, str),
        (5, Path),
        ("", Path),
        ("31.01.2026", date),
        (datetime(2026, 1, 31), date),
        ("soon", timedelta),
        (True, timedelta),
        ("green", Colour),
        (3, Level),
        ("medium", Literal["fast", "slow"]),
        (1, Literal[True]),
        ("None", int | None),
        ("x", int | float),
        ([1, "a"], list[int]),
        ("a,b", list[str]),
        ([1, 2, 3], tuple[int, int]),
        ([1], dict[str, int]),
        ({"a": "x"}, dict[str, int]),
        ("x", bytes),
        (10**400, float),
    ],
)
def test_a_value_of_another_type_is_refused(value: object, annotation: Any) -> None:
    with pytest.raises(ParamError, match="parameter 'n'"):
        converted(value, annotation)


def test_a_refusal_says_value_type_and_source() -> None:
    with pytest.raises(ParamError) as caught:
        convert("3.5", int, name="n_trees", source="--param n_trees")
    assert "'n_trees'" in str(caught.value)
    assert "'3.5'" in str(caught.value)
    assert "expected int" in str(caught.value)
    assert "--param n_trees" in str(caught.value)


@given(st.one_of(st.integers(), st.floats(allow_nan=False), st.booleans(), st.text(max_size=30)))
def test_a_value_written_as_text_and_read_as_its_own_type_is_itself(value: object) -> None:
    assert converted(Untyped(value), type(value)) == value


@given(st.text())
def test_text_without_an_annotation_never_fails(text: str) -> None:
    converted(Untyped(text), Any)


def test_types_are_shown_as_they_are_written() -> None:
    assert shown_type(Colour) == "'red' or 'blue'"
    assert shown_type(tuple[int, ...]) == "tuple[int, ...]"
    assert shown_type(dict[str, list[Path]]) == "dict[str, list[Path]]"
    assert shown_type(timedelta) == 'duration such as "15m"'


SOURCES = ParamSources(
    command_line=parse_overrides(["train.n=1", "n=2"]),
    environment=environment_params({"FAIRLEAD_PARAM_TRAIN__N": "3", "FAIRLEAD_PARAM_N": "4"}),
    file={"train": {"n": 5}, "n": 6},
)


def without(sources: ParamSources, **emptied: Any) -> ParamSources:
    layers = {name: getattr(sources, name) for name in ("command_line", "environment", "file")}
    return ParamSources(**{**layers, **emptied})


def test_the_nearest_setting_wins_and_names_its_source() -> None:
    assert SOURCES.lookup("train", "n") == ("1", "--param train.n")
    assert SOURCES.lookup("load", "n") == ("2", "--param n")
    in_environment = without(SOURCES, command_line={})
    assert in_environment.lookup("train", "n") == ("3", "FAIRLEAD_PARAM_TRAIN__N")
    assert in_environment.lookup("load", "n") == ("4", "FAIRLEAD_PARAM_N")
    in_file = without(SOURCES, command_line={}, environment={})
    assert in_file.lookup("train", "n") == (5, "params.toml [train] n")
    assert in_file.lookup("load", "n") == (6, "params.toml n")
    assert in_file.lookup("load", "m") is None


def test_a_general_setting_on_the_command_line_beats_a_tasks_own_in_the_file() -> None:
    assert without(SOURCES, command_line=parse_overrides(["n=2"])).lookup("train", "n") == ("2", "--param n")


def test_a_false_or_zero_setting_is_a_setting() -> None:
    assert ParamSources(file={"n": 0, "train": {"n": False}}).lookup("train", "n") == (
        False,
        "params.toml [train] n",
    )


def test_the_command_line_adds_to_a_table_of_the_file() -> None:
    sources = ParamSources(
        command_line=parse_overrides(["model.depth=3"]),
        file={"model": {"depth": 1, "rate": 0.1, "tree": {"leaves": 2}}},
    )
    found = sources.lookup("train", "model")
    assert found == (
        {"depth": "3", "rate": 0.1, "tree": {"leaves": 2}},
        "--param model, params.toml model",
    )
    assert convert(found[0], dict[str, Any], name="model", source="")["depth"] == 3


def test_a_name_with_dashes_or_capitals_is_found_in_the_environment() -> None:
    sources = ParamSources(environment=environment_params({"FAIRLEAD_PARAM_CLEAN_DATA__N": "1"}))
    assert sources.lookup("Clean-Data", "N") == ("1", "FAIRLEAD_PARAM_CLEAN_DATA__N")


def test_names_for_a_task_include_its_own_and_the_general_ones() -> None:
    sources = ParamSources(parse_overrides(["train.a=1"]), {}, {"train": {"b": 1}, "c": 2})
    assert set(sources.names_for("train")) == {"a", "b", "c", "train"}


def test_unused_overrides_are_those_that_no_task_takes() -> None:
    sources = ParamSources(parse_overrides(["n=1", "train.n=2", "train.m=3", "model.depth=4", "x=5"]))
    assert sources.unused({("train", "n"), ("evaluate", "model")}) == ["train.m", "x"]


def test_a_value_may_contain_an_equals_sign() -> None:
    assert parse_overrides(["query=a=b", "query2 = x "]) == {"query": "a=b", "query2": "x"}


@pytest.mark.parametrize("texts", [["n"], ["=5"], ["train.=5"], [".n=5"], ["n=5", "n.m=6"], ["n.m=6", "n=5"]])
def test_an_override_that_sets_nothing_is_refused(texts: list[str]) -> None:
    with pytest.raises(ParamError):
        parse_overrides(texts)


def test_other_variables_of_the_environment_are_left_alone() -> None:
    assert environment_params({"HOME": "/", "FAIRLEAD_PARAM_": "x", "FAIRLEAD_PARAM_A___B": "y"}) == {"a": {"_b": "y"}}


def test_a_broken_file_is_reported_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "params.toml"
    path.write_text("n = 5\nm = oops\n")
    with pytest.raises(ProjectError) as caught:
        read_params(path)
    assert f"{path}:2" in str(caught.value)


def test_a_missing_file_and_one_that_is_not_text_are_reported(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="does not exist"):
        read_params(tmp_path / "params.toml")
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(ProjectError, match="UTF-8"):
        read_params(tmp_path / "binary.toml")


def test_a_file_is_read_with_its_types(tmp_path: Path) -> None:
    path = tmp_path / "params.toml"
    path.write_text('n = 5\nday = 2026-01-31\n[train]\nrate = 0.1\nname = "x"\n')
    assert read_params(path) == {"n": 5, "day": date(2026, 1, 31), "train": {"rate": 0.1, "name": "x"}}
