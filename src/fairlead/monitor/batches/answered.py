"""What a model answered to the rows of a batch, and what is known by now of how they turned out."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self

from fairlead.errors import BatchError, MonitorError
from fairlead.model.evaluation.answers import Answers
from fairlead.model.target import Task

if TYPE_CHECKING:
    from numpy.typing import NDArray

ROWS_KEPT = 100_000
"""Of a larger batch so many rows are kept, drawn with a fixed seed: enough for an interval of 0.3 points."""

MAGIC = b"FLAN"


@dataclass(frozen=True, slots=True, eq=False)
class Answered:
    """Hold the answers to some rows with the outcomes that are known by now.

    Parameters
    ----------
    task : "binary", "multiclass" or "regression".
    classes : in the order that codes count them in; of two, the second is the one that is looked for.
    said : float64 array of shape (n,), the code of the class that was answered, or the number.
    truth : float64 array of shape (n,), the same of what happened; NaN where that is not known yet.
    chances : float64 array of shape (n, classes), probabilities; None where the model gives none.
    rows : of the batch, at least n.
    """

    task: Task
    classes: tuple[Any, ...]
    said: NDArray[Any]
    truth: NDArray[Any]
    chances: NDArray[Any] | None
    rows: int

    @classmethod
    def of(
        cls, task: Task, classes: Sequence[Any], said: Sequence[Any], truth: Sequence[Any], chances: Any = None
    ) -> Self:
        """Take together what belongs together; a `None` or a NaN in the truth is an outcome that is not known yet.

        Parameters
        ----------
        said, truth : classes as they are, or numbers of a regression.

        Raises
        ------
        MonitorError
            The lengths differ; an answer or a truth is none of the classes, or no number.

        >>> Answered.of("binary", ["no", "yes"], ["no", "yes"], ["yes", None]).truth.tolist()
        [1.0, nan]
        """
        import numpy

        if len(truth) != len(said):
            raise MonitorError.other_length(len(said), len(truth))
        found = None if chances is None else numpy.asarray(chances, dtype=float)
        if found is not None and found.shape != (len(said), len(classes)):
            raise MonitorError.bad_probabilities(f"they have the shape {found.shape} for {len(said)} rows")
        codes = [_codes(values, classes, task) for values in (said, truth)]
        return cls(task, tuple(classes), codes[0], codes[1], found, len(said))

    def __len__(self) -> int:
        return len(self.said)

    @property
    def is_known(self) -> NDArray[Any]:
        """Return for each row whether its outcome is known, bool array of shape (n,)."""
        import numpy

        found: NDArray[Any] = ~numpy.isnan(self.truth)
        return found

    @property
    def labelled(self) -> int:
        """Return how many outcomes are known."""
        return int(self.is_known.sum())

    def known(self) -> Answers:
        """Return the answers whose outcomes are known, as metrics look at them."""
        return self.rows_where(self.is_known).answers()

    def answers(self) -> Answers:
        """Return the answers as metrics look at them; every outcome must be known."""
        if self.task == "regression":
            return Answers(self.task, self.truth, self.said)
        return Answers(self.task, self.truth.astype(int), self.said.astype(int), self.chances, self.classes)

    def rows_where(self, chosen: NDArray[Any]) -> Self:
        """Return some of the rows, chosen by a bool array of shape (n,)."""
        chances = None if self.chances is None else self.chances[chosen]
        return replace(self, said=self.said[chosen], truth=self.truth[chosen], chances=chances, rows=int(chosen.sum()))

    def joined(self, other: Answered) -> Self:
        """Return the rows of both.

        Raises
        ------
        MonitorError
            They answer different questions.
        """
        import numpy

        if (self.task, self.classes) != (other.task, other.classes):
            raise MonitorError.other_kind("answer")
        both = None
        if self.chances is not None and other.chances is not None:
            both = numpy.concatenate([self.chances, other.chances])
        return replace(
            self,
            said=numpy.concatenate([self.said, other.said]),
            truth=numpy.concatenate([self.truth, other.truth]),
            chances=both,
            rows=self.rows + other.rows,
        )

    @property
    def predictions(self) -> Any:
        """Return what is profiled of the answers: probabilities of the class that is looked for, numbers, or words."""
        if self.task == "regression":
            return self.said
        if self.task == "binary" and self.chances is not None:
            return self.chances[:, 1]
        return self._words(self.said)

    @property
    def outcomes(self) -> Any:
        """Return what is profiled of the outcomes, of the same kind as the predictions; NaN or None where unknown."""
        if self.task == "regression" or (self.task == "binary" and self.chances is not None):
            return self.truth
        return self._words(self.truth)

    def _words(self, codes: NDArray[Any]) -> list[str | None]:
        return [None if code != code else str(self.classes[int(code)]) for code in codes.tolist()]

    def sampled(self, rows: int = ROWS_KEPT) -> Self:
        """Return at most so many of the rows, always the same ones."""
        import numpy

        if len(self) <= rows:
            return self
        chosen = numpy.zeros(len(self), dtype=bool)
        chosen[numpy.random.default_rng(0).choice(len(self), rows, replace=False)] = True
        return replace(self.rows_where(chosen), rows=self.rows)

    def to_bytes(self) -> bytes:
        """Write it as a compressed file of arrays."""
        import numpy

        header = {"task": self.task, "classes": list(self.classes), "rows": self.rows}
        arrays = {"said": self.said, "truth": self.truth}
        if self.chances is not None:
            arrays["chances"] = self.chances
        file = io.BytesIO()
        text = numpy.frombuffer(json.dumps(header, default=str).encode(), numpy.uint8)
        numpy.savez_compressed(file, allow_pickle=False, header=text, **arrays)
        return MAGIC + file.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read what `to_bytes` has written.

        Raises
        ------
        MonitorError
            The bytes are something else.
        """
        import numpy

        if not data.startswith(MAGIC):
            raise MonitorError.no_profile("its answers do not begin as answers do")
        with numpy.load(io.BytesIO(data[len(MAGIC) :]), allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        header = json.loads(arrays["header"].tobytes())
        classes = tuple(header["classes"])
        return cls(header["task"], classes, arrays["said"], arrays["truth"], arrays.get("chances"), header["rows"])


def _codes(values: Sequence[Any], classes: Sequence[Any], task: Task) -> NDArray[Any]:
    """Return the code of each class, or the number; NaN where there is none."""
    import numpy

    plain = values.tolist() if hasattr(values, "tolist") else list(values)
    if task == "regression":
        try:
            return numpy.array([numpy.nan if one is None else float(one) for one in plain], dtype=float)
        except (TypeError, ValueError):
            raise BatchError.bad_answer(next(one for one in plain if not _is_number(one)), ()) from None
    codes: dict[Any, float] = {one: float(n) for n, one in enumerate(classes)}
    codes |= {str(one): float(n) for n, one in enumerate(classes)}
    found = numpy.full(len(plain), numpy.nan)
    for place, value in enumerate(plain):
        if value is None or (isinstance(value, float) and value != value):
            continue
        if value not in codes:
            raise BatchError.bad_answer(value, [str(one) for one in classes])
        found[place] = codes[value]
    return found


def _is_number(value: Any) -> bool:
    try:
        float(0 if value is None else value)
    except (TypeError, ValueError):
        return False
    return True
