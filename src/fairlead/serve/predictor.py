"""Answer rows with a model: few by its plan, many by its pipeline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from fairlead.errors import UnanswerableRowError
from fairlead.model import Model
from fairlead.serve.domain import Domain
from fairlead.serve.pipeline import REFUSALS, Found, ask
from fairlead.serve.plan import Compiled, compile_plan


@dataclass(frozen=True, slots=True)
class Answer:
    """Hold what a model says about one row.

    Parameters
    ----------
    outputs : of a classifier the probability of each class, in the order of `Model.classes`, or its decision function;
        of a regression the prediction.
    prediction : the class, or the number; of several targets, a list of numbers.
    """

    outputs: tuple[float, ...]
    prediction: Any


@dataclass(frozen=True, slots=True, eq=False)
class Predictor:
    """Answer rows that `domain` has found good, exactly as the model does.

    >>> import pandas
    >>> from sklearn.linear_model import LogisticRegression
    >>> table = pandas.DataFrame({"tenure": [1, 2, 30, 40], "charge": [70.5, 80.0, 20.0, 30.5]})
    >>> model = Model.fit("churn", LogisticRegression(), table, ["yes", "yes", "no", "no"], seed=7)
    >>> predictor = Predictor.of(model, rows=table)
    >>> predictor.one({"tenure": 35, "charge": 25.0}).prediction
    'no'
    """

    model: Model
    domain: Domain
    compiled: Compiled

    @classmethod
    def of(cls, model: Model, *, rows: Any | None = None) -> Self:
        """Compile a model.

        Parameters
        ----------
        rows : see `compile_plan`.
        """
        domain = Domain.of(model)
        return cls(model, domain, compile_plan(model, rows=rows, domain=domain))

    def one(self, row: Mapping[str, Any]) -> Answer:
        """Answer one row, as `Model.score_rows` and `Model.predict` answer it alone.

        Raises
        ------
        UnanswerableRowError
            The pipeline refuses it, such as for a category that it was told not to take.
        """
        plan = self.compiled.plan
        try:
            return self._answer(plan.answer(row) if plan is not None else ask(self.model, [row])[0])
        except REFUSALS as error:
            raise UnanswerableRowError.by_pipeline(self.model.name, error) from error

    def many(self, rows: Sequence[Mapping[str, Any]]) -> list[Answer]:
        """Answer some rows: below the crossover each by the plan, from there on in one batch through the pipeline.

        Raises
        ------
        UnanswerableRowError
            The pipeline refuses one of them.
        """
        if not rows:
            return []
        if self.compiled.plan is not None and len(rows) < self.compiled.crossover:
            return [self.one(row) for row in rows]
        try:
            return [self._answer(found) for found in ask(self.model, rows)]
        except REFUSALS as error:
            raise UnanswerableRowError.by_pipeline(self.model.name, error) from error

    def _answer(self, found: Found) -> Answer:
        outputs, place = found
        if place is not None:
            return Answer(outputs, self.model.classes[place])
        return Answer(outputs, outputs[0] if len(outputs) == 1 else list(outputs))
