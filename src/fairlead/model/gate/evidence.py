"""What a gate judges by: an evaluation, and what others have found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fairlead.model.evaluation.evaluate import Evaluation
from fairlead.model.evaluation.parity import Parity

UNKNOWN: Any = "unknown"
"""Stands for a champion of which nobody has said whether there is one."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Hold what conditions judge by. What is None was not looked for.

    Parameters
    ----------
    evaluation : Evaluation
    suite : what the suite found in the data: anything with `passed`, as a key or an attribute.
    behaviour : results of behaviour tests, each with `passed` and a name.
    parity : ways of asking the model that were compared, beside saving and loading.
    champion_now : int or None, the version that is the champion at this moment; `UNKNOWN` if nobody looked.
    """

    evaluation: Evaluation
    suite: Any = None
    behaviour: Sequence[Any] | None = None
    parity: Sequence[Parity] = ()
    champion_now: int | None = UNKNOWN


def part_of(value: Any, name: str, default: Any = None) -> Any:
    """Return a key of a mapping, or an attribute of anything else.

    >>> part_of({"passed": True}, "passed"), part_of({}, "passed")
    (True, None)
    """
    return value.get(name, default) if isinstance(value, Mapping) else getattr(value, name, default)
