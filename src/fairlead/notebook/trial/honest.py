"""What a mended call does instead: it learns from the training rows only.

A run is made twice. In the first, as it stands, the split is asked which rows it has: the label that each row has had
since it was read, repeated where a row was repeated. Some of the labels are drawn as the test rows. In the second run
what leaked learns from the other rows, and the split parts them by their label: each test row is there once.

Labels are the index of pandas tables. An array that a call makes of a table keeps the table's labels, one a row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

STATISTICS = frozenset({"mean", "median", "mode", "std", "var", "min", "max", "quantile", "sum", "count"})
LEARNING = frozenset({"fit", "fit_transform"})


class CannotMend(Exception):
    """A call is of a kind that this cannot do without its leak."""


@dataclass
class Labels:
    """Remember which label each row of an array has."""

    known: dict[int, tuple[Any, Any]] = field(default_factory=dict)

    def of(self, value: Any) -> Any:
        """Return the labels of the rows of a table or array, or None."""
        index = getattr(value, "index", None)
        if index is not None and not callable(index):
            return index
        held = self.known.get(id(value))
        return held[1] if held is not None and held[0] is value else None

    def keep(self, value: Any, labels: Any) -> None:
        """Say which labels the rows of an array have."""
        if getattr(value, "index", None) is None and hasattr(value, "shape") and len(value) == len(labels):
            self.known[id(value)] = (value, labels)  # the array itself is kept, so that no other gets its id

    def found(self, values: Sequence[Any]) -> Any:
        """Return the labels of arrays that have the same rows: those of the first that has any.

        Raises
        ------
        CannotMend
            None of them has.
        """
        for value in values:
            labels = self.of(value)
            if labels is not None:
                return labels
        raise CannotMend("its rows cannot be told apart: none of the values is a pandas table or comes from one")


def drawn(labels: Any, arguments: dict[str, Any]) -> set[Any]:
    """Draw the labels of the test rows, as many as the split would take."""
    import numpy
    from sklearn.model_selection import train_test_split

    different = numpy.array(sorted(set(labels), key=repr), dtype=object)
    size = arguments.get("test_size")
    if size is None and arguments.get("train_size") is None:
        size = 0.25
    seed = arguments.get("random_state")
    share = {"test_size": size, "train_size": arguments.get("train_size")}
    if isinstance(size, int) and not isinstance(size, bool):
        share["test_size"] = size / max(len(labels), 1)
    _, test = train_test_split(different, **share, random_state=0 if seed is None else seed)
    return set(test.tolist())


def parted(arrays: Sequence[Any], labels: Any, test: set[Any]) -> list[Any]:
    """Part arrays by the labels of their rows: all rows of training, and each test row once.

    Returns
    -------
    list, train and test of each array in turn, as `train_test_split` gives them.
    """
    import numpy

    is_test = numpy.array([label in test for label in labels])
    seen: set[Any] = set()
    once = numpy.zeros(len(is_test), dtype=bool)
    for place, label in enumerate(labels):
        if is_test[place] and label not in seen:
            seen.add(label)
            once[place] = True
    parts: list[Any] = []
    for array in arrays:
        parts += [_rows(array, ~is_test), _rows(array, once)]
    return parts


def learned(function: Any, arguments: tuple[Any, ...], keywords: dict[str, Any], test: set[Any], labels: Labels) -> Any:
    """Do a call so that it learns from the rows that are no test rows.

    Raises
    ------
    CannotMend
        It is no method that is known, or its rows cannot be told apart.
    """
    name = getattr(function, "__name__", "")
    owner = getattr(function, "__self__", None)
    if name in LEARNING and owner is not None and arguments:
        return _fitted(owner, name, arguments, keywords, test, labels)
    if name in STATISTICS and labels.of(owner) is not None:
        return getattr(_rows(owner, _training(owner, test, labels)), name)(*arguments, **keywords)
    raise CannotMend(f"`{name or type(function).__name__}` is not known to learn in a way that can be held back")


def _fitted(
    owner: Any, name: str, arguments: tuple[Any, ...], keywords: dict[str, Any], test: set[Any], labels: Labels
) -> Any:
    own = labels.found(arguments)
    chosen = _mask(own, test)
    few = [_rows(one, chosen) if hasattr(one, "__len__") and len(one) == len(own) else one for one in arguments]
    fitted = owner.fit(*few, **keywords)
    if name == "fit":
        return fitted
    made = owner.transform(arguments[0])
    labels.keep(made, own)
    return made


def _training(value: Any, test: set[Any], labels: Labels) -> Any:
    return _mask(labels.of(value), test)


def _mask(labels: Any, test: set[Any]) -> Any:
    import numpy

    return numpy.array([label not in test for label in labels])


def _rows(value: Any, chosen: Any) -> Any:
    """Return the chosen rows of a table, an array or a list."""
    if hasattr(value, "iloc"):
        return value.iloc[chosen]
    if hasattr(value, "shape"):
        return value[chosen]
    return [one for one, is_chosen in zip(value, chosen, strict=True) if is_chosen]
