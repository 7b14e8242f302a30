"""The folder that a split leaves: which files in it count, and what is known about them.

::

    out/
    ├── split.json                what was found, and the names of the files that count
    ├── suite.toml                the suite, to check repaired rows by
    ├── valid/part-0.parquet      rows that go on, with the columns of the table
    └── quarantine/part-0.parquet rows that were taken out, with two columns more: __broken and __row

`split.json` is written last and replaced as a whole. A file that it does not name does not count: it is what a
process that was killed has left. So read the folder with `scan_valid`, not with ``valid/*.parquet``.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fairlead.errors import SplitError

if TYPE_CHECKING:
    import polars as pl

FORMAT = 1
MANIFEST = "split.json"
SUITE = "suite.toml"
ROW = "__row"
"""Column with the number of a quarantined row in the table that was split, counted from 0."""
BROKEN = "__broken"
"""Column that says which rules a row broke: bit n of it is set for rule n. `__broken_1` goes on from rule 63."""
BITS = 63
"""Rules in one column: the sign of a 64-bit number is left alone."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Describe a rule of a split.

    Parameters
    ----------
    bit : int, its place in the masks.
    label, sentence : of the expectation.
    on_row, severity : of the expectation.
    columns : that it is about.
    considered, broken : int, rows that it was put to, and that broke it, when the table was split.
    """

    bit: int
    label: str
    sentence: str
    on_row: str
    severity: str
    columns: tuple[str, ...]
    considered: int
    broken: int

    @property
    def removes(self) -> bool:
        """Tell whether a row that breaks the rule is taken out; if not, the rule only flags."""
        return self.on_row != "flag"


@dataclass(frozen=True, slots=True)
class Part:
    """Name a file of the split, below its folder, and count its rows."""

    name: str
    rows: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """Hold what `split.json` says.

    Parameters
    ----------
    suite : str, the name of the suite.
    suite_problem : why the suite itself could not be written beside it, if so.
    rules : all that are about rows, in the order of their bits.
    keys, private : as in the suite.
    columns : of the table, in order.
    passed : whether the rows may go on; if not, there are no valid rows here.
    rows_in : of the table; `rows_valid` and `rows_quarantined` are their sum, now.
    valid, quarantine : files that count.
    created : time in ISO 8601.
    releases : what was put back since then.
    """

    suite: str
    suite_problem: str | None
    rules: tuple[Rule, ...]
    keys: tuple[str, ...]
    private: tuple[str, ...]
    columns: tuple[str, ...]
    passed: bool
    rows_in: int
    rows_valid: int
    rows_quarantined: int
    valid: tuple[Part, ...]
    quarantine: tuple[Part, ...]
    findings: tuple[Mapping[str, Any], ...]
    created: str
    releases: tuple[Mapping[str, Any], ...] = ()
    format: int = field(default=FORMAT)

    @property
    def parts(self) -> tuple[Part, ...]:
        """List all files that count."""
        return (*self.valid, *self.quarantine)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain values; numbers that JSON has no word for become text."""
        known: dict[str, Any] = _finite(asdict(self))
        return {"format": known.pop("format"), **known}

    @classmethod
    def from_dict(cls, known: Mapping[str, Any]) -> Manifest:
        """Build it again from what `to_dict` gave."""
        plain: dict[str, Any] = {name: tuple(one) if isinstance(one, list) else one for name, one in known.items()}
        plain["rules"] = tuple(Rule(**{**one, "columns": tuple(one["columns"])}) for one in plain["rules"])
        for name in ("valid", "quarantine"):
            plain[name] = tuple(Part(**one) for one in plain[name])
        return cls(**plain)


def mask_columns(rules: int) -> list[str]:
    """Name the columns that hold the masks of so many rules; there is always one.

    >>> mask_columns(2), mask_columns(64)
    (['__broken'], ['__broken', '__broken_1'])
    """
    return [BROKEN, *(f"{BROKEN}_{n}" for n in range(1, math.ceil(rules / BITS)))]


def has_bit(bit: int) -> pl.Expr:
    """Tell of each quarantined row whether it broke the rule with this bit."""
    import polars as pl

    name = mask_columns(bit + 1)[-1]
    return (pl.col(name) & (1 << bit % BITS)) != 0


def masks(bits: Mapping[int, pl.Expr], rules: int) -> list[pl.Expr]:
    """Put conditions, by the bit that stands for each, together into mask columns."""
    import polars as pl

    words: dict[int, list[pl.Expr]] = {}
    for bit, is_broken in bits.items():
        value = pl.lit(1 << bit % BITS, dtype=pl.Int64)
        words.setdefault(bit // BITS, []).append(pl.when(is_broken).then(value).otherwise(pl.lit(0, dtype=pl.Int64)))
    empty = [pl.lit(0, dtype=pl.Int64)]
    return [pl.sum_horizontal(words.get(n, empty)).alias(name) for n, name in enumerate(mask_columns(rules))]


def read_manifest(out: str | os.PathLike[str]) -> Manifest:
    """Read what a split folder says about itself.

    Raises
    ------
    SplitError
        It is no split folder, or of another version.
    """
    place = Path(out)
    try:
        known = json.loads((place / MANIFEST).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        raise SplitError.not_a_split(place) from None
    except (OSError, ValueError) as error:
        raise SplitError.unreadable(place / MANIFEST, str(error)) from error
    version = known.get("format") if isinstance(known, dict) else None
    if version != FORMAT:
        raise SplitError.other_format(place / MANIFEST, version, FORMAT)
    try:
        return Manifest.from_dict(known)
    except (TypeError, KeyError, AttributeError) as error:
        raise SplitError.unreadable(place / MANIFEST, f"{type(error).__name__}: {error}") from error


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Replace what the folder says about itself, in one step."""
    part = folder / f".{MANIFEST}.{os.getpid()}"
    try:
        text = json.dumps(manifest.to_dict(), indent=2, ensure_ascii=False, default=str)
        part.write_text(text + "\n", encoding="utf-8")
        os.replace(part, folder / MANIFEST)
    finally:
        part.unlink(missing_ok=True)


def scan_valid(out: str | os.PathLike[str]) -> pl.LazyFrame:
    """Open the valid rows of a split, with those that were released later at the end.

    Raises
    ------
    SplitError
        It is no split folder, or the split did not pass, so that there are no valid rows.
    """
    manifest = read_manifest(out)
    if not manifest.passed:
        raise SplitError.did_not_pass(Path(out), [str(one["message"]) for one in manifest.findings])
    return scan_parts(out, manifest.valid)


def read_valid(out: str | os.PathLike[str]) -> pl.DataFrame:
    """Read the valid rows of a split; see `scan_valid`."""
    return scan_valid(out).collect()


def scan_quarantine(out: str | os.PathLike[str]) -> pl.LazyFrame:
    """Open the quarantined rows of a split, with the columns `__broken` and `__row`."""
    return scan_parts(out, read_manifest(out).quarantine)


def scan_parts(out: str | os.PathLike[str], parts: Sequence[Part]) -> pl.LazyFrame:
    """Open files of a split as one table.

    Raises
    ------
    SplitError
        One of them is gone.
    """
    import polars as pl

    paths = [Path(out) / part.name for part in parts]
    gone = next((path for path in paths if not path.is_file()), None)
    if gone is not None:
        raise SplitError.part_missing(gone)
    return pl.concat([pl.scan_parquet(path, glob=False) for path in paths])


def count_rows(path: Path) -> int:
    """Count the rows of a Parquet file by what its end says."""
    import polars as pl

    return int(pl.scan_parquet(path, glob=False).select(pl.len()).collect().item())


def find_splits(folder: Path) -> Iterator[Path]:
    """Yield the split folders below a folder; hidden ones, where processes leave what is not finished, are left out."""
    for place, names, files in os.walk(folder):
        names[:] = sorted(name for name in names if not name.startswith("."))
        if MANIFEST in files:
            names[:] = []
            yield Path(place)


def _finite(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, Mapping):
        return {name: _finite(item) for name, item in value.items()}
    return [_finite(item) for item in value] if isinstance(value, (list, tuple)) else value
