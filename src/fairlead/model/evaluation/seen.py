"""Remember which rows a model was trained on, so that none of them is ever used to judge it.

The rows go into a Bloom filter (Bloom 1970, Communications of the ACM 13:422) of 29 bits a row, which a model carries
in its `metadata`. A row that was seen is always recognised; one that was not is taken for a seen one once in a million.
"""

from __future__ import annotations

import base64
import hashlib
import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from fairlead.model.casts import values_of
from fairlead.model.rows import plain_rows
from fairlead.model.schema import plain

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

NAME = "trained_on"
"""Where a model's metadata has the filter."""

MISTAKES = 1e-6
"""Share of unseen rows that are taken for seen ones; each only makes the comparison one row smaller."""


def trained_on(keys: Sequence[Any]) -> dict[str, Any]:
    """Return the metadata of a model that was trained on rows with these keys: for ``Model.fit(metadata=...)``.

    Parameters
    ----------
    keys : what tells one row from another, such as a customer's id.

    >>> seen = seen_by({"trained_on": trained_on(["7", "8"])["trained_on"]}, ["8", "9"])
    >>> seen.tolist()
    [True, False]
    """
    import numpy as np

    bits = max(8, math.ceil(-len(keys) * math.log(MISTAKES) / math.log(2) ** 2))
    hashes = max(1, round(bits / max(len(keys), 1) * math.log(2)))
    marked = np.zeros(bits, dtype=bool)
    for key in keys:
        marked[list(_places(key, bits, hashes))] = True
    text = base64.b85encode(np.packbits(marked).tobytes()).decode()
    return {NAME: {"rows": len(keys), "bits": bits, "hashes": hashes, "filter": text}}


def seen_by(metadata: Mapping[str, Any], keys: Sequence[Any]) -> Array | None:
    """Tell for each row whether a model was trained on it; None if its metadata do not say.

    Returns
    -------
    bool array of shape (n_rows,)
    """
    import numpy as np

    if NAME not in metadata:
        return None
    record = metadata[NAME]
    packed = np.frombuffer(base64.b85decode(record["filter"]), dtype=np.uint8)
    marked = np.unpackbits(packed)[: record["bits"]].astype(bool)
    return np.array(
        [all(marked[n] for n in _places(key, record["bits"], record["hashes"])) for key in keys], dtype=bool
    )


def row_keys(table: Any, schema: Any) -> list[str]:
    """Return keys for rows that have no id: all that stands in them, by the names of the columns.

    They tell one set of rows from another. What a model was trained on they do not tell: two customers may look alike.
    """
    return [json.dumps(row, sort_keys=True, default=str) for row in plain_rows(table, schema)]


def key_list(keys: Any) -> list[str]:
    """Return a column of ids as text, so that 7 and "7" are the same customer."""
    return [str(plain(key)) for key in values_of(keys)]


def digest_of_rows(keys: Iterable[Any]) -> str:
    """Return one digest for a set of rows, whatever their order: the name under which a holdout is known.

    >>> digest_of_rows(["a", "b"]) == digest_of_rows(["b", "a"])
    True
    """
    each = sorted(hashlib.sha256(str(key).encode()).digest() for key in keys)
    return hashlib.sha256(b"".join(each)).hexdigest()


def _places(key: Any, bits: int, hashes: int) -> Iterator[int]:
    """Yield the bits of a key: two hashes give all of them (Kirsch and Mitzenmacher 2008)."""
    digest = hashlib.sha256(str(key).encode()).digest()
    first, second = int.from_bytes(digest[:8], "big"), int.from_bytes(digest[8:16], "big") | 1
    for n in range(hashes):
        yield (first + n * second) % bits
