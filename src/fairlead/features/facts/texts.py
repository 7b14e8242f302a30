"""Say which words of texts become columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from fairlead.features.facts.words import counted, listed


def vocabulary(part: Any, names: Sequence[str]) -> Iterator[str]:
    """Say how many words there are, and the first of them."""
    words = sorted(part.vocabulary_)
    yield f"a vocabulary of {counted(len(words), 'term')}: {listed(words)}"
    weights = getattr(part, "idf_", None)
    if weights is not None and len(weights):
        rarest, commonest = max(weights), min(weights)
        yield f"rare terms weigh more: from {commonest:.2f} for the commonest to {rarest:.2f} for the rarest"


def hashed_words(part: Any, names: Sequence[str]) -> Iterator[str]:
    """Say that words are hashed."""
    yield f"words are hashed into {counted(part.n_features, 'column')}; nothing is learned"


def weights(part: Any, names: Sequence[str]) -> Iterator[str]:
    """Say that counts are weighed by how rare a term is."""
    if getattr(part, "idf_", None) is not None:
        yield f"weighs {counted(len(part.idf_), 'term')} by how rare they are"


def keys(part: Any, names: Sequence[str]) -> Iterator[str]:
    """Say which keys of dicts become columns."""
    yield f"{counted(len(part.feature_names_), 'key')}: {listed(part.feature_names_)}"
