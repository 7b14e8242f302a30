"""Find the last row that was known at a moment: arrays in, positions out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

NO_MATCH = -1


def last_known(
    left_keys: np.ndarray[Any, Any],
    left_times: np.ndarray[Any, Any],
    right_keys: np.ndarray[Any, Any],
    right_times: np.ndarray[Any, Any],
    *,
    allow_exact: bool,
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Return for each left row the position of the latest right row of its key that is not after it.

    Parameters
    ----------
    left_keys, right_keys : int arrays; -1 belongs to nobody and matches nothing.
    left_times : array, when the row is used.
    right_times : array of the same kind, from when on the row is known.
    allow_exact : bool, whether a row that becomes known at the very moment counts.

    Returns
    -------
    positions : int array, `NO_MATCH` where no row was known; of rows of one time the last one in the table
    ties : bool array, whether another right row of the key has the same time as the one that was found

    >>> import numpy as np
    >>> none, times = np.zeros(3, int), np.array([1, 5, 5])
    >>> last_known(none, np.array([0, 4, 9]), none, times, allow_exact=True)
    (array([-1,  0,  2]), array([False, False,  True]))
    """
    import numpy as np  # 0.1 CPU s; who only imports the room does not pay for it

    if not len(right_keys):
        return np.full(len(left_keys), NO_MATCH), np.zeros(len(left_keys), dtype=bool)
    moments = np.unique(np.concatenate([left_times, right_times]))
    # One number a row, ordered by key and then by time, so that one binary search answers for all keys.
    stride = len(moments) + 1
    right_rank = right_keys * stride + np.searchsorted(moments, right_times)
    left_rank = left_keys * stride + np.searchsorted(moments, left_times)
    order = np.argsort(right_rank, kind="stable")
    ranks = right_rank[order]
    place = np.searchsorted(ranks, left_rank, side="right" if allow_exact else "left") - 1
    at = np.maximum(place, 0)
    positions = order[at]
    is_found = (place >= 0) & (left_keys >= 0) & (right_keys[positions] == left_keys)
    ties = is_found & (at > 0) & (ranks[np.maximum(at - 1, 0)] == ranks[at])
    return np.where(is_found, positions, NO_MATCH), ties
