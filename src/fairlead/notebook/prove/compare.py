"""Compare two nodes: the same to the bit, within tolerance, different, or not comparable; where they differ first."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from fairlead.notebook.prove.node import Node, Shelf

Outcome = Literal["same", "close", "different", "unknown"]

RELATIVE = 1e-9
"""Relative difference up to which two floats of 64 bits are within tolerance; 32 bits have `RELATIVE_32`. Chosen by us:
sums in another order differ by some 1e-12, a real change of a metric of 10,000 rows by 1e-4."""

RELATIVE_32 = 1e-5
ABSOLUTE = 1e-12

TIMED = ("mean_fit_time", "std_fit_time", "mean_score_time", "std_score_time", "fit_time", "score_time")
CLOCKS = frozenset((".refit_time_", *(f"['{name}']" for name in TIMED), *(f"column '{name}'" for name in TIMED)))
"""Parts that scikit-learn fills with seconds. Where they differ they are not compared, and that is said."""

NUMBER = re.compile(r"[-+]?(?:\d+\.\d*|\.\d+|\d+)(?:[eE][-+]?\d+)?")
SHOWN = 60


@dataclass(frozen=True, slots=True)
class Difference:
    """Say where two values differ first.

    Parameters
    ----------
    where : the way to the part, such as ``column 'age', row 3``.
    left, right : both values there, as text.
    """

    where: str
    left: str
    right: str


@dataclass(slots=True)
class Match:
    """Hold what a comparison found.

    Parameters
    ----------
    outcome : the worst of all parts.
    first : the first difference, of the worst kind.
    parts : how many parts differ.
    largest : the largest relative difference of two numbers.
    uncompared : what cannot be compared, each as a way and a reason.
    """

    outcome: Outcome = "same"
    first: Difference | None = None
    parts: int = 0
    largest: float = 0.0
    uncompared: list[tuple[str, str]] = field(default_factory=list)

    @property
    def compared(self) -> bool:
        """Tell whether anything could be compared."""
        return self.outcome != "unknown"


@dataclass(frozen=True, slots=True)
class Tolerance:
    """Say how far two floats may be apart: relative to the larger one, by their width."""

    relative: float = RELATIVE
    relative_32: float = RELATIVE_32
    absolute: float = ABSOLUTE

    def of_width(self, bits: int) -> float:
        """Return the relative tolerance of floats of so many bits."""
        return self.relative if bits >= 64 else max(self.relative, self.relative_32)


Path = tuple[str, ...]


def compare(left: Node, right: Node, shelf: Shelf, tolerance: Tolerance | None = None) -> Match:
    """Compare two values.

    >>> from fairlead.notebook.prove.node import leaf
    >>> compare(leaf("int", "1"), leaf("int", "2"), None).first
    Difference(where='', left='1', right='2')
    """
    comparison = _Comparison(shelf, tolerance or Tolerance())
    comparison.walk(left, right, ())
    match = comparison.match
    if match.outcome == "same" and (left.kind == "unknown" or (left.kind == "code" and left.digest != right.digest)):
        match.outcome = "unknown"
    return match


class _Comparison:
    def __init__(self, shelf: Shelf, tolerance: Tolerance) -> None:
        self.shelf = shelf
        self.tolerance = tolerance
        self.match = Match()

    def walk(self, left: Node, right: Node, path: Path) -> None:
        if left.digest == right.digest:
            self.match.uncompared += [(_way((*path, *way)), f"{one.type}: {one.value}") for way, one in left.unknowns()]
            return
        if path and path[-1] in CLOCKS:
            self.match.uncompared.append((_way(path), "seconds that something took"))
            return
        if "unknown" in (left.kind, right.kind):
            if left.kind == right.kind and left.type == right.type:
                self.match.uncompared.append((_way(path), f"{left.type}: {left.value}"))
            else:
                self._differ(path, _said(left), _said(right))
            return
        if left.kind != right.kind or left.type != right.type:
            self._differ(path, _kind_and_value(left), _kind_and_value(right))
            return
        getattr(self, f"_{left.kind}")(left, right, path)

    def _leaf(self, left: Node, right: Node, path: Path) -> None:
        numbers = _floats(left), _floats(right)
        if numbers[0] is None or numbers[1] is None:
            cut = _begin_of_difference(left.value, right.value)
            self._differ(path, _said(left, cut), _said(right, cut))
            return
        bits = 32 if left.type.endswith(("32", "complex64")) else 16 if left.type.endswith("16") else 64
        pairs = list(zip(numbers[0], numbers[1], strict=True))
        if all(self._is_close(one, other, bits) for one, other in pairs):
            self._close(path, left, right, max(_apart(one, other) for one, other in pairs))
        else:
            self._differ(path, _said(left), _said(right), max(_apart(one, other) for one, other in pairs))

    def _is_close(self, one: float, other: float, bits: int) -> bool:
        if math.isnan(one) or math.isnan(other):
            return math.isnan(one) and math.isnan(other)
        return math.isclose(one, other, rel_tol=self.tolerance.of_width(bits), abs_tol=self.tolerance.absolute)

    def _array(self, left: Node, right: Node, path: Path) -> None:
        if left.value != right.value:
            self._differ(path, _type_and_shape(left), _type_and_shape(right))
            return
        one, other = _array_of(left, self.shelf), _array_of(right, self.shelf)
        if one is None or other is None:
            self._differ(path, "other numbers (they were too large to keep)", "")
            return
        import numpy  # the values themselves are its

        unequal = one != other
        if one.dtype.kind in "fc":
            signs = numpy.signbit(one.real) != numpy.signbit(other.real)
            unequal = (unequal & ~(numpy.isnan(one) & numpy.isnan(other))) | ((one == other) & signs)
        places = numpy.flatnonzero(unequal)
        if places.size == 0:  # parts that no comparison of numbers tells apart, such as a sign of an imaginary zero
            self._differ(path, "other bits", "other bits")
            return
        apart, is_close = 0.0, False
        if one.dtype.kind in "fc":
            bits = one.dtype.itemsize * 8 // (2 if one.dtype.kind == "c" else 1)
            a, b = one.ravel()[places], other.ravel()[places]
            with numpy.errstate(all="ignore"):
                close = numpy.isclose(
                    a, b, rtol=self.tolerance.of_width(bits), atol=self.tolerance.absolute, equal_nan=True
                )
                far = numpy.abs(a - b) / numpy.maximum(numpy.abs(a), numpy.abs(b))
            apart, is_close = float(numpy.nanmax(numpy.append(far, 0.0))), bool(close.all())
            place = int(places[0] if is_close else places[~close][0])
        else:
            place = int(places[0])
        where = (*path, _element(place, one.shape, path))
        pair = _plain(one.ravel()[place]), _plain(other.ravel()[place])
        if is_close:
            self._note("close", where, *pair, apart, int(places.size))
        else:
            self._note("different", where, *pair, apart, int(places.size))

    def _texts(self, left: Node, right: Node, path: Path) -> None:
        one, other = self.shelf.get_texts(left.content), self.shelf.get_texts(right.content)
        if one is None or other is None:
            self._differ(path, "other texts (they were too large to keep)", "")
            return
        for n, (a, b) in enumerate(zip(one, other, strict=False)):
            if a != b:
                number = sum(x != y for x, y in zip(one, other, strict=False)) + abs(len(one) - len(other))
                self._note("different", (*path, f"row {n}"), _text(a), _text(b), 0.0, number)
                return
        self._differ(path, f"{len(one)} texts", f"{len(other)} texts")

    def _branch(self, left: Node, right: Node, path: Path) -> None:
        before = self.match.parts
        labels, others = [label for label, _ in left.children], [label for label, _ in right.children]
        if labels != others:
            self._labels(labels, others, left, right, path)
            return
        for (label, one), (_, other) in zip(left.children, right.children, strict=True):
            self.walk(one, other, (*path, label) if label else path)
        if left.value != right.value and self.match.parts == before:
            self._differ(path, left.value, right.value)

    def _labels(self, labels: list[str], others: list[str], left: Node, right: Node, path: Path) -> None:
        missing = [one for one in labels if one not in others]
        added = [one for one in others if one not in labels]
        if missing:
            self._differ((*path, missing[0]), _said(dict(left.children)[missing[0]]), "not there")
        elif added:
            self._differ((*path, added[0]), "not there", _said(dict(right.children)[added[0]]))
        else:
            n = next(
                (n for n, (a, b) in enumerate(zip(labels, others, strict=False)) if a != b),
                min(len(labels), len(others)),
            )
            self._differ((*path, f"place {n}"), "".join(labels[n : n + 1]), "".join(others[n : n + 1]))

    def _code(self, left: Node, right: Node, path: Path) -> None:
        name, other = left.value.split(" ")[0], right.value.split(" ")[0]
        if name != other:
            self._differ(path, name, other)
        elif left.value != right.value:
            self.match.uncompared.append(
                (_way(path), f"{left.type} {name}: its code is another; what it gives is compared")
            )
        else:
            self._branch(left, right, path)

    def _differ(self, path: Path, left: str, right: str, apart: float = 0.0) -> None:
        self._note("different", path, left, right, apart, 1)

    def _close(self, path: Path, left: Node, right: Node, apart: float) -> None:
        self._note("close", path, _said(left), _said(right), apart, 1)

    def _note(self, outcome: Outcome, path: Path, left: str, right: str, apart: float, number: int) -> None:
        match = self.match
        match.parts += number
        match.largest = max(match.largest, apart if math.isfinite(apart) else math.inf)
        if match.first is None or (outcome == "different" and match.outcome != "different"):
            match.first = Difference(_way(path), left, right)
        if outcome == "different" or match.outcome == "same":
            match.outcome = outcome


def compare_texts(left: str, right: str, tolerance: Tolerance | None = None) -> Match:
    """Compare two printed texts: all but numbers must be equal, numbers within tolerance.

    >>> compare_texts("score 0.5", "score 0.6").first
    Difference(where='line 1', left='score 0.5', right='score 0.6')
    >>> compare_texts("score 0.5", "score 0.50").outcome
    'close'
    """
    if left == right:
        return Match()
    allowed = tolerance or Tolerance()
    lines, others = left.splitlines(keepends=True), right.splitlines(keepends=True)
    first: tuple[int, str, str] | None = None
    largest, parts, is_close = 0.0, 0, len(lines) == len(others)
    for n in range(max(len(lines), len(others))):
        one, other = "".join(lines[n : n + 1]), "".join(others[n : n + 1])
        if one == other:
            continue
        parts += 1
        apart = _texts_apart(one, other, allowed)
        if apart is None and is_close:
            is_close, first = False, (n + 1, one, other)
        first = first or (n + 1, one, other)
        largest = max(largest, apart or 0.0)
    assert first is not None
    difference = Difference(f"line {first[0]}", _line(first[1]), _line(first[2]))
    return Match("close" if is_close else "different", difference, parts, largest)


def _texts_apart(one: str, other: str, allowed: Tolerance) -> float | None:
    """Return how far the numbers of two lines are apart; None if they are not within tolerance."""
    if NUMBER.sub("#", one) != NUMBER.sub("#", other):
        return None
    pairs = [(a, b) for a, b in zip(NUMBER.findall(one), NUMBER.findall(other), strict=True) if a != b]
    for a, b in pairs:
        if a.lstrip("+-").isdigit() and b.lstrip("+-").isdigit():
            return None
        if not math.isclose(float(a), float(b), rel_tol=allowed.relative, abs_tol=allowed.absolute):
            return None
    return max((_apart(float(a), float(b)) for a, b in pairs), default=0.0)


def _line(text: str) -> str:
    return text.rstrip("\n")[:SHOWN] if text else "nothing"


def _way(path: Path) -> str:
    """Return a way for people: what is called by a dot or a bracket follows without a comma."""
    text = ""
    for part in filter(None, path):
        text += part if not text or part[0] in ".[" else f", {part}"
    return text


def _begin_of_difference(one: str, other: str) -> int:
    """Return where to begin to show two texts of which only the beginning fits: a little before they differ."""
    if one[:SHOWN] != other[:SHOWN]:
        return 0
    place = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return max(0, place - SHOWN // 3)


def _said(one: Node, begin: int = 0) -> str:
    """Return a node for people."""
    if one.kind == "leaf":
        numbers = _floats(one)
        if numbers is not None:
            return repr(numbers[0]) if len(numbers) == 1 else repr(complex(*numbers))
        value = f"…{one.value[begin:]}" if begin else one.value
        return _text(value) if one.type == "str" else value[:SHOWN] or one.type
    kind = one.type.removeprefix("values ")
    return f"{kind} ({one.value})" if one.kind == "branch" and one.value else kind


def _kind_and_value(one: Node) -> str:
    """Return the type of a value that differs by its type, and of a scalar what it is."""
    kind = one.type.removeprefix("values ")
    return f"{kind} {_said(one)}" if one.kind == "leaf" and one.value and one.type != "str" else _said(one) or kind


def _text(value: Any) -> str:
    return "missing" if value is None else repr(value if len(value) <= SHOWN else value[:SHOWN] + "…")


def _floats(one: Node) -> tuple[float, ...] | None:
    kind = one.type.rpartition(".")[2]
    if one.kind != "leaf" or not kind.startswith(("float", "complex")) or "longdouble" in kind:
        return None
    try:
        return tuple(float.fromhex(part) for part in one.value.split())
    except ValueError:
        return None


def _apart(one: float, other: float) -> float:
    larger = max(abs(one), abs(other))
    if one == other or larger == 0 or (math.isnan(one) and math.isnan(other)):
        return 0.0
    return abs(one - other) / larger if math.isfinite(one) and math.isfinite(other) else math.inf


def _type_and_shape(one: Node) -> str:
    dtype, _, shape = one.value.partition(" ")
    return f"{one.type} of type {dtype}, shape ({shape.replace('x', ', ')})"


def _array_of(one: Node, shelf: Shelf) -> Any:
    import numpy  # the values themselves are its

    data = bytes.fromhex(one.content[4:]) if one.content.startswith("hex:") else shelf.get(one.content)
    if data is None:
        return None
    dtype, _, shape = one.value.partition(" ")
    return numpy.frombuffer(data, dtype=dtype).reshape([int(size) for size in shape.split("x") if size])


def _element(place: int, shape: Sequence[int], path: Path) -> str:
    if len(shape) == 1:
        return f"row {place}" if any(part.startswith("column ") for part in path) else f"[{place}]"
    inside = []
    for size in reversed(shape):
        inside.append(place % size)
        place //= size
    return f"[{', '.join(map(str, reversed(inside)))}]"


def _plain(value: Any) -> str:
    plain = value.item() if value.dtype.kind not in "Mm" else value
    return str(plain) if value.dtype.kind in "Mm" else repr(plain)[:SHOWN]
