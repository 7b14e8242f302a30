"""Write the steps that hold other steps: pipelines, and those that part the columns or put them together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from fairlead.serve.plan.code import Code, Col


def transformed(step: Any, cols: list[Col], code: Code) -> list[Col]:
    """Write a fitted transformer, and return the columns that it gives.

    Raises
    ------
    NoPlanError
        It has no form for one row.
    """
    if step is None or step == "passthrough":
        return cols
    if step == "drop":
        return []
    from fairlead.serve.plan.function import as_it_is
    from fairlead.serve.plan.steps import TRANSFORMERS, known_as  # which names this module's functions too

    write = TRANSFORMERS.get(known_as(step), as_it_is)
    _check_precision(write, cols, code)
    given = code.sample
    with _as_known(step, code):
        found: list[Col] = _with_names(step, write(step, cols, code), code)
        code.sample = step.transform(given)
    if found is not cols:
        code.columns = None
    return found


def pipeline(step: Any, cols: list[Col], code: Code) -> list[Col]:
    """Write the steps of a pipeline one after the other."""
    for name, one in step.steps:
        with code.step(name):
            cols = transformed(one, cols, code)
    return cols


def finished(step: Any, cols: list[Col], code: Code) -> None:
    """Write a fitted estimator, which may be a pipeline itself, to the end.

    Raises
    ------
    NoPlanError
        It, or a step before it, has no form for one row.
    """
    from fairlead.serve.plan.steps import ESTIMATORS, known_as

    if known_as(step) == "sklearn.Pipeline":
        *before, (name, last) = step.steps
        for name_before, one in before:
            with code.step(name_before):
                cols = transformed(one, cols, code)
        with code.step(name):
            finished(last, cols, code)
        return
    write = ESTIMATORS.get(known_as(step))
    if write is None:
        raise code.refuse(f"{type(step).__name__} has no row form")
    _check_precision(write, cols, code)
    with _as_known(step, code):
        write(step, cols, code)


def _check_precision(write: Any, cols: Sequence[Col], code: Code) -> None:
    """Refuse to write what scikit-learn calculates in single precision; trees and tables only compare."""
    calculates = write.__module__.rpartition(".")[2] in ("linear", "scale")
    if cols and calculates and all(col.is_single for col in cols):
        raise code.refuse("it calculates in single precision")


@contextmanager
def _as_known(step: Any, code: Code) -> Iterator[None]:
    """Give no plan for a step that is built otherwise than is known here, as in another version of its library."""
    try:
        yield
    except (AttributeError, LookupError, TypeError, ValueError, ArithmeticError) as error:
        kind = type(step)
        library = kind.__module__.partition(".")[0]
        raise code.refuse(f"{kind.__name__} of this version of {library} is not as expected ({error})") from error


def column_transformer(step: Any, cols: list[Col], code: Code) -> list[Col]:
    """Write each block of columns, and put the results side by side."""
    from sklearn.utils import _safe_indexing  # what a ColumnTransformer itself takes columns with

    found: list[Col] = []
    given, schema = code.sample, code.columns
    for name, one, columns in step.transformers_:
        if isinstance(one, str) and one == "drop":
            continue
        with code.step(name):
            chosen = chosen_columns(cols, columns, code)
            if chosen:
                code.is_sparse, code.sample, code.columns = False, _safe_indexing(given, columns, axis=1), schema
                found += transformed(one, chosen, code)
    code.is_sparse = bool(step.sparse_output_)
    return found


def feature_union(step: Any, cols: list[Col], code: Code) -> list[Col]:
    """Write each transformer of a union on all columns, and put the results side by side."""
    if step.transformer_weights:
        raise code.refuse("a FeatureUnion with weights has no row form")
    found: list[Col] = []
    was_sparse, any_sparse = code.is_sparse, False
    given, schema = code.sample, code.columns
    for name, one in step.transformer_list:
        with code.step(name):
            code.is_sparse, code.sample, code.columns = was_sparse, given, schema
            found += transformed(one, cols, code)
            any_sparse = any_sparse or code.is_sparse
    code.is_sparse = any_sparse
    return found


def selection(step: Any, cols: list[Col], code: Code) -> list[Col]:
    """Write nothing: keep the columns that were selected."""
    chosen = [cols[n] for n in step.get_support(indices=True).tolist()]
    code.say(f"keep {len(chosen)} of {len(cols)} columns")
    return chosen


def chosen_columns(cols: Sequence[Col], wanted: Any, code: Code) -> list[Col]:
    """Return the columns that a ColumnTransformer gives to one of its blocks: by name, place, slice or mask."""
    if isinstance(wanted, slice):
        if isinstance(wanted.start, str) or isinstance(wanted.stop, str):
            raise code.refuse("columns are chosen by a range of names")
        return list(cols[wanted])
    if isinstance(wanted, str | int):
        raise code.refuse("one column is given as a series, not as a table")
    listed = wanted.tolist() if hasattr(wanted, "tolist") else list(wanted)
    if listed and all(isinstance(one, bool) for one in listed):
        return [col for col, is_chosen in zip(cols, listed, strict=True) if is_chosen]
    by_name = {col.name: col for col in cols if col.name is not None}
    absent = next((one for one in listed if isinstance(one, str) and one not in by_name), None)
    if absent is not None:
        raise code.refuse(f"column {absent!r} is not known there")
    return [by_name[one] if isinstance(one, str) else cols[one] for one in listed]


def _with_names(step: Any, cols: list[Col], code: Code) -> list[Col]:
    """Name the columns as a step does whose output is set to be a table; arrays have no names."""
    if type(step).__name__ in ("Pipeline", "FunctionTransformer"):
        return cols
    config = getattr(step, "_sklearn_output_config", {})
    if config.get("transform") in (None, "default"):
        return [col.named(None) for col in cols]
    names = list(step.get_feature_names_out())
    if len(names) != len(cols):
        raise code.refuse("its columns are not those that it names")
    return [col.named(str(name)) for col, name in zip(cols, names, strict=True)]
