"""Write a person's own function: as NumPy's function on one number, as polars' expressions on one row, or as it is.

A function of a table that cannot be taken apart is called with a table of one row, which takes a fraction of a
millisecond; the steps behind it stay compiled.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from fairlead.frame.shape import columns_of, library_of
from fairlead.serve.plan.code import Code, Col, NoPlanError
from fairlead.serve.plan.polars_lines import polars_lines
from fairlead.serve.plan.scale import present


def function_transformer(step: Any, cols: list[Col], code: Code) -> list[Col]:
    """Write the call of a function, with the columns as the table or the array that it takes."""
    if step.func is None or _only_checks(step.func):
        return cols
    if step.validate:
        cols = present(cols, code)
    keywords = dict(step.kw_args or {})
    given = code.sample
    result = step.transform(given)
    if is_of_numbers(step.func) and not keywords and library_of(result) in ("numpy", "pandas", "polars"):
        return _by_number(step.func, cols, code)
    return _by_function(partial(step.func, **keywords), given, result, cols, code)


def as_it_is(step: Any, cols: list[Col], code: Code) -> list[Col]:
    """Write the call of a transformer that has no row form, with one row."""
    result = step.transform(code.sample)
    is_sparse = library_of(result) not in ("numpy", "pandas", "polars") and hasattr(result, "toarray")
    function = partial(_dense, step.transform) if is_sparse else step.transform
    name = type(step).__name__
    try:
        found = _by_table(
            function, f"{name} as it is,", code.sample, result.toarray() if is_sparse else result, cols, code
        )
    except NoPlanError:
        raise code.refuse(f"{name} has no row form") from None
    code.is_sparse = is_sparse
    return found


def _dense(transform: Callable[[Any], Any], rows: Any) -> Any:
    return transform(rows).toarray()


def _only_checks(function: Any) -> bool:
    """Tell whether a function is scikit-learn's own check of an array, which changes no value."""
    inner = function.func if isinstance(function, partial) else function
    return getattr(inner, "__name__", "") == "check_array" and str(inner.__module__).startswith("sklearn.")


def is_of_numbers(function: Any) -> bool:
    """Tell whether a function is one of NumPy's that takes a number and gives a number."""
    import numpy

    return isinstance(function, numpy.ufunc) and function.nin == 1 and function.nout == 1


def _by_number(function: Any, cols: Sequence[Col], code: Code) -> list[Col]:
    code.say(f"{function.__name__} of {len(cols)} columns")
    name = code.keep(function)
    return [Col(code.let(f"float({name}({code.floating(col)}))"), name=col.name, may_overflow=True) for col in cols]


def _by_function(function: Any, given: Any, result: Any, cols: Sequence[Col], code: Code) -> list[Col]:
    name = _name(function)
    if library_of(given) == library_of(result) == "polars" and code.takes_apart and code.columns is not None:
        written = polars_lines(function, given.schema, cols, code)
        if written is not None:
            code.has_taken_apart = True
            code.say(f"{name}, taken apart: {len(written)} columns out")
            return written
    return _by_table(function, name, given, result, cols, code)


def _by_table(
    function: Callable[[Any], Any], called: str, given: Any, result: Any, cols: Sequence[Col], code: Code
) -> list[Col]:
    library, made = library_of(given), library_of(result)
    if made == "numpy" and result.dtype.kind in "iufb" and result.ndim == 2:
        names: list[str | None] = [None] * result.shape[1]
        is_text = [False] * result.shape[1]
    elif made in ("pandas", "polars"):
        names = [str(name) for name in columns_of(result) or ()]
        is_text = [not _is_number(result[name]) for name in columns_of(result) or ()]
    else:
        raise code.refuse(f"its function gives {type(result).__name__}, which has no row form")
    make = _table_maker(library, given, code)
    values = ", ".join(code.number(col) if library == "numpy" else col.local for col in cols)
    call = code.keep(partial(_called, function, make, made))
    row = code.let(f"{call}([{values}])")
    code.say(f"{called} on a table of one row, {len(names)} columns out")
    return [
        Col(code.let(f"{row}[{n}]"), "raw", name, text, gap="none" if made == "polars" else "nan")
        for n, (name, text) in enumerate(zip(names, is_text, strict=True))
    ]


def _called(
    function: Callable[[Any], Any], make: Callable[[list[Any]], Any], made: str | None, values: list[Any]
) -> Any:
    """Call a function with a table of one row and return the values of its result, missing ones as None."""
    return _VALUES[made or ""](function(make(values)))


def _is_number(column: Any) -> bool:
    dtype: Any = column.dtype
    if hasattr(dtype, "is_numeric"):
        return bool(dtype.is_numeric() or str(dtype) == "Boolean")
    return getattr(dtype, "kind", "O") in "iufb" and str(dtype) != "category"


def _name(function: Any) -> str:
    inner = function.func if isinstance(function, partial) else function
    return str(getattr(inner, "__name__", type(inner).__name__))


def _table_maker(library: str | None, given: Any, code: Code) -> Callable[[list[Any]], Any]:
    """Return the function that makes a table of one row of the types that the table had in training."""
    if library == "numpy" and given.dtype.kind in "iufb":
        import numpy

        return lambda values: numpy.array([values], dtype=given.dtype)
    if code.columns is None or library not in ("pandas", "polars"):
        raise code.refuse("its function takes a table that an earlier step made")
    from fairlead.model.rows import table_of
    from fairlead.model.schema import InputSchema

    by_name = {one.name: one for one in code.columns.columns}
    schema = InputSchema(tuple(by_name[name] for name in columns_of(given) or ()), code.columns.container)
    names = schema.names
    return lambda values: table_of([dict(zip(names, values, strict=True))], schema)


def _of_polars(table: Any) -> Any:
    return table.row(0)


def _of_pandas(table: Any) -> Any:
    from fairlead.model.schema import is_missing

    found = [table.iloc[:, n].tolist()[0] for n in range(table.shape[1])]
    return [None if is_missing(value) else value for value in found]


def _of_numpy(table: Any) -> Any:
    return table[0].tolist()


_VALUES = {"polars": _of_polars, "pandas": _of_pandas, "numpy": _of_numpy}
