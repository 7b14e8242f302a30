"""Give recipes, tables and arrays an identity: equal content, equal digest, in every process."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterable, Mapping
from functools import partial
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from fairlead.code import CodeReader
from fairlead.features.attempt import attempted
from fairlead.frame import columns_of, fingerprint

PLAIN = (str, int, float, bool, complex, bytes, type(None))


class Unfollowed(Exception):
    """Tell that a value has no identity that can be relied on, so that its results must not be kept."""


def recipe_identity(recipe: Any) -> str | None:
    """Return the digest of a recipe: its parameters, the project's own code in it, the versions of its libraries.

    None if a part of it cannot be followed, such as an open file or code that is made while it runs.

    >>> from sklearn.preprocessing import MinMaxScaler
    >>> recipe_identity(MinMaxScaler()) == recipe_identity(MinMaxScaler(clip=True))
    False
    """
    try:
        return _sha(_words(recipe, frozenset()))
    except Unfollowed:
        return None


def data_identity(*values: Any) -> str | None:
    """Return the digest of tables and arrays, or None if one of them holds what cannot be followed."""
    parts = []
    for value in values:
        if value is None:
            parts.append("none")
            continue
        found = attempted(fingerprint if columns_of(value) is not None else _array, value)
        if found.error is not None:
            return None
        parts.append(found.value)
    return _sha(" ".join(parts))


def versions() -> str:
    """Return the versions that a number may depend on."""
    return " ".join(
        f"{name} {_version(name)}" for name in ("numpy", "scikit-learn", "scipy", "pandas", "polars", "fairlead")
    )


def _array(values: Any) -> str:
    if values.dtype.kind == "O":
        return _sha(repr(values.tolist()))
    return _sha(f"{values.dtype} {values.shape} {sha256(values.tobytes()).hexdigest()}")


def _words(value: Any, above: frozenset[int]) -> str:
    """Write a value as text that says all about it."""
    if isinstance(value, PLAIN):
        return repr(value)
    if id(value) in above:
        raise Unfollowed
    above = above | {id(value)}
    if isinstance(value, list | tuple):
        return f"{type(value).__name__}[{_all(value, above)}]"
    if isinstance(value, set | frozenset):
        return f"set[{', '.join(sorted(_words(one, above) for one in value))}]"
    if isinstance(value, Mapping):
        return f"map[{_all(value.items(), above)}]"
    if isinstance(value, type):
        return _class(value)
    if isinstance(value, partial):
        return f"partial[{_all((value.func, value.args, value.keywords), above)}]"
    if inspect.isroutine(value) or inspect.isfunction(value):
        return _function(value)
    if hasattr(value, "dtype") and hasattr(value, "tobytes"):
        return _array(value)
    return _object(value, above)


def _all(values: Iterable[Any], above: frozenset[int]) -> str:
    return ", ".join(_words(one, above) for one in values)


def _object(value: Any, above: frozenset[int]) -> str:
    """Write an estimator by its parameters, another object by its attributes."""
    if hasattr(value, "get_params") and not isinstance(value, type):
        return f"{_class(type(value))}({_all(sorted(value.get_params(deep=False).items()), above)})"
    attributes = getattr(value, "__dict__", None)
    if attributes is None:
        raise Unfollowed
    return f"{_class(type(value))}({_all(sorted(attributes.items()), above)})"


def _class(kind: type) -> str:
    top = kind.__module__.partition(".")[0]
    name = f"{kind.__module__}.{kind.__qualname__}"
    return f"{name} {_version(top)}" if _is_library(kind.__module__) else f"{name} {_code(kind)}"


def _function(function: Any) -> str:
    module = getattr(function, "__module__", None) or ""
    name = f"{module}.{getattr(function, '__qualname__', '')}"
    if _is_library(module):
        return f"{name} {_version(module.partition('.')[0])}"
    return f"{name} {_code(function)}"


def _code(item: Any) -> str:
    """Digest a function or class with all that it uses of its own project."""
    found = CodeReader(_root(item)).digest(item)
    if found.unknown:
        raise Unfollowed
    return found.digest


def _root(item: Any) -> Path:
    """Return the folder above the package of a function: what is written there is followed, the rest is a library."""
    file = attempted(inspect.getfile, item).value
    if file is None:
        return Path.cwd()
    depth = (getattr(item, "__module__", "") or "").count(".")
    return Path(file).resolve().parents[depth]


def _is_library(module: str) -> bool:
    top = module.partition(".")[0]
    file = getattr(sys.modules.get(module), "__file__", None)
    is_standard = top in sys.stdlib_module_names and top != "__main__"
    return is_standard or top == "builtins" or (file is not None and "site-packages" in file)


def _version(package: str) -> str:
    try:
        return version({"sklearn": "scikit-learn"}.get(package, package))
    except PackageNotFoundError:
        return "unknown"


def _sha(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
