"""Compare numbers to the last bit."""

from typing import Any

import numpy


def same_bits(one: Any, other: Any) -> bool:
    """Tell whether two arrays of floats are equal to the last bit."""
    a, b = numpy.asarray(one, dtype=float), numpy.asarray(other, dtype=float)
    return bool(a.shape == b.shape and a.tobytes() == b.tobytes())
