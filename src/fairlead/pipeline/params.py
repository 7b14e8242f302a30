"""Parameters: typed values for tasks, found in layers (command line, environment, file), with their source.

A parameter may be set for every task (``n = 5``) or for one (``[train]`` and ``n = 6``, or ``train.n=6``).
The nearest setting wins: ``train.n`` before ``n`` on the command line, then the same two in the environment,
then the same two in the file, then the default of the function.
"""

from __future__ import annotations

import tomllib
import types
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Literal, NewType, TypeVar, Union, get_args, get_origin

from fairlead.clock import duration
from fairlead.errors import FairleadError, ParamError, ProjectError

PREFIX = "FAIRLEAD_PARAM_"
WORDS_FOR_TRUE = frozenset({"true", "yes", "on", "1"})
WORDS_FOR_FALSE = frozenset({"false", "no", "off", "0"})
WORDS_FOR_NONE = frozenset({"none", "null"})

Table = Mapping[str, Any]


class Untyped(str):
    """Mark text from a command line or an environment, where ``5`` may be meant as a number.

    Text in a TOML file is quoted, so that ``"5"`` there is meant as text.
    """

    __slots__ = ()


def read_params(path: Path) -> dict[str, Any]:
    """Read a file of parameters (TOML).

    Raises
    ------
    ProjectError
        The file is not there, or is not TOML; the message names the line.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ProjectError.no_params_file(path) from None
    except tomllib.TOMLDecodeError as error:
        raise ProjectError.bad_toml(path, _line_in(str(error)), str(error)) from None
    except UnicodeDecodeError as error:
        raise ProjectError.bad_toml(path, None, f"it is not text in UTF-8 ({error})") from None


def _line_in(message: str) -> int | None:
    """Return the line that a TOML error is about, which Python 3.11 says only in the message.

    >>> _line_in("Invalid value (at line 2, column 5)")
    2
    """
    _, found, rest = message.partition("(at line ")
    return int(rest.partition(",")[0]) if found else None


def environment_params(environ: Mapping[str, str], prefix: str = PREFIX) -> dict[str, Any]:
    """Collect parameters from environment variables; two underscores separate a task from a name.

    Raises
    ------
    ParamError
        One variable sets a name and another sets something inside it.

    >>> environment_params({"FAIRLEAD_PARAM_N_TREES": "5", "FAIRLEAD_PARAM_TRAIN__N_TREES": "6", "HOME": "/"})
    {'n_trees': '5', 'train': {'n_trees': '6'}}
    """
    found: dict[str, Any] = {}
    for variable, text in sorted(environ.items()):
        keys = variable.removeprefix(prefix).lower().split("__")
        if variable.startswith(prefix) and all(keys):
            _put(found, keys, text, f"{variable}={text}")
    return found


def parse_overrides(texts: Iterable[str]) -> dict[str, Any]:
    """Collect parameters written as ``name=value`` or ``task.name=value``; the last of two equal names wins.

    Raises
    ------
    ParamError
        A text has no ``=`` or no name, or one text sets a name and another sets something inside it.

    >>> parse_overrides(["n=5", "train.n=6"])
    {'n': '5', 'train': {'n': '6'}}
    """
    found: dict[str, Any] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        keys = [key.strip() for key in name.split(".")]
        if not equals or not all(keys):
            raise ParamError.bad_override(text)
        _put(found, keys, value.strip(), text)
    return found


def _put(table: dict[str, Any], keys: Sequence[str], value: str, text: str) -> None:
    for key in keys[:-1]:
        table = table.setdefault(key, {})
        if not isinstance(table, dict):
            raise ParamError.bad_override(text)
    if isinstance(table.get(keys[-1]), dict):
        raise ParamError.bad_override(text)
    table[keys[-1]] = Untyped(value)


@dataclass(frozen=True, slots=True)
class ParamSources:
    """Look up parameters in layers, nearest first, and say where each value came from.

    Attributes
    ----------
    command_line : mapping, from `parse_overrides`
    environment : mapping, from `environment_params`
    file : mapping, from `read_params`
    file_name : str, how the file is called in messages
    otherwise : ParamSources or None, asked for what nothing else provides: a parameter that is new since the run
        began which is now resumed

    >>> sources = ParamSources(parse_overrides(["n=5"]), {}, {"n": 4, "train": {"n": 6, "depth": 3}})
    >>> sources.lookup("train", "n"), sources.lookup("train", "depth"), sources.lookup("load", "depth")
    (('5', '--param n'), (3, 'params.toml [train] depth'), None)
    """

    command_line: Table = field(default_factory=dict)
    environment: Table = field(default_factory=dict)
    file: Table = field(default_factory=dict)
    file_name: str = "params.toml"
    otherwise: ParamSources | None = None

    def lookup(self, task: str, name: str) -> tuple[Any, str] | None:
        """Return the value of parameter `name` for `task` and its source, or None where nothing sets it.

        A nearer table adds to a farther one: ``model.depth=3`` on the command line leaves the other entries
        of ``[model]`` as they are.
        """
        hits = list(self._hits(task, name))
        if not hits:
            return None
        value, source = hits[0]
        if not isinstance(value, Mapping):
            return value, source
        tables = [table for table, _ in hits if isinstance(table, Mapping)]
        sources = [source for table, source in hits if isinstance(table, Mapping)]
        return _merged(tables), ", ".join(sources)

    def names_for(self, task: str) -> tuple[str, ...]:
        """Return every name that the sources set for `task`, for a hint at the nearest one."""
        found: dict[str, None] = {}
        for layer in (self.command_line, self.environment, self.file):
            own = _at(layer, task.split("."))
            found |= dict.fromkeys(own if isinstance(own, Mapping) else ())
            found |= dict.fromkeys(layer)
        return tuple(found)

    def unused(self, used: Collection[tuple[str, str]]) -> list[str]:
        """Return the names set on the command line that no task takes.

        Parameters
        ----------
        used : collection of (task, name), every parameter of every task

        >>> ParamSources(parse_overrides(["n=5", "train.m=6"])).unused({("train", "n")})
        ['train.m']
        """
        taken = {name for _, name in used} | {f"{task}.{name}" for task, name in used}
        names = [".".join(keys) for keys in _leaves(self.command_line)]
        return [name for name in names if not any(name == one or name.startswith(f"{one}.") for one in taken)]

    def _hits(self, task: str, name: str) -> Iterator[tuple[Any, str]]:
        for layer, key, describe in (
            (self.command_line, str, _on_command_line),
            (self.environment, _in_environment_spelling, _in_environment),
            (self.file, str, self._in_file),
        ):
            for keys in ((*task.split("."), name), (name,)):
                value = _at(layer, [key(part) for part in keys])
                if value is not None:
                    yield value, describe(keys)

    def _in_file(self, keys: Sequence[str]) -> str:
        table = f"[{'.'.join(keys[:-1])}] " if keys[:-1] else ""
        return f"{self.file_name} {table}{keys[-1]}"


def _on_command_line(keys: Sequence[str]) -> str:
    return f"--param {'.'.join(keys)}"


def _in_environment_spelling(key: str) -> str:
    # An environment variable can hold neither a dash nor, by habit, a small letter.
    return key.lower().replace("-", "_")


def _in_environment(keys: Sequence[str]) -> str:
    return PREFIX + "__".join(map(_in_environment_spelling, keys)).upper()


def _at(table: Any, keys: Sequence[str]) -> Any:
    for key in keys:
        if not isinstance(table, Mapping) or key not in table:
            return None
        table = table[key]
    return table


def _merged(tables: Sequence[Table]) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for table in reversed(tables):
        for key, value in table.items():
            both = isinstance(value, Mapping) and isinstance(merged.get(key), Mapping)
            merged[key] = _merged([value, merged[key]]) if both else value
    return merged


def _leaves(table: Table, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, (*above, key))
        else:
            yield (*above, key)


def convert(value: object, annotation: Any, *, name: str, source: str) -> Any:
    """Turn a value from a file, an environment or a command line into the annotated type.

    Nothing is rounded and nothing is guessed: ``3.5`` is not an int and ``1`` is not a bool (as text it is).
    Without an annotation, a TOML value stays as it is and text from outside is read as a TOML value if it is
    one (``5``, ``[1, 2]``, ``2026-01-31``), else stays text.

    Parameters
    ----------
    annotation : bool, int, float, str, Path, date, datetime, time, timedelta, an Enum, Literal, Optional or a
        union, list, tuple, set or dict of these, Any, or `inspect.Parameter.empty`
    name, source : str, what the message calls the parameter and the place where its value was found

    Raises
    ------
    ParamError
        The value is not of that type.

    >>> convert("5", int, name="n", source="--param n"), convert(5, float, name="n", source="params.toml")
    (5, 5.0)
    >>> convert(Untyped("a, b"), list[str], name="columns", source="--param columns")
    ['a', 'b']
    """
    try:
        return _read(value, annotation)
    except (_Mismatch, ArithmeticError, ValueError, FairleadError):
        raise ParamError.wrong_type(name, value, shown_type(annotation), source) from None


class _Mismatch(Exception):
    """Say that a value is not of the wanted type; `convert` says which and where."""


def _read(value: Any, annotation: Any) -> Any:
    annotation = _plain(annotation)
    if annotation is Any:
        return _toml_value(value)
    origin = get_origin(annotation) or annotation
    if origin in (Union, types.UnionType):
        return _read_union(value, get_args(annotation))
    if origin is Literal:
        return _read_choice(value, [(option, option) for option in get_args(annotation)])
    if origin in CONTAINERS:
        return CONTAINERS[origin](value, get_args(annotation))
    if origin in READERS:
        return READERS[origin](value)
    return _read_class(value, origin)


def _plain(annotation: Any) -> Any:
    """Take off what does not change the type: NewType, Annotated; a type that says nothing becomes Any."""
    while isinstance(annotation, NewType):
        annotation = annotation.__supertype__
    if get_origin(annotation) is Annotated:
        return _plain(get_args(annotation)[0])
    if type(annotation).__name__ == "TypeAliasType":  # `type Rate = float`, Python 3.12 and later
        return _plain(annotation.__value__)
    # inspect.Parameter.empty is known by its name, so that inspect need not be imported.
    says_nothing = annotation is object or isinstance(annotation, (str, TypeVar))
    return Any if says_nothing or getattr(annotation, "__qualname__", "") == "_empty" else annotation


def _toml_value(value: Any) -> Any:
    if not isinstance(value, Untyped):
        return value
    try:
        read = tomllib.loads(f"value = {value}")
    except tomllib.TOMLDecodeError:
        return str(value)
    return read["value"] if len(read) == 1 else str(value)


def _read_bool(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    text = value.strip().lower() if isinstance(value, str) else ""
    if text not in WORDS_FOR_TRUE | WORDS_FOR_FALSE:
        raise _Mismatch
    return text in WORDS_FOR_TRUE


def _read_int(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        raise _Mismatch
    return int(value)


def _read_float(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise _Mismatch
    return float(value)


def _read_str(value: Any) -> str:
    if not isinstance(value, str):
        raise _Mismatch
    return str(value)


def _read_path(value: Any) -> Path:
    if not isinstance(value, (str, Path)) or not str(value):
        raise _Mismatch
    return Path(value).expanduser()


def _read_date(value: Any) -> date:
    if isinstance(value, str):
        return date.fromisoformat(value.strip())
    if isinstance(value, datetime) or not isinstance(value, date):
        raise _Mismatch
    return value


def _read_datetime(value: Any) -> datetime:
    if isinstance(value, str):
        return datetime.fromisoformat(value.strip())
    if isinstance(value, datetime):
        return value
    if not isinstance(value, date):
        raise _Mismatch
    return datetime.combine(value, time())


def _read_time(value: Any) -> time:
    if isinstance(value, str):
        return time.fromisoformat(value.strip())
    if not isinstance(value, time):
        raise _Mismatch
    return value


def _read_timedelta(value: Any) -> timedelta:
    if isinstance(value, timedelta):
        return value
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise _Mismatch
    return timedelta(seconds=duration(str(value) if isinstance(value, str) else value))


def _read_none(value: Any) -> None:
    if value is not None and not (isinstance(value, Untyped) and value.lower() in WORDS_FOR_NONE):
        raise _Mismatch


READERS: Mapping[Any, Callable[[Any], Any]] = {
    bool: _read_bool,
    int: _read_int,
    float: _read_float,
    str: _read_str,
    Path: _read_path,
    date: _read_date,
    datetime: _read_datetime,
    time: _read_time,
    timedelta: _read_timedelta,
    None: _read_none,
    types.NoneType: _read_none,
}


def _read_list(value: Any, items: tuple[Any, ...]) -> list[Any]:
    return [_read(item, items[0] if items else Any) for item in _items(value)]


def _read_set(value: Any, items: tuple[Any, ...]) -> set[Any]:
    return set(_read_list(value, items))


def _read_frozenset(value: Any, items: tuple[Any, ...]) -> frozenset[Any]:
    return frozenset(_read_list(value, items))


def _read_tuple(value: Any, items: tuple[Any, ...]) -> tuple[Any, ...]:
    values = _items(value)
    if not items or (len(items) == 2 and items[1] is Ellipsis):
        return tuple(_read_list(values, items[:1]))
    if len(values) != len(items):
        raise _Mismatch
    return tuple(_read(one, item) for one, item in zip(values, items, strict=True))


def _read_dict(value: Any, items: tuple[Any, ...]) -> dict[Any, Any]:
    table = _toml_value(value)
    if not isinstance(table, Mapping):
        raise _Mismatch
    key, item = items or (str, Any)
    return {_read(Untyped(one), key): _read(table[one], item) for one in table}


def _items(value: Any) -> Sequence[Any]:
    """Return the items of a list, or of text such as ``[1, 2]`` or ``a, b``."""
    if isinstance(value, Untyped):
        read = _toml_value(value)
        if isinstance(read, list):
            return read
        return [Untyped(part.strip()) for part in value.split(",")] if value.strip() else []
    if not isinstance(value, (list, tuple)):
        raise _Mismatch
    return value


CONTAINERS: Mapping[Any, Callable[[Any, tuple[Any, ...]], Any]] = {
    list: _read_list,
    Sequence: _read_list,
    Iterable: _read_list,
    Collection: _read_list,
    tuple: _read_tuple,
    set: _read_set,
    AbstractSet: _read_set,
    frozenset: _read_frozenset,
    dict: _read_dict,
    Mapping: _read_dict,
}


def _read_union(value: Any, options: tuple[Any, ...]) -> Any:
    """Try the options that change nothing first, then the others; str last, because it takes anything."""
    if not isinstance(value, Untyped):
        for option in options:
            if type(value) is (get_origin(option) or option) and get_args(option) == ():
                return value
    for option in sorted(options, key=lambda option: (option is str, option is not types.NoneType)):
        try:
            return _read(value, option)
        except (_Mismatch, ArithmeticError, ValueError, FairleadError):
            continue
    raise _Mismatch


def _read_choice(value: Any, choices: Sequence[tuple[Any, Any]]) -> Any:
    for option, chosen in choices:
        if type(option) is type(value) and option == value:
            return chosen
    for option, chosen in choices:
        if isinstance(value, str) and str(option) == value:
            return chosen
    raise _Mismatch


def _read_class(value: Any, wanted: Any) -> Any:
    if not isinstance(wanted, type):
        raise _Mismatch
    if isinstance(value, wanted):
        return value
    if issubclass(wanted, Enum):
        by_value = [(member.value, member) for member in wanted]
        return _read_choice(value, [*by_value, *wanted.__members__.items()])
    if isinstance(value, str) and issubclass(wanted, str):
        return wanted(value)
    raise _Mismatch


def shown_type(annotation: Any) -> str:
    """Return a type as a person writes it.

    >>> shown_type(list[int]), shown_type(int | None), shown_type(Literal["a", "b"])
    ('list[int]', 'int or None', "'a' or 'b'")
    """
    annotation = _plain(annotation)
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (Union, types.UnionType):
        return " or ".join(map(shown_type, arguments))
    if origin is Literal:
        return " or ".join(map(repr, arguments))
    if arguments:
        inner = ", ".join("..." if one is Ellipsis else shown_type(one) for one in arguments)
        return f"{shown_type(origin)}[{inner}]"
    if annotation in (None, types.NoneType):
        return "None"
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return " or ".join(repr(member.value) for member in annotation)
    if annotation is timedelta:
        return 'duration such as "15m"'
    return str(getattr(annotation, "__name__", annotation))
