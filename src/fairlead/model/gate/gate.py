"""A gate: what must be so before a model is put into use, line by line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fairlead.errors import GateError
from fairlead.finding import report
from fairlead.model.evaluation.evaluate import Evaluation
from fairlead.model.evaluation.parity import Parity
from fairlead.model.gate.evidence import UNKNOWN, Evidence
from fairlead.model.gate.kind import Condition, find_kind
from fairlead.model.gate.verdict import Judgement, Verdict


@dataclass(frozen=True, slots=True)
class Gate:
    """Say what must be so before a model is put into use: all of it, or nothing happens.

    Parameters
    ----------
    conditions : sequence of Condition

    Raises
    ------
    GateError
        There is none, or something else stands in the list.

    >>> from fairlead.model.gate import better_than_dummy, metric_floor
    >>> gate = Gate([metric_floor("roc_auc", 0.8), better_than_dummy()])
    >>> [condition.sentence for condition in gate]
    ['roc_auc is at least 0.8', 'The model is better than one that ignores the row']
    """

    conditions: Sequence[Condition]

    def __post_init__(self) -> None:
        if not isinstance(self.conditions, Iterable) or isinstance(self.conditions, (str, Mapping)):
            raise GateError.not_a_condition(self.conditions)
        object.__setattr__(self, "conditions", tuple(self.conditions))
        stray = next((one for one in self.conditions if not isinstance(one, Condition)), None)
        if stray is not None:
            raise GateError.not_a_condition(stray)
        if not self.conditions:
            raise GateError.no_conditions()

    @classmethod
    def from_dict(cls, values: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> Gate:
        """Read a gate from plain values, such as those of a TOML file.

        Parameters
        ----------
        values : a list of tables, or a table with that list as ``conditions``. Each has the name as ``condition`` and
            the arguments beside it.

        Raises
        ------
        GateError
            A condition is unknown, or an argument of it.

        >>> Gate.from_dict([{"condition": "metric_floor", "metric": "roc_auc", "floor": 0.8}]).to_dict()
        {'conditions': [{'condition': 'metric_floor', 'metric': 'roc_auc', 'floor': 0.8, 'on': 'judged'}]}
        """
        lines = values.get("conditions", ()) if isinstance(values, Mapping) else values
        stray = next((line for line in lines if not isinstance(line, Mapping) or "condition" not in line), None)
        if stray is not None:
            raise GateError.not_a_condition(stray)
        return cls(
            [
                find_kind(line["condition"])(**{name: value for name, value in line.items() if name != "condition"})
                for line in lines
            ]
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the gate as plain values, as `from_dict` reads them."""
        return {"conditions": [condition.to_dict() for condition in self.conditions]}

    def decide(
        self,
        evaluation: Evaluation,
        *,
        suite: Any = None,
        behaviour: Sequence[Any] | None = None,
        parity: Sequence[Parity] = (),
        champion_now: int | None = UNKNOWN,
    ) -> Verdict:
        """Judge a candidate.

        Inside a task of a pipeline the findings also go into the record of the run.

        Parameters
        ----------
        suite : what the suite found in the data: anything with ``passed``.
        behaviour : results of tests of behaviour, each with ``passed`` and ``name``.
        parity : ways of asking the model that were compared, beside saving and loading it.
        champion_now : int or None, the version that is the champion at this moment.

        Raises
        ------
        GateError
            A project's own condition raised an exception.
        """
        evidence = Evidence(evaluation, suite, behaviour, parity, champion_now)
        verdict = Verdict(evaluation, tuple(Judgement.of(one, one.judge(evidence)) for one in self.conditions))
        report(verdict.findings)
        return verdict

    def __iter__(self) -> Iterator[Condition]:
        return iter(self.conditions)

    def __len__(self) -> int:
        return len(self.conditions)
