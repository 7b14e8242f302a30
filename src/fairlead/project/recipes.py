"""Find what a person names as a recipe: an estimator, a function that returns one, or a function that trains."""

from __future__ import annotations

import importlib
import inspect
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import Any

from fairlead.code import CodeReader
from fairlead.errors import ReplayError
from fairlead.pipeline.params import ParamSources, read_params

PARAMS = "params.toml"


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Hold what was named.

    Parameters
    ----------
    make : unfitted estimator, or a function of one table that returns a fitted model.
    identity : digest of its code, parameters and libraries; None if a part of it cannot be followed.
    columns : that it needs; None for all that there are.
    library : of the table that it is given; None if nobody has said.
    is_function : whether it trains by itself, on a table with the outcomes in it.
    """

    make: Any
    identity: str | None
    columns: tuple[str, ...] | None = None
    library: str | None = None
    is_function: bool = False


@dataclass(frozen=True, slots=True)
class Trained:
    """Call a function that trains, with its table under the name that it has for it."""

    function: Any
    table: str

    def __call__(self, table: Any) -> Any:
        """Return what the function makes of a table."""
        return self.function(**{self.table: table})


def recipe_named(text: str, folder: Path, *, seed: int) -> Found:
    """Return the recipe that a person names as ``FILE.py:NAME``.

    Parameters
    ----------
    folder : of the project. Arguments of a function find their values by name, as those of a task do: in params.toml,
        `seed` beside them. One argument without a value is the table.

    Raises
    ------
    ReplayError
        It is not there, fails, or is nothing that can be trained.
    """
    from fairlead.features.investment.identity import recipe_identity, versions

    value = _value(text, folder)
    value = getattr(value, "function", value) if type(value).__name__ == "Task" else value
    if hasattr(value, "fit") and not isinstance(value, type):
        return Found(value, recipe_identity(value), _columns(value))
    if not callable(value):
        raise ReplayError.no_recipe(text, f"it is a {type(value).__name__}")
    if isinstance(value, type) and hasattr(value, "fit"):
        raise ReplayError.no_recipe(text, f"it is a class; name what {value.__name__}() gives")
    given, open_ = _arguments(value, folder, seed)
    if not open_:
        made = _called(text, value, given)
        if not hasattr(made, "fit") or isinstance(made, type):
            raise ReplayError.no_recipe(text, f"it returns a {type(made).__name__}")
        return Found(made, recipe_identity(made), _columns(made))
    if len(open_) > 1:
        raise ReplayError.no_recipe(text, f"nothing gives its arguments {' and '.join(open_)} a value")
    code = CodeReader(folder).digest(value)
    parts = f"{code.digest} {sorted(given.items())!r} {versions()}"
    identity = None if code.unknown else sha256(parts.encode()).hexdigest()
    return Found(Trained(partial(value, **given), open_[0]), identity, is_function=True)


def called(text: str, folder: Path, *, seed: int) -> Any:
    """Call the function that a person names as ``FILE.py:NAME``, and return what it gives.

    Parameters
    ----------
    folder : of the project. Arguments find their values as those of `recipe_named` do.

    Raises
    ------
    ReplayError
        It is not there, is no function, fails, or has an argument without a value.
    """
    function = _value(text, folder)
    if not callable(function):
        raise ReplayError.no_recipe(text, f"it is a {type(function).__name__}")
    given, open_ = _arguments(function, folder, seed)
    if open_:
        raise ReplayError.no_recipe(text, f"its arguments {' and '.join(open_)} have no value in {PARAMS}")
    return _called(text, function, given)


def recipe_of_model(model: Any) -> Found:
    """Return the recipe of a model, unfitted: its pipeline, and the columns that it was trained on.

    Raises
    ------
    ReplayError
        It was trained on an array without names.
    """
    from sklearn.base import clone

    from fairlead.features.investment.identity import recipe_identity

    if model.schema.container == "numpy":
        raise ReplayError.no_recipe(model.name, "it was trained on an array, whose columns have no names")
    recipe = clone(model.pipeline)
    return Found(recipe, recipe_identity(recipe), model.schema.names, model.schema.container)


def _value(text: str, folder: Path) -> Any:
    path, _, name = text.rpartition(":")
    if not path.endswith(".py") or not name:
        raise ReplayError.no_recipe(text, "it does not say which name in which file")
    file = (folder / path).resolve()
    if not file.is_file():
        raise ReplayError.no_recipe(text, f"there is no file {path}")
    module = _module(text, file, folder.resolve())
    if not hasattr(module, name):
        raise ReplayError.no_recipe(text, f"{path} has nothing of that name")
    return getattr(module, name)


def _module(text: str, file: Path, folder: Path) -> ModuleType:
    """Import a file as a module by its own name, so that other processes can import it too."""
    home = folder if folder in file.parents else file.parent
    dotted = ".".join(file.relative_to(home).with_suffix("").parts)
    if str(home) not in sys.path:
        sys.path.insert(0, str(home))
    try:
        module = importlib.import_module(dotted)
    except Exception as error:  # the edge to a person's own code: told as what it is
        raise ReplayError.no_recipe(text, f"{type(error).__name__}: {error}") from error
    if Path(module.__file__ or "").resolve() != file:
        raise ReplayError.no_recipe(text, f"another module is called {dotted}: {module.__file__}; rename the file")
    return module


def _arguments(function: Any, folder: Path, seed: int) -> tuple[dict[str, Any], list[str]]:
    """Return the values that arguments have, and the names of those without one."""
    file = folder / PARAMS
    params: Mapping[str, Any] = read_params(file) if file.is_file() else {}
    sources = ParamSources(file=params)
    given: dict[str, Any] = {}
    open_ = []
    for name, one in inspect.signature(function).parameters.items():
        if one.kind in (one.VAR_POSITIONAL, one.VAR_KEYWORD):
            continue
        hit = sources.lookup(getattr(function, "__name__", ""), name)
        if hit is not None:
            given[name] = hit[0]
        elif name == "seed":
            given[name] = seed
        elif one.default is one.empty:
            open_.append(name)
    return given, open_


def _called(text: str, function: Any, given: Mapping[str, Any]) -> Any:
    try:
        return function(**given)
    except Exception as error:  # the edge to a person's own code: told as what it is
        raise ReplayError.no_recipe(text, f"{type(error).__name__}: {error}") from error


def _columns(recipe: Any) -> tuple[str, ...] | None:
    """Return the columns that a recipe names, if it takes no others."""
    from fairlead.model.recipe import columns_named

    first = recipe
    while getattr(first, "steps", None):
        first = first.steps[0][1]
    if getattr(first, "remainder", None) != "drop":
        return None
    return tuple(dict.fromkeys(columns_named(recipe))) or None
