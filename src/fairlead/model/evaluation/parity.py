"""Whether a model answers as before once it has been saved and loaded again, to the last bit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from fairlead.errors import FairleadError
from fairlead.model.bundle import Saved, bundle_files, model_of
from fairlead.model.model import Model


@dataclass(frozen=True, slots=True)
class Parity:
    """Hold how two ways of asking one model agree.

    Parameters
    ----------
    ways : str, what was compared.
    rows : int, rows that were asked for, in one batch each; different : of those, the rows whose answers differ in any
        bit.
    largest : float, the largest difference.
    trouble : str or None, why the second way gave no answers.
    example : str or None, the first row that differs: its values and both answers.
    """

    ways: str
    rows: int
    different: int
    largest: float = 0.0
    trouble: str | None = None
    example: str | None = None

    @property
    def is_exact(self) -> bool:
        """Tell whether every answer is the same to the last bit."""
        return self.trouble is None and self.different == 0


def parity_of(model: Model, table: Any, trusted: Sequence[str] = ()) -> Parity:
    """Save a model, load it again, and compare the answers; loading also compares the golden rows.

    Parameters
    ----------
    trusted : types that may be loaded, beside scikit-learn's; see `load_model`.
    """
    ways = "as fitted, and saved and loaded again"
    try:
        files = bundle_files(model, trusted=trusted)
        parts = {name: sha256(data).hexdigest() for name, data in files.items()}
        again = model_of(files, Saved(model.digest, parts), trusted)
    except FairleadError as error:
        return Parity(ways, len(table), 0, trouble=error.message)
    return difference(model.score_rows(table), again.score_rows(table), ways)


def difference(one: Any, other: Any, ways: str) -> Parity:
    """Compare two arrays of answers to the same batch of rows, bit by bit.

    >>> import numpy
    >>> difference(numpy.array([[0.1], [0.3]]), numpy.array([[0.1], [0.1 + 0.2]]), "two ways").different
    1
    """
    import numpy as np

    is_same = (one == other) | (np.isnan(one) & np.isnan(other))
    rows = (~is_same).reshape(len(one), -1).any(axis=1)
    largest = float(np.nanmax(np.abs(one - other), initial=0.0)) if rows.any() else 0.0
    return Parity(ways, len(one), int(rows.sum()), largest)
