"""Number the keys of two tables alike, so that rows of one customer are found in both."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from fairlead.errors import JoinError

if TYPE_CHECKING:
    import numpy as np

KINDS = {"i": "whole numbers", "u": "whole numbers", "f": "numbers", "b": "true or false", "M": "times"}


def keys_of(
    library: str, left: Any, right: Any, by: Sequence[str]
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Return a number for each row of both tables: equal keys, equal numbers; -1 where a part of the key is missing.

    Raises
    ------
    JoinError
        A key is text in one table and a number in the other.
    """
    import numpy as np

    rows = len(left)
    codes = np.zeros(rows + len(right), dtype="int64")
    for name in by:
        column = _codes(library, left[name], right[name], name)
        is_whole = (codes >= 0) & (column >= 0)
        mixed = codes * (column.max(initial=0) + 1) + column
        # Numbered anew after each column: products of many columns would not fit into 64 bits.
        codes = np.where(is_whole, np.unique(mixed, return_inverse=True)[1], -1)
    return codes[:rows], codes[rows:]


def _codes(library: str, left: Any, right: Any, name: str) -> np.ndarray[Any, Any]:
    import numpy as np

    if library == "polars":
        import polars as pl

        left, right = _plain_polars(left), _plain_polars(right)
        _check_alike(name, left.dtype, right.dtype, left.dtype == right.dtype)
        ranks = pl.concat([left, right]).rank("dense").cast(pl.Int64) - 1
        return np.asarray(ranks.fill_null(-1).to_numpy())
    import pandas as pd

    left, right = _plain_pandas(left), _plain_pandas(right)
    _check_alike(name, left.dtype, right.dtype, _kind(left.dtype) == _kind(right.dtype))
    return np.asarray(pd.factorize(pd.concat([left, right], ignore_index=True))[0]).astype("int64")


def _check_alike(name: str, left: Any, right: Any, is_alike: bool) -> None:
    if not is_alike:
        raise JoinError.other_keys(name, str(left), str(right))


def _plain_polars(values: Any) -> Any:
    import polars as pl

    if isinstance(values.dtype, pl.Categorical | pl.Enum):
        return values.cast(pl.String)
    if values.dtype == pl.Boolean or values.dtype.is_integer():
        return values.cast(pl.Int64)
    return values.cast(pl.Float64) if values.dtype.is_float() else values


def _plain_pandas(values: Any) -> Any:
    import pandas as pd

    return values.astype(values.cat.categories.dtype) if isinstance(values.dtype, pd.CategoricalDtype) else values


def _kind(dtype: Any) -> str:
    return KINDS.get(dtype.kind, "text") if hasattr(dtype, "kind") else str(dtype)
