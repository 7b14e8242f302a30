"""Read a column of times as numbers that can be compared: moments in UTC, days, or plain numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal

from fairlead.errors import JoinError

if TYPE_CHECKING:
    import numpy as np

TICKS_A_SECOND = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}
UNITS = tuple(TICKS_A_SECOND)

Kind = Literal["moment with a time zone", "moment without a time zone", "day", "number"]


@dataclass(frozen=True, slots=True)
class Moments:
    """Hold the times of a table.

    Parameters
    ----------
    column : str
    kind : what the values say; two kinds cannot be compared.
    values : int or float array; moments count from 1970-01-01 in UTC.
    unit : str, of a moment ``s``, ``ms``, ``us`` or ``ns``; of a day ``s``; "" of a number
    """

    column: str
    kind: Kind
    values: np.ndarray[Any, Any]
    unit: str

    def in_unit(self, unit: str) -> np.ndarray[Any, Any]:
        """Return the values in a finer unit.

        Raises
        ------
        JoinError
            The values do not fit: 64 bits of nanoseconds end in the year 2262.
        """
        if not self.unit or self.unit == unit:
            return self.values
        factor = TICKS_A_SECOND[unit] // TICKS_A_SECOND[self.unit]
        if len(self.values) and abs(self.values).max() > (2**63 - 1) // factor:
            raise JoinError.out_of_range(self.column, unit)
        return self.values * factor


def moments_of(library: str, table: Any, column: str, side: str) -> Moments:
    """Read the times of a polars or pandas table.

    Raises
    ------
    JoinError
        The column holds no times or numbers, or some are missing.
    """
    values = table[column]
    present = values.drop_nulls().drop_nans() if library == "polars" and values.dtype.is_float() else values
    present = present.drop_nulls() if library == "polars" else present.dropna()
    found = _of_polars(column, present) if library == "polars" else _of_pandas(column, present)
    if found is None:
        raise JoinError.no_times(column, side, str(values.dtype))
    missing = len(values) - len(present)
    if missing:
        raise JoinError.missing_times(column, side, missing, len(values))
    return found


def together(left: Moments, right: Moments) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any], str]:
    """Bring two columns of times to one unit.

    Raises
    ------
    JoinError
        One has a time zone and the other not, or one is a day and the other a moment.
    """
    if left.kind != right.kind:
        raise JoinError.other_times(left.column, left.kind, right.column, right.kind)
    if not left.unit:
        return left.values, right.values, ""
    unit = max(left.unit, right.unit, key=UNITS.index)
    return left.in_unit(unit), right.in_unit(unit), unit


def duration(value: Any, unit: str, name: str) -> Any:
    """Return a length of time in the unit of the times: a ``timedelta``, or a number where times are numbers.

    Raises
    ------
    JoinError
        It is of the other kind, or below zero.
    """
    if unit and isinstance(value, timedelta):
        micros = (value.days * 86_400 + value.seconds) * 10**6 + value.microseconds
        nanos = micros * 1_000 + int(getattr(value, "nanoseconds", 0))  # pandas has finer ones
        # Rounded up: a lag that is cut short would let a row in before it is known.
        length: Any = -(-nanos * TICKS_A_SECOND[unit] // 10**9)
    elif not unit and isinstance(value, int | float) and not isinstance(value, bool):
        length = value
    else:
        raise JoinError.bad_duration(name, value, is_number=not unit)
    if not length >= 0:
        raise JoinError.negative_duration(name, value)
    return length


def _of_polars(column: str, values: Any) -> Moments | None:
    import polars as pl

    kind = values.dtype
    if kind == pl.Datetime:
        name: Kind = "moment with a time zone" if kind.time_zone else "moment without a time zone"
        return Moments(column, name, values.to_physical().to_numpy(), kind.time_unit)
    if kind == pl.Date:
        return Moments(column, "day", values.to_physical().to_numpy().astype("int64") * 86_400, "s")
    if kind.is_integer():
        return Moments(column, "number", values.cast(pl.Int64).to_numpy(), "")
    return Moments(column, "number", values.cast(pl.Float64).to_numpy(), "") if kind.is_float() else None


def _of_pandas(column: str, values: Any) -> Moments | None:
    import pandas as pd

    kind = values.dtype
    if pd.api.types.is_datetime64_any_dtype(kind):
        zone = values.dt.tz
        plain = (values if zone is None else values.dt.tz_convert("UTC").dt.tz_localize(None)).to_numpy()
        plain = plain.astype("datetime64[ns]") if plain.dtype.kind != "M" else plain
        name: Kind = "moment without a time zone" if zone is None else "moment with a time zone"
        return Moments(column, name, plain.view("int64"), str(plain.dtype)[11:-1])
    if pd.api.types.is_bool_dtype(kind):
        return None
    if pd.api.types.is_integer_dtype(kind):
        return Moments(column, "number", values.to_numpy(dtype="int64"), "")
    return Moments(column, "number", values.to_numpy(dtype="float64"), "") if _is_float(kind) else None


def _is_float(kind: Any) -> bool:
    import pandas as pd

    return bool(pd.api.types.is_float_dtype(kind))
