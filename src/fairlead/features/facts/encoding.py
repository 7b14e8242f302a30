"""Say how words, and numbers in bins, become numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from fairlead.features.facts.words import counted, each, listed, name_at, number


def one_hot(part: Any, names: Sequence[str]) -> Iterator[str]:
    """Say the columns that each column becomes."""
    rare = getattr(part, "infrequent_categories_", [None] * len(part.categories_))
    dropped = getattr(part, "drop_idx_", None)
    for place, values in enumerate(part.categories_):
        seldom = [] if rare[place] is None else list(rare[place])
        kept = [value for value in values if value not in seldom] + (["infrequent"] if seldom else [])
        gone = None if dropped is None or dropped[place] is None else values[int(dropped[place])]
        if gone is not None:
            kept = [value for value in kept if value != gone]
        text = f"{name_at(names, place)} -> {counted(len(kept), 'column')}: {listed(kept)}"
        text += f"; {counted(len(seldom), 'value')} are rare and go into one" if seldom else ""
        yield text + (f"; {number(gone)} is where all are 0" if gone is not None else "")
    if part.handle_unknown in ("ignore", "warn"):
        yield "a value not seen in training gives 0 in all of its columns"


def ordinal(part: Any, names: Sequence[str]) -> Iterator[str]:
    """Say the number of each value."""
    for name, values in each(names, part.categories_):
        pairs = listed(f"{number(value)} = {place}" for place, value in enumerate(values))
        yield f"{name}: {pairs}"
    if part.handle_unknown == "use_encoded_value":
        yield f"a value not seen in training is {number(part.unknown_value)}"


def target(part: Any, names: Sequence[str]) -> Iterator[str]:
    """Say the mean answer of each value, and that training rows are encoded by rows of other folds."""
    import numpy as np

    yield f"the mean answer over all is {listed(np.ravel(part.target_mean_))}"
    if len(part.encodings_) == len(part.categories_):
        for place, (values, means) in enumerate(zip(part.categories_, part.encodings_, strict=True)):
            pairs = listed(f"{number(value)} = {number(mean)}" for value, mean in zip(values, means, strict=True))
            yield f"{name_at(names, place)}: {pairs}"
    yield "in training each row gets the means of other folds; shown here are those of all rows, as in production"


def bins(part: Any, names: Sequence[str]) -> Iterator[str]:
    """Say the edges between bins."""
    for name, edges in each(names, part.bin_edges_):
        yield f"{name}: {counted(len(edges) - 1, 'bin')} with edges {listed(edges)}"


def labels(part: Any, names: Sequence[str]) -> Iterator[str]:
    """Say the classes that were seen."""
    yield f"{counted(len(part.classes_), 'value')}: {listed(part.classes_)}"


def hashed(part: Any, names: Sequence[str]) -> Iterator[str]:
    """Say that nothing is learned, and that values may meet."""
    yield f"hashed into {counted(part.n_features, 'column')}; nothing is learned, and two values may share a column"
