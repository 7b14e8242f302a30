"""A model as one function of one row, compiled from its fitted pipeline."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256

from fairlead.model import Column, Model
from fairlead.model.rows import table_of
from fairlead.serve.pipeline import Found, Row, ask
from fairlead.serve.plan.code import Code, Col, NoPlanError
from fairlead.serve.plan.compose import finished


class BeyondPlanError(Exception):
    """Say that a row is beyond what the plan can tell: the pipeline is asked, and may refuse it."""


UNSURE = (BeyondPlanError, ArithmeticError, LookupError, TypeError, ValueError)
"""What the function of a row raises where the pipeline may raise too, or where only it knows."""


@dataclass(frozen=True, slots=True, eq=False)
class RowPlan:
    """Answer one row as the pipeline does, to the last bit, without a table.

    Parameters
    ----------
    model : whose answers these are; it is asked where the plan cannot tell, such as for an overflow.
    steps : what the plan does, in words.
    source : its Python code.
    takes_apart : bool, whether a person's own function is written as what it does.
    """

    model: Model = field(repr=False)
    steps: tuple[str, ...]
    source: str = field(repr=False)
    function: Callable[[Row], Found] = field(repr=False)
    takes_apart: bool = field(default=False, repr=False)

    @property
    def digest(self) -> str:
        """Return the SHA-256 of what the plan does."""
        return sha256(self.source.encode()).hexdigest()

    def __call__(self, row: Row) -> tuple[float, ...]:
        """Return the outputs for one row, equal to ``model.score_rows([row])[0]``.

        Parameters
        ----------
        row : values by column, as `Domain.check` returns them.

        Raises
        ------
        ModelInputError, ValueError
            As the pipeline, where it cannot answer the row either.
        """
        return self.answer(row)[0]

    def answer(self, row: Row) -> Found:
        """Return the outputs for one row, and the place of the answer among the classes; see `__call__`."""
        try:
            return self.function(row)
        except UNSURE:
            return ask(self.model, [row])[0]


def write_plan(model: Model, *, takes_apart: bool = True) -> RowPlan:
    """Write the pipeline of a model as a function of one row.

    Parameters
    ----------
    takes_apart : write a person's own function as what it does, where that can be read; otherwise call it.

    Raises
    ------
    NoPlanError
        A step has no such form; the error names it.
    """
    if not model.golden.rows:
        raise NoPlanError("the model has no golden rows to look at its steps with")
    code = Code(objects={"NAN": float("nan"), "Beyond": BeyondPlanError}, takes_apart=takes_apart)
    code.sample, code.columns = table_of(list(model.golden.rows), model.schema), model.schema
    container = model.schema.container
    cols = [_column(one, container, code) for one in model.schema.columns]
    finished(model.pipeline, cols, code)
    source = _source("plan", code.lines)
    if code.after:
        last = ["outputs, place = inner(row)", *code.after, "return outputs, place"]
        source = _source("inner", code.lines) + _source("plan", last)
    space = dict(code.objects)
    exec(compile(source, f"<row plan of {model.name}>", "exec"), space)  # our own lines: a value in them is a name
    return RowPlan(model, tuple(code.words), source, space["plan"], code.has_taken_apart)


def _source(name: str, lines: list[str]) -> str:
    return "\n    ".join([f"def {name}(row):", *lines]) + "\n"


def _column(column: Column, container: str, code: Code) -> Col:
    is_text = column.kind not in ("int", "float", "bool")
    is_none = container == "polars" or (column.dtype == "object" and column.missing == "none")
    name = None if container == "numpy" else column.name
    local = code.let(f"row[{column.name!r}]")
    is_single = column.kind == "float" and "32" in column.dtype
    if is_single:
        code.objects["single"] = _single
        local = code.let(f"single({local})")
    return Col(
        local,
        "raw" if column.nullable else "number",
        name,
        is_text,
        gap="none" if is_none else "nan",
        never_missing=not column.nullable,
        is_single=is_single,
    )


_SINGLE = struct.Struct("=f")


def _single(value: float | None) -> float | None:
    """Return a number rounded to single precision, as a column of that type holds it.

    >>> _single(0.1), _single(None)
    (0.10000000149011612, None)
    """
    found: float | None = None if value is None else _SINGLE.unpack(_SINGLE.pack(value))[0]
    return found
