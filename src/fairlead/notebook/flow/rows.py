"""Paths of rows: where rows come from, the parts taken of them, and when two sets of rows can hold the same row.

A path is an origin and the parts taken of it one after the other: ``("titanic.csv", "test#split 7:0", "[:100]#=")``.
A part is written ``which#cut``. Parts of one cut have no row in common; parts of two random cuts may have; two cuts
that
a person wrote (slices, filters; their name begins with ``=``) are taken to be meant apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

RowPath = tuple[str, ...]
Rows = frozenset[RowPath]

NO_ROWS: Rows = frozenset()
LONGEST_PATH = 8
MOST_PATHS = 24
_OPPOSITE = {"in": "out", "out": "in", "train": "test", "test": "train"}


def origin(name: str) -> Rows:
    """Return all rows of a new origin."""
    return frozenset([(name,)])


@lru_cache(maxsize=4096)
def part_of(rows: Rows, part: str) -> Rows:
    """Return the rows of a part, such as ``train#split 7:0``.

    >>> part_of(origin("df"), "[:9]#=")
    frozenset({('df', '[:9]#=')})
    """
    return frozenset(_extended(path, part) for path in rows)


def _extended(path: RowPath, part: str) -> RowPath:
    """Return a path with one more part; the same filter twice is one, the same random cut of a part is another cut."""
    if len(path) >= LONGEST_PATH or (path[-1] == part and "#=" in part):
        return path
    _, _, cut = part.partition("#")
    if cut[:1] != "=":
        while any(one.endswith(f"#{cut}") for one in path):
            cut += "'"
            part += "'"
    return (*path, part)


def opposite(part: str) -> str | None:
    """Return the rest of a cut in two.

    >>> opposite("in#=df.age > 5"), opposite("[:9]#=")
    ('out#=df.age > 5', None)
    """
    which, _, cut = part.partition("#")
    other = _OPPOSITE.get(which)
    return None if other is None else f"{other}#{cut}"


def union(several: Iterable[Rows]) -> Rows:
    """Return the rows of all; of very many, only their origins."""
    rows = NO_ROWS.union(*several)
    if len(rows) < 2:
        return rows
    return _widest(rows) if len(rows) <= MOST_PATHS else frozenset(path[:1] for path in rows)


def _widest(rows: Rows) -> Rows:
    """Leave out the parts of what is there as a whole."""
    parts = [path for path in rows if any(path[:length] in rows for length in range(1, len(path)))]
    return rows.difference(parts) if parts else rows


def without(rows: Rows, taken: Rows) -> Rows:
    """Return the rows that are left when some are taken away: the opposite part where they are a part of these.

    >>> train = part_of(origin("df"), "in#sample 3:0")
    >>> without(origin("df"), train)
    frozenset({('df', 'out#sample 3:0')})
    """
    left: set[RowPath] = set()
    for path in rows:
        parts = {one[len(path)] for one in taken if len(one) > len(path) and one[: len(path)] == path}
        rest = [other for part in parts if (other := opposite(part))]
        if path not in taken:
            left.add((*path, *rest[:1]))
    return frozenset(left)


@lru_cache(maxsize=4096)
def share_rows(one: Rows, other: Rows) -> bool:
    """Tell whether two data can hold the same row.

    >>> table, train, test = origin("df"), part_of(origin("df"), "train#a"), part_of(origin("df"), "test#a")
    >>> share_rows(table, test), share_rows(train, test), share_rows(train, part_of(table, "test#b"))
    (True, False, True)
    """
    return any(paths_meet(a, b) for a in one for b in other)


def paths_meet(one: RowPath, other: RowPath) -> bool:
    """Tell whether two paths can lead to the same row: by the first part in which they differ."""
    for number, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return number > 0 and _parts_meet(a, b) and not _is_context(a, b, one[number + 1 :], other[number + 1 :])
    return True


def windows_of(width: str) -> str:
    """Return the part of rows that stand at the end of a window, so that the first rows are only looked back at."""
    return f"windows#=window {width}"


def _is_context(one: str, other: str, after_one: RowPath, after_other: RowPath) -> bool:
    """Tell whether two slices share only rows that windows look back at: ``[:n]``, and windows of 60 in ``[n-60:]``."""
    back = _rows_back(one, other)
    after = after_other
    if back is None:
        back, after = _rows_back(other, one), after_one
    if back is None:
        return False
    widths = [part.partition("#=window ")[2] for part in after if "#=window " in part]
    return any(not (width.isdigit() and back.isdigit()) or int(back) <= int(width) for width in widths)


def _rows_back(first: str, second: str) -> str | None:
    """Return how many rows before the end of the first slice the second one starts, as far as it is written."""
    (start, stop), (other_start, other_stop) = _bounds(first), _bounds(second)
    if stop and other_start.startswith(f"{stop}-"):
        return other_start[len(stop) + 1 :]
    try:
        edges = int(start or 0), int(other_start), int(stop), int(other_stop or 10**12)
    except ValueError:
        return None
    return str(edges[2] - edges[1]) if 0 <= edges[0] < edges[1] < edges[2] < edges[3] else None


def _bounds(part: str) -> tuple[str, str]:
    start, _, stop = part.partition("#")[0][1:-1].partition(":")
    return start, stop


@lru_cache(maxsize=4096)
def is_within(rows: Rows, others: Rows) -> bool:
    """Tell whether every row is surely among others: each path begins with one of theirs."""
    return bool(rows) and all(any(path[: len(other)] == other for other in others) for path in rows)


def origins(rows: Rows) -> frozenset[str]:
    """Return where rows come from in the first place."""
    return frozenset(path[0] for path in rows)


def _parts_meet(one: str, other: str) -> bool:
    which, _, cut = one.partition("#")
    other_which, _, other_cut = other.partition("#")
    if which[:1] == other_which[:1] == "[":
        return _slices_meet(which, other_which)
    if which == other_which == "windows":
        return True
    if cut[:1] == other_cut[:1] == "=":
        return _filters_meet(cut, other_cut)
    return cut != other_cut


def filter_of(columns: frozenset[str] | None, text: str) -> str:
    """Return the part that a condition chooses: named by the columns that it looks at, and its text.

    >>> filter_of(frozenset(["year"]), "df.year < 2015")
    'in#=year|df.year < 2015'
    """
    return f"in#={','.join(sorted(columns or ()))}|{text}"


def _filters_meet(one: str, other: str) -> bool:
    """Tell whether two conditions can hold of one row: only where they look at columns of which none is the same."""
    columns, _, _ = one[1:].partition("|")
    other_columns, _, _ = other[1:].partition("|")
    if not columns or not other_columns:
        return False
    return not set(columns.split(",")) & set(other_columns.split(","))


def _slices_meet(one: str, other: str) -> bool:
    """Tell whether ``[a:b]`` and ``[c:d]`` overlap; bounds that are no numbers are taken to be meant apart."""
    (start, stop), (other_start, other_stop) = _bounds(one), _bounds(other)
    if start == other_start or stop == other_stop:
        return True
    if stop and other_start.startswith(f"{stop}-") or other_stop and start.startswith(f"{other_stop}-"):
        return True
    try:
        edges = [int(start or 0), int(stop or 10**12), int(other_start or 0), int(other_stop or 10**12)]
    except ValueError:
        return False
    if min(edges) < 0:
        return False
    return edges[0] < edges[3] and edges[2] < edges[1]
