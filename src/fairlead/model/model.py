"""A model: what ships, in one object that cannot disagree with the way it was trained."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from fairlead.errors import ModelError
from fairlead.frame import fingerprint
from fairlead.model.code import code_digest, packages_of
from fairlead.model.content import content_digest, saved, type_names
from fairlead.model.golden import GOLDEN_ROWS, Golden, exact, spread
from fairlead.model.params import chosen_params, plain_metrics, plain_values
from fairlead.model.recipe import check_fitted, check_recipe
from fairlead.model.reference import reference_of
from fairlead.model.rows import plain_rows, refuse_unknown, schema_of, table_of, take
from fairlead.model.schema import InputSchema
from fairlead.model.seeds import quiet, seeded
from fairlead.model.target import Task, check_classes, check_numbers, read_target, task_of
from fairlead.model.versions import versions_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

FORMAT = 1
"""The form of the documents that a model is stored as."""


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    """Hold what a pipeline was fitted on: the rows, what they are like, and the target as plain values."""

    schema: InputSchema
    table: Any
    target: Sequence[Any]


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """Hold a fitted pipeline with everything that is needed to trust its answers later.

    Make one with `Model.fit`, or with `Model.of` from a pipeline that is fitted already.

    Parameters
    ----------
    pipeline : fitted scikit-learn estimator, usually a recipe and an estimator in a Pipeline.
    task : "binary", "multiclass" or "regression".
    classes : what it can answer, in the order of the probabilities; empty for a regression.
    schema : the rows that it needs.
    suite : what must be true of the rows, as a plain document; None if nobody has said so.
    reference : what the columns looked like in training, see `reference`.
    golden : some rows and the answers to them, to the last bit.
    metrics : how good it was found to be.
    pipeline_digest, data_digest, code_digest : SHA-256 of what the pipeline consists of, of the rows and the target of
        training, and of the project's own code in it.
    versions : of Python and of each library that the pipeline is made of.
    params : what was chosen in the recipe, or what the caller says.
    seed : int or None, from which every random number of training came.
    """

    name: str
    pipeline: Any
    task: Task
    classes: tuple[Any, ...]
    schema: InputSchema
    golden: Golden
    reference: Mapping[str, Any]
    pipeline_digest: str
    data_digest: str
    code_digest: str
    versions: Mapping[str, str]
    metrics: Mapping[str, float] = field(default_factory=dict)
    params: Mapping[str, Any] = field(default_factory=dict)
    seed: int | None = None
    suite: Mapping[str, Any] | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def fit(
        cls,
        name: str,
        recipe: Any,
        X: Any,
        y: Any,
        *,
        seed: int | None = None,
        classes: Sequence[Any] | None = None,
        params: Mapping[str, Any] | None = None,
        metrics: Mapping[str, float] | None = None,
        suite: Mapping[str, Any] | None = None,
        metadata: Mapping[str, Any] | None = None,
        golden_rows: int = GOLDEN_ROWS,
        may_be_missing: Sequence[str] = (),
        root: Path | None = None,
    ) -> Self:
        """Train a copy of the recipe, and keep with it what the model needs.

        Parameters
        ----------
        recipe : unfitted scikit-learn estimator; it is not changed.
        X : pandas, polars or NumPy table, or list of dicts.
        y : the target, one value for each row.
        seed : int or None. With a seed every step that draws random numbers gets its own, derived from it; training
            twice with the same seed and rows then gives a model with the same digest.
        classes : that must occur in the target; those that do if not given.
        may_be_missing : columns of which a value may be missing when the model is asked, though none is in `X`. Where
            training has seen missing values they may be missing anyway; elsewhere such a row is refused.
        root : folder of the project whose code counts; the current one if not given.

        Raises
        ------
        ModelError
            The recipe is no estimator, or cannot be saved; a metric is NaN.
        TrainingDataError
            The rows or the target cannot be learned from.

        Examples
        --------
        >>> import pandas
        >>> from sklearn.linear_model import LogisticRegression
        >>> rows = pandas.DataFrame({"tenure": [1, 2, 30, 40], "charge": [70.5, 80.0, 20.0, 30.5]})
        >>> model = Model.fit("churn", LogisticRegression(), rows, ["yes", "yes", "no", "no"], seed=7)
        >>> model.task, model.classes, model.predict([{"tenure": 35, "charge": 25.0}]).tolist()
        ('binary', ('no', 'yes'), ['no'])
        """
        schema = schema_of(X).with_missing(may_be_missing)
        table = table_of(X, schema)
        check_recipe(recipe, schema.names)
        values = read_target(y, len(table))
        check_classes(values, classes)
        if task_of(recipe, values) == "regression":
            check_numbers(values)
        kept = plain_metrics(metrics)
        pipeline = seeded(recipe, seed)
        saved(pipeline)  # what cannot be saved is better known before it is trained
        with quiet():
            pipeline.fit(table, _array(values))
        return cls._made(
            name, pipeline, _Seen(schema, table, values), seed, params, kept, suite, metadata, golden_rows, root
        )  # fmt: skip

    @classmethod
    def of(
        cls,
        name: str,
        pipeline: Any,
        X: Any,
        y: Any,
        *,
        seed: int | None = None,
        params: Mapping[str, Any] | None = None,
        metrics: Mapping[str, float] | None = None,
        suite: Mapping[str, Any] | None = None,
        metadata: Mapping[str, Any] | None = None,
        golden_rows: int = GOLDEN_ROWS,
        may_be_missing: Sequence[str] = (),
        root: Path | None = None,
    ) -> Self:
        """Make a model from a pipeline that is fitted already, and the rows that it was fitted on.

        Parameters
        ----------
        pipeline : fitted; it belongs to the model from now on and must not be fitted again.
        seed, params, metrics, suite, metadata, golden_rows, may_be_missing, root : see `fit`.

        Raises
        ------
        ModelError
            The pipeline is not fitted, or cannot be saved; a metric is NaN.
        TrainingDataError
            The rows or the target are not those of the pipeline.
        """
        check_fitted(pipeline)
        schema = schema_of(X).with_missing(may_be_missing)
        table = table_of(X, schema)
        seen = _Seen(schema, table, read_target(y, len(table)))
        if task_of(pipeline, seen.target) != "regression":
            check_classes(seen.target, _array(pipeline.classes_).tolist())
        kept = plain_metrics(metrics)
        return cls._made(name, pipeline, seen, seed, params, kept, suite, metadata, golden_rows, root)

    @classmethod
    def _made(
        cls,
        name: str,
        pipeline: Any,
        seen: _Seen,
        seed: int | None,
        params: Mapping[str, Any] | None,
        metrics: Mapping[str, float],
        suite: Mapping[str, Any] | None,
        metadata: Mapping[str, Any] | None,
        golden_rows: int,
        root: Path | None,
    ) -> Self:
        """Put together what is known once a pipeline is fitted and its inputs are found good."""
        data = saved(pipeline)
        types = type_names(data)
        task = task_of(pipeline, seen.target)
        chosen = take(seen.table, spread(golden_rows, len(seen.table)))
        return cls(
            name=name,
            pipeline=pipeline,
            task=task,
            classes=() if task == "regression" else tuple(_array(pipeline.classes_).tolist()),
            schema=seen.schema,
            golden=Golden(tuple(plain_rows(chosen, seen.schema)), exact(_scores(pipeline, chosen, task))),
            reference=reference_of(seen.table, seen.schema, seen.target, task),
            pipeline_digest=content_digest(data),
            data_digest=_data_digest(seen),
            code_digest=code_digest(types, root),
            versions=versions_of([*packages_of(types), seen.schema.container]),
            metrics=metrics,
            params=plain_values("params", chosen_params(pipeline, seed=seed) if params is None else params),
            seed=seed,
            suite=suite,
            metadata=plain_values("metadata", metadata),
        )

    @property
    def digest(self) -> str:
        """Return the SHA-256 of all that the model is: equal inputs of training give equal digests."""
        return digest_of_documents(self.documents())

    def with_metrics(self, metrics: Mapping[str, float]) -> Self:
        """Return the same model with metrics beside those that it has, for who measures after training.

        Raises
        ------
        ModelError
            One is NaN or infinite.
        """
        return replace(self, metrics={**self.metrics, **plain_metrics(metrics)})

    def predict(self, rows: Any) -> Any:
        """Return the answer for each row: a class, or a number.

        Parameters
        ----------
        rows : pandas, polars or NumPy table, or list of dicts. Columns may be in any order; others may be there too.

        Raises
        ------
        ModelInputError
            There are no rows, or they lack a column; a value is of another kind than in training, is missing where it
            never was, or is a text that training has not seen and the recipe cannot handle.
        """
        return self._asked(self.pipeline.predict, rows)

    def predict_proba(self, rows: Any) -> NDArray[Any]:
        """Return the probability of each class for each row, in the order of `classes`.

        Raises
        ------
        ModelError
            The model knows no probabilities.
        ModelInputError
            See `predict`.
        """
        if not hasattr(self.pipeline, "predict_proba"):
            raise ModelError.no_probabilities(self.name, self.task)
        found: NDArray[Any] = self._asked(self.pipeline.predict_proba, rows)
        return found

    def score_rows(self, rows: Any) -> NDArray[Any]:
        """Return what two ways of asking the model must agree on, float array of shape (rows, outputs).

        Of a classifier the probability of each class, or its decision function where it knows none; of a regression
        the prediction.

        Raises
        ------
        ModelInputError
            See `predict`.
        """
        found: NDArray[Any] = self._asked(lambda table: _scores(self.pipeline, table, self.task), rows)
        return found

    def tolerant(self) -> Self:
        """Return the same model, for measuring what its pipeline can do: any value may be missing in the rows."""
        return replace(self, schema=self.schema.with_missing(self.schema.names))

    def _asked(self, ask: Callable[[Any], Any], rows: Any) -> Any:
        table = table_of(rows, self.schema)
        try:
            return ask(table)
        except ValueError:  # what encoders raise at a text that they do not know
            refuse_unknown(table, self.schema)
            raise

    def documents(self) -> dict[str, dict[str, Any] | None]:
        """Return everything but the pipeline as plain documents: card, schema, suite, reference, golden."""
        card = {
            "format": FORMAT,
            **{name: getattr(self, name) for name in ("name", "task", "seed")},
            **{f"{one}_digest": getattr(self, f"{one}_digest") for one in ("pipeline", "data", "code")},
            **{name: dict(getattr(self, name)) for name in ("metrics", "params", "metadata", "versions")},
            "classes": list(self.classes),
            "rows": self.reference["rows"],
        }
        return {
            "card": card,
            "schema": self.schema.to_document(),
            "suite": None if self.suite is None else dict(self.suite),
            "reference": dict(self.reference),
            "golden": self.golden.to_document(),
        }

    @classmethod
    def from_documents(cls, documents: Mapping[str, Any], pipeline: Any) -> Self:
        """Build the model again that `documents` described."""
        card = {name: value for name, value in documents["card"].items() if name not in ("format", "rows")}
        return cls(
            pipeline=pipeline,
            schema=InputSchema.from_document(documents["schema"]),
            golden=Golden.from_document(documents["golden"]),
            reference=documents["reference"],
            suite=documents["suite"],
            **{**card, "classes": tuple(card["classes"])},
        )


def document_bytes(document: Any) -> bytes:
    """Write a document of a model: names in order, so that equal documents are equal bytes."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def digest_of_documents(documents: Mapping[str, Any]) -> str:
    """Return the digest of a model by its documents; the card holds that of the pipeline."""
    return sha256(document_bytes(documents)).hexdigest()


def _scores(pipeline: Any, table: Any, task: Task) -> NDArray[Any]:
    import numpy  # the pipeline has imported it

    if task == "regression":
        return numpy.asarray(pipeline.predict(table), dtype=float).reshape(len(table), -1)
    ask = getattr(pipeline, "predict_proba", None) or pipeline.decision_function
    return numpy.asarray(ask(table), dtype=float).reshape(len(table), -1)


def _array(values: Any) -> Any:
    import numpy

    return numpy.asarray(values)


def _data_digest(seen: _Seen) -> str:
    """Return the digest of the rows and the target of training, equal for equal values in any library."""
    values = [value if isinstance(value, str | int | float) else str(value) for value in seen.target]
    target = document_bytes(values)
    if seen.schema.container != "numpy":
        return sha256(f"{fingerprint(seen.table)} {sha256(target).hexdigest()}".encode()).hexdigest()
    head = f"{seen.table.dtype} {seen.table.shape}".encode()
    return sha256(head + _array(seen.table).tobytes() + target).hexdigest()
