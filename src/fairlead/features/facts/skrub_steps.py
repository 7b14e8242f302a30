"""Say what encoders of skrub have chosen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from fairlead.features.facts.words import counted, listed

KINDS = {
    "numeric": "numbers",
    "datetime": "times",
    "low_cardinality": "words with few values",
    "high_cardinality": "words with many values",
    "specific": "treated in their own way",
}


def table_vectorizer(part: Any, names: Sequence[str]) -> Iterator[str]:
    """Say what each column was taken for, and how many columns became of it."""
    for kind, columns in part.kind_to_columns_.items():
        if columns:
            yield f"{KINDS.get(kind, kind)}: {listed(columns)}"
    for column, outputs in part.input_to_outputs_.items():
        encoder = type(part.transformers_.get(column)).__name__
        if list(outputs) == [column]:
            continue
        yield f"{column} -> {counted(len(outputs), 'column')} by {encoder}: {listed(outputs)}"


def cleaner(part: Any, names: Sequence[str]) -> Iterator[str]:
    """Say which columns were dropped and which got another type."""
    outputs = list(part.all_outputs_)
    gone = [name for name in names if name not in outputs]
    if gone:
        yield f"drops {listed(gone)}"
    yield f"types are made uniform in {counted(len(outputs), 'column')}"


def dates(part: Any, names: Sequence[str]) -> Iterator[str]:
    """Say which parts of a time become columns."""
    yield f"a time becomes {listed(part.all_outputs_ if hasattr(part, 'all_outputs_') else part.extracted_features_)}"


def topics(part: Any, names: Sequence[str]) -> Iterator[str]:
    """Say how many columns texts become."""
    columns = getattr(part, "n_components_", None) or part.n_components
    yield f"texts become {counted(columns, 'column')}"


def columnwise(part: Any, names: Sequence[str]) -> Iterator[str]:
    """Say which transformer is applied to which columns."""
    pairs = getattr(part, "transformers_", None)
    if pairs is not None:
        kind = type(next(iter(pairs.values()))).__name__ if pairs else type(part.transformer).__name__
        yield f"{kind} on {listed(pairs)}"
        return
    yield f"{type(part.transformer_).__name__} on {listed(getattr(part, 'used_columns_', names))}"


def pairs_of(part: Any, names: Sequence[str]) -> Iterator[str]:
    """Say which columns become how many."""
    for column, outputs in part.input_to_outputs_.items():
        yield f"{column} -> {counted(len(outputs), 'column')}: {listed(outputs)}"
