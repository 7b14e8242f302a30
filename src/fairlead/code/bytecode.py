"""Read compiled code: the names it uses, and a text that stands for it where there is no source."""

from __future__ import annotations

import dis
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from types import CodeType, FunctionType
from typing import Any

# A name and the attributes that are read from it at once: ``helpers.text.clean``.
Chain = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Import:
    """Hold an import statement; `bound` is the local name of a plain ``import name``."""

    level: int
    module: str
    names: tuple[str, ...]
    bound: str | None


@dataclass(frozen=True, slots=True)
class Uses:
    """Hold what a code object and the code nested in it read by global name, import, and rebind."""

    chains: frozenset[Chain]
    local_chains: frozenset[Chain]
    imports: tuple[Import, ...]
    rebinds: frozenset[str]

    @classmethod
    def of(cls, code: CodeType) -> Uses:
        """Read them from the bytecode.

        >>> sorted(Uses.of(compile("import math as m; m.pi + K", "", "exec")).chains)
        [('K',), ('m', 'pi')]
        """
        chains: set[Chain] = set()
        local_chains: set[Chain] = set()
        imports: list[Import] = []
        rebinds: set[str] = set()
        for each in nested(code):
            # EXTENDED_ARG only widens the argument of the step after it.
            steps = [step for step in dis.get_instructions(each) if step.opname != "EXTENDED_ARG"]
            for position, step in enumerate(steps):
                name = step.opname
                if name in ("LOAD_GLOBAL", "LOAD_NAME", "LOAD_FROM_DICT_OR_GLOBALS"):
                    chains.add(_attributes(steps, position, step.argval))
                elif "LOAD_FAST" in name or "DEREF" in name and not name.startswith(("STORE", "DELETE")):
                    loaded = step.argval if isinstance(step.argval, tuple) else (step.argval,)
                    local_chains.update((one,) for one in loaded[:-1])
                    local_chains.add(_attributes(steps, position, loaded[-1]))
                elif name == "IMPORT_NAME":
                    imports.append(_import(steps, position))
                elif name in ("STORE_GLOBAL", "DELETE_GLOBAL") or (
                    name in ("STORE_DEREF", "DELETE_DEREF") and step.argval in code.co_freevars
                ):
                    rebinds.add(step.argval)
        return cls(frozenset(chains), frozenset(local_chains), tuple(imports), frozenset(rebinds))


def nested(code: CodeType) -> Iterator[CodeType]:
    """Give a code object and all code in it: nested functions, classes, lambdas, comprehensions."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from nested(constant)


def _attributes(steps: list[dis.Instruction], position: int, name: str) -> Chain:
    chain = [name]
    for step in steps[position + 1 :]:
        if step.opname not in ("LOAD_ATTR", "LOAD_METHOD"):
            break
        chain.append(step.argval)
    return tuple(chain)


def _import(steps: list[dis.Instruction], position: int) -> Import:
    level, names = steps[position - 2].argval, steps[position - 1].argval
    after = steps[position + 1]
    bound = None
    if not names and after.opname.startswith("STORE_"):
        bound = after.argval[0] if isinstance(after.argval, tuple) else after.argval
    return Import(level, steps[position].argval, tuple(names or ()), bound)


def cells_of(function: FunctionType) -> dict[str, Any]:
    """Return the values that a function has closed over; a cell may still be empty."""
    cells: dict[str, Any] = {}
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        try:
            cells[name] = cell.cell_contents
        except ValueError:
            cells[name] = None
    return cells


def bytecode_form(value: object) -> str:
    """Write a code object as text, without positions and docstrings.

    >>> one, other = (compile(text, "", "eval") for text in ("x + 1", "x  +  1  # one"))
    >>> bytecode_form(one) == bytecode_form(other)
    True
    """
    if isinstance(value, frozenset):
        return "{" + ",".join(sorted(map(bytecode_form, value))) + "}"
    if isinstance(value, tuple):
        return "(" + ",".join(map(bytecode_form, value)) + ")"
    if not isinstance(value, CodeType):
        return repr(value)
    constants = list(value.co_consts)
    if _starts_with_docstring(value):
        constants[0] = None
    return bytecode_form(
        (
            *(value.co_name, value.co_argcount, value.co_posonlyargcount, value.co_kwonlyargcount),
            *(value.co_flags & 0xFFFFFF, value.co_code, value.co_exceptiontable),
            *(value.co_names, value.co_varnames, value.co_freevars, value.co_cellvars, tuple(constants)),
        )
    )


def _starts_with_docstring(code: CodeType) -> bool:
    """Tell whether the first constant is a docstring: up to Python 3.13 by its place, later by a flag."""
    if not code.co_consts or not isinstance(code.co_consts[0], str) or code.co_name.startswith("<"):
        return False
    is_function = bool(code.co_flags & 0x2)
    return bool(code.co_flags & 0x4000000) if sys.version_info >= (3, 14) else is_function
