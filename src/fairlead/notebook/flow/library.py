"""Functions of libraries: each effect of `knowledge.functions` in a function."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from functools import lru_cache

from fairlead.notebook.flow import loading, scoring, splitting
from fairlead.notebook.flow.arguments import Arguments
from fairlead.notebook.flow.array_functions import (
    among,
    choice,
    constant,
    count,
    leave_out,
    other_positions,
    permutation,
    positions,
    random,
    repeat,
)
from fairlead.notebook.flow.boosting import boosted_folds, loader, train
from fairlead.notebook.flow.cutting import inverted
from fairlead.notebook.flow.fitting import fit
from fairlead.notebook.flow.knowledge.estimators import FIT_WHEN_MADE
from fairlead.notebook.flow.knowledge.functions import (
    DATA_SETS,
    KERAS,
    NUMPY,
    PANDAS,
    PYTHON,
    QUIET_ROOTS,
    SCIPY,
    SKLEARN,
)
from fairlead.notebook.flow.knowledge.libraries import NOT_ONE_BY_ONE, ONE_BY_ONE, SOURCES, TEXTS
from fairlead.notebook.flow.knowledge.metrics import TRUTH_FIRST
from fairlead.notebook.flow.models import make, new_model
from fairlead.notebook.flow.python_functions import (
    attribute,
    container,
    file,
    fold,
    namespace,
    partial,
    record_class,
    same,
)
from fairlead.notebook.flow.rows import origin
from fairlead.notebook.flow.run import Run
from fairlead.notebook.flow.table_functions import (
    across,
    beside,
    clone,
    concat,
    cut,
    dummies,
    factorize,
    learned,
    merge,
    missing,
    normalize,
    pad,
    pipeline,
    pivot,
    polars_column,
    row_by_row,
)
from fairlead.notebook.flow.values import (
    UNKNOWN,
    Library,
    Model,
    Table,
    Value,
    mixed,
)
from fairlead.notebook.flow.windows import windows

Act = Callable[[Run, str, Arguments, ast.Call], Value]

_TABLE_OF_ROOT = {
    "numpy": NUMPY,
    "cupy": NUMPY,
    "jax": NUMPY,
    "pandas": PANDAS,
    "polars": PANDAS,
    "dask": PANDAS,
    "cudf": PANDAS,
    "modin": PANDAS,
    "geopandas": PANDAS,
    "sklearn": SKLEARN,
    "cuml": SKLEARN,
    "dask_ml": SKLEARN,
    "imblearn": SKLEARN,
    "skmultilearn": SKLEARN,
    "mlxtend": SKLEARN,
    "scipy": SCIPY,
    "keras": KERAS,
    "tensorflow": KERAS,
    "torch": KERAS,
    "xgboost": KERAS,
    "lightgbm": KERAS,
    "catboost": KERAS,
    "builtins": PYTHON,
    "copy": PYTHON,
    "itertools": PYTHON,
    "functools": PYTHON,
    "collections": PYTHON,
    "tqdm": PYTHON,
    "types": PYTHON,
    "tensorflow_datasets": DATA_SETS,
    "datasets": DATA_SETS,
}


def call(run: Run, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return what a function or class of a library gives."""
    root, short, act = _known(name)
    if act is not None:
        return act(run, name, arguments, node)
    if root not in QUIET_ROOTS:
        made = make(run, name, arguments, node)
        if isinstance(made, Model) and short in FIT_WHEN_MADE and arguments.positional:
            fit(run, made, arguments, node)
        if made is not None:
            return made
    return _unheard_of(run, name, root, short, arguments, node)


@lru_cache(maxsize=4096)
def _known(name: str) -> tuple[str, str, Act | None]:
    """Return the library and the last part of a name, and what it does where a table says so."""
    root, short = name.partition(".")[0], name.rpartition(".")[2]
    if short in TRUTH_FIRST and root not in ("numpy", "builtins"):
        return root, short, scoring.metric
    effect = _TABLE_OF_ROOT.get(root, {}).get(short)
    if effect is not None and not (root == "sklearn" and short[:1].isupper()):
        return root, short, _ACTS[effect]
    return root, short, None


def _unheard_of(run: Run, name: str, root: str, short: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return what a function gives of which nothing is known: rows of its arguments."""
    if root not in _TABLE_OF_ROOT and _SCORES.search(short) and _answers(arguments):
        return scoring.metric(run, name, arguments, node)
    if root not in _TABLE_OF_ROOT and _SCORES.search(short) and scoring.by_unknown(run, short, arguments, node):
        return Table(shape="count")
    if short in loading.FILES and root in loading.PICKLERS:
        return loading.FILES[short](run, name, arguments, node)
    if root in QUIET_ROOTS or root == "builtins":
        return UNKNOWN
    if root in ONE_BY_ONE and short not in NOT_ONE_BY_ONE:
        return _one_by_one(run, name, arguments, node)
    if short in SKLEARN and root not in _TABLE_OF_ROOT:
        return _ACTS[SKLEARN[short]](run, name, arguments, node)
    if (
        short[:1].isupper()
        and ".layers" not in name
        and root not in ("pandas", "numpy", "torch", "tensorflow", "keras")
    ):
        model = new_model(run, name, "unknown", node, arguments, models_among(arguments))
        held = mixed(arguments.all())
        model.holds = held if isinstance(held, Table) and held.rows else None
        return model
    result = mixed(arguments.all())
    if isinstance(result, Table) and root not in SOURCES:
        return result.like(
            known=result.known and root in _TABLE_OF_ROOT and root not in ("torch", "tensorflow"), own={}
        )
    if root == "numpy":
        return Table(shape="number")
    if root in _PLAIN:
        return UNKNOWN
    return Table(rows=origin(f"{name} {run.source(node)}"), seen=set(), known=bool(_READS.search(short)), keyed="parts")


def _one_by_one(run: Run, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return what is made of one text, sound or image; what changes them later is known by the name of its class."""
    result = mixed(arguments.all())
    if isinstance(result, Table):
        return result.like(own={}, learned=result.all_learned) if result.own else result
    short = name.rpartition(".")[2]
    if _OPENS.search(short) and name.partition(".")[0] not in TEXTS:
        return Table(rows=origin(f"{name} {run.source(node)}"), seen=set(), shape="row" if run.loops else "table")
    return Library(name)


def _answers(arguments: Arguments) -> bool:
    """Tell whether answers of a model are among arguments, and a truth to compare them with."""
    tables = [value for value in arguments.all() if isinstance(value, Table)]
    return any(one.predictions for one in tables) and any(one.rows and not one.predictions for one in tables)


_SCORES = re.compile(r"evaluat|metric|score|report|accuracy|error|rmse|rmsle|mape|mae$|mse$|auc", re.IGNORECASE)
"""What functions of modules that are not known are called when they score answers."""

_OPENS = re.compile(r"^(im)?(read|load|open)")

_PLAIN = frozenset(
    [
        "re",
        "json",
        "math",
        "string",
        "nltk",
        "builtins",
        "itertools",
        "functools",
        "collections",
        "copy",
        "operator",
        "tensorflow",
        "keras",
        "torch",
    ]
)
"""Libraries of which a function makes no table by itself."""

_READS = re.compile(r"read|load|get|fetch|download|data|import|query|history|open", re.IGNORECASE)


def models_among(arguments: Arguments) -> list[Model]:
    """Return the estimators among arguments."""
    from fairlead.notebook.flow.models import models_in

    return list(models_in(arguments.all(), 2))


_ACTS: dict[str, Act] = {
    "same": same,
    "reduce": across,
    "count": count,
    "leave_out": leave_out,
    "concat": concat,
    "beside": beside,
    "repeat": repeat,
    "split": splitting.train_test_split,
    "shuffle": permutation,
    "choice": choice,
    "random": random,
    "range": positions,
    "other_positions": other_positions,
    "among": among,
    "invert": inverted,
    "constant": constant,
    "read": loading.read,
    "save": loading.save,
    "merge": merge,
    "dummies": dummies,
    "cut": cut,
    "qcut": cut,
    "missing": missing,
    "present": missing,
    "expression": polars_column,
    "container": container,
    "record_class": record_class,
    "namespace": namespace,
    "attribute": attribute,
    "fold": fold,
    "open": file,
    "partial": partial,
    "factorize": factorize,
    "pivot": pivot,
    "validate": scoring.cross_validation,
    "drawn": scoring.drawn,
    "scorer": scoring.scorer,
    "scale": learned,
    "learned": learned,
    "rowwise": row_by_row,
    "pad": pad,
    "normalize": normalize,
    "resample": splitting.resample,
    "clone": clone,
    "make": loading.make,
    "load": loading.load,
    "store": loading.store,
    "data_set": loading.data_set,
    "pipeline": pipeline,
    "columns": pipeline,
    "column_choice": constant,
    "loader": loader,
    "windows": windows,
    "keras_data": loading.halves,
    "load_model": loading.load_model,
    "keep_best": loading.keep_best,
    "train": train,
    "folds": boosted_folds,
}
_SPLITS = {"numpy": splitting.pieces, "torch": splitting.pieces}


def _numpy_split(run: Run, name: str, arguments: Arguments, node: ast.Call) -> Value:
    act = _SPLITS.get(name.partition(".")[0], splitting.train_test_split)
    return act(run, name, arguments, node)


_ACTS["split"] = _numpy_split
