"""A few rows with the answers of the model to the last bit: who loads the model can see that it is still the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

GOLDEN_ROWS = 20


@dataclass(frozen=True, slots=True)
class Golden:
    """Hold rows and what the model answers to all of them in one call.

    Parameters
    ----------
    rows : rows as plain values, as a request would bring them.
    outputs : for each row its numbers - the probability of each class, or the prediction - as hexadecimal floats,
        which lose no bit.

    Notes
    -----
    scikit-learn may answer a single row otherwise than the same row in a batch, in the last bit. So rows are compared
    in one batch, as they were answered.

    >>> Golden(({"age": 36},), (("0x1.8000000000000p-1", "0x1.0000000000000p-2"),)).numbers
    [[0.75, 0.25]]
    """

    rows: tuple[Mapping[str, Any], ...] = ()
    outputs: tuple[tuple[str, ...], ...] = ()

    @property
    def numbers(self) -> list[list[float]]:
        """Return the outputs as floats."""
        return [[float.fromhex(text) for text in row] for row in self.outputs]

    def difference(self, answers: Any) -> tuple[int, str, str] | None:
        """Return the first row that is answered otherwise, with the old and the new answer; None if all are equal.

        Parameters
        ----------
        answers : float array of shape (rows, outputs), of the golden rows in one batch.
        """
        for number, (old, new) in enumerate(zip(self.outputs, exact(answers), strict=True)):
            if old != new:
                place = next(n for n, (a, b) in enumerate(zip(old, new, strict=True)) if a != b)
                return number, repr(float.fromhex(old[place])), repr(float.fromhex(new[place]))
        return None

    def to_document(self) -> dict[str, Any]:
        """Return rows and outputs as plain values, ready for JSON."""
        return {"rows": [dict(row) for row in self.rows], "outputs": [list(row) for row in self.outputs]}

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """Build them again as `to_document` described them."""
        return cls(tuple(document["rows"]), tuple(tuple(row) for row in document["outputs"]))


def exact(answers: Any) -> tuple[tuple[str, ...], ...]:
    """Write numbers to the last bit.

    >>> import numpy
    >>> exact(numpy.array([[0.1]]))
    (('0x1.999999999999ap-4',),)
    """
    return tuple(tuple(float(number).hex() for number in row) for row in answers)


def spread(count: int, total: int) -> Sequence[int]:
    """Return the positions of `count` rows of `total`, evenly spread, the first and the last included.

    >>> list(spread(3, 11)), list(spread(5, 2))
    ([0, 5, 10], [0, 1])
    """
    if count >= total:
        return range(total)
    return [round(n * (total - 1) / max(count - 1, 1)) for n in range(count)]
