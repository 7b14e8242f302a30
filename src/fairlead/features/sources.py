"""Tell which columns of its input each column that a step gives is made of: by names, else by trying it out."""

from __future__ import annotations

import copy
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from fairlead.features.attempt import attempted
from fairlead.features.perturbing import Measured, measured
from fairlead.features.table import height_of

How = Literal["named", "measured", "assumed"]
RANK: dict[str, int] = {"named": 0, "measured": 1, "assumed": 2}

ROW_WISE = frozenset({"FunctionTransformer", "IterativeImputer", "KNNImputer", "Normalizer"})
"""Steps of scikit-learn whose names pair each output with one input, though others count too."""

_MARK = re.compile("\x02(\\d+)\x03")


@dataclass(frozen=True, slots=True)
class Source:
    """Hold the columns that a feature is made of.

    Parameters
    ----------
    columns : names.
    how : ``named`` (the step says so), ``measured`` (other values of these columns gave other values of the feature),
        or ``assumed`` (it could not be found out, so all that may be).
    """

    columns: tuple[str, ...]
    how: How


@dataclass(frozen=True, slots=True)
class Local:
    """Hold the positions of input columns that an output column of one step is made of."""

    places: tuple[int, ...]
    how: How


def joined(local: Local, before: Sequence[Source]) -> Source:
    """Trace an output back through the step's input to the raw columns.

    >>> joined(Local((0, 1), "named"), [Source(("a",), "measured"), Source(("b",), "named")])
    Source(columns=('a', 'b'), how='measured')
    """
    inner = [before[place] for place in local.places]
    columns = dict.fromkeys(name for one in inner for name in one.columns)
    how = max((local.how, *(one.how for one in inner)), key=RANK.__getitem__)
    return Source(tuple(columns), how)


def sources_of(
    part: Any, before: Any, names: Sequence[str], after: Any, given: Sequence[str]
) -> tuple[list[Local], tuple[str, ...]]:
    """Return for each output of a step which of its inputs it is made of, and notes on what could not be found out.

    Parameters
    ----------
    part : the fitted step.
    before, names : its input and the names of the columns.
    after, given : its output and the names of the columns.
    """
    by_name = _named(part, names, given)
    open_places = [n for n, one in enumerate(by_name) if one is None]
    if not open_places:
        return [one for one in by_name if one is not None], ()
    tried = measured(part, before, after) if height_of(after) == height_of(before) else Measured(None, "")
    everything = tuple(range(len(names)))
    local = [
        one or (Local(everything, "assumed") if tried.inputs is None else Local(tried.inputs[n], "measured"))
        for n, one in enumerate(by_name)
    ]
    reason = f": {tried.reason}" if tried.reason else ""
    note = (f"which columns count could not be measured{reason}; all are assumed",) if tried.inputs is None else ()
    return local, note


def _named(part: Any, names: Sequence[str], given: Sequence[str]) -> list[Local | None]:
    """Return what a step's names say of its outputs, where it is of a library whose names can be relied on."""
    silent: list[Local | None] = [None] * len(given)
    kind = type(part)
    if kind.__module__.partition(".")[0] not in ("sklearn", "skrub") or kind.__name__ in ROW_WISE:
        return silent
    pairs = attempted(lambda: dict(part.input_to_outputs_))
    if pairs.error is None:
        return _paired(pairs.value, list(names), given)
    # The step is asked how it would name its outputs if its inputs were called 0, 1, 2 between marks that no real
    # name has. Real names do not tell: `a_b_c` may be the value `b_c` of `a`, or the value `c` of `a_b`.
    other = copy.copy(part)
    other.__dict__.pop("feature_names_in_", None)
    marked = attempted(getattr(other, "get_feature_names_out", None) or _nothing, [_mark(n) for n in range(len(names))])
    if marked.error is not None or len(marked.value) != len(given):
        return silent
    return [_marked(str(name)) for name in marked.value]


def _marked(name: str) -> Local | None:
    places = dict.fromkeys(int(place) for place in _MARK.findall(name))
    if places:
        return Local(tuple(places), "named")
    return Local((), "named") if name == "1" else None  # the constant of a polynomial


def _paired(pairs: dict[str, Sequence[str]], names: list[str], given: Sequence[str]) -> list[Local | None]:
    places: dict[str, list[int]] = {name: [] for name in given}
    for column, outputs in pairs.items():
        for output in outputs:
            if output in places and column in names:
                places[output].append(names.index(column))
    return [Local(tuple(places[name]), "named") if places[name] else None for name in given]


def _mark(place: int) -> str:
    return f"\x02{place}\x03"


def _nothing(*_: Any) -> list[str]:
    return []
