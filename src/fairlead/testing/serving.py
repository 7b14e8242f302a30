"""What must hold between training and production: the same schema, the same answers, to the last bit."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from fairlead.errors import ModelInputError
from fairlead.model.bundle import Saved, bundle_files, model_of
from fairlead.model.golden import exact
from fairlead.model.rows import schema_of
from fairlead.model.schema import NUMBERS, Column, InputSchema
from fairlead.testing.broken import Broken, require
from fairlead.testing.rows import ROWS_ASKED, some_rows

if TYPE_CHECKING:
    from fairlead.model import Model

Ask = Callable[[Sequence[Mapping[str, Any]]], Any]
"""How production is asked: rows as plain values in, for each row its numbers out."""


def answers_golden_rows(model: Model) -> None:
    """Ask that the model still answers its golden rows as on the day of its training, to the last bit.

    Raises
    ------
    AssertionError
        A row is answered otherwise.
    """
    __tracebackhide__ = True
    found = model.golden.difference(model.score_rows(list(model.golden.rows)))
    if found is None:
        return
    place, old, new = found
    said = f"Golden row {place} of {len(model.golden.rows)} was answered with {old} in training, and with {new} now."
    require(Broken(said, [model.golden.rows[place]], 1))


def serves_as_trained(model: Model, ask: Ask, rows: Any, *, limit: int = ROWS_ASKED) -> None:
    """Ask that production answers as the model does, to the last bit: no skew between training and serving.

    Parameters
    ----------
    ask : see `Ask`; the fixture `serve_client` is one.
    rows : a table, a `Holdout`, or list of dicts; at most `limit` of them are asked, in one batch.

    Raises
    ------
    AssertionError
        An answer differs.
    """
    __tracebackhide__ = True
    asked = some_rows(model, rows, limit)
    trained, served = exact(model.score_rows(asked)), exact(ask(asked))
    if len(served) != len(asked):
        raise AssertionError(f"{len(asked)} rows were asked, and {len(served)} answers came.")
    places = [n for n, (a, b) in enumerate(zip(trained, served, strict=True)) if a != b]
    if not places:
        return
    shown = [{"trained": _last(trained[n]), "served": _last(served[n]), **asked[n]} for n in places]
    said = f"{len(places)} of {len(asked)} rows are served otherwise than the model answers."
    require(Broken(said, shown, len(places)))


def keeps_schema(schema: InputSchema, rows: Any) -> None:
    """Ask that a table still has the columns that a model was trained on, each of its kind, with known categories.

    Raises
    ------
    AssertionError
        A column is gone, of another kind, has missing values or categories that training had not.
    """
    __tracebackhide__ = True
    drift = schema_drift(schema, rows)
    if drift:
        raise AssertionError("\n".join([f"The table is not as in training: {len(drift)} differences.", *drift]))


def schema_drift(schema: InputSchema, rows: Any) -> list[str]:
    """Return what is other than in training, a sentence for each column.

    >>> from fairlead.model.rows import schema_of
    >>> then = schema_of([{"age": 36, "plan": "a"}])
    >>> schema_drift(then, [{"age": "36", "plan": "b"}])
    ["  'age' is string, and was int in training.", "  'plan' has a value that training had not: 'b'."]
    """
    try:
        now = schema_of(rows)
    except ModelInputError as error:
        return [f"  {error.message}"]
    found = {column.name: column for column in now.columns}
    return [words for column in schema.columns for words in _differences(column, found.get(column.name))]


def _differences(then: Column, now: Column | None) -> list[str]:
    if now is None:
        return [f"  {then.name!r} is gone."]
    if then.kind != now.kind and not {then.kind, now.kind} <= NUMBERS:
        return [f"  {then.name!r} is {now.kind}, and was {then.kind} in training."]
    words = []
    if now.nullable and not then.nullable:
        words.append(f"  {then.name!r} has missing values, and had none in training.")
    unseen = sorted(set(map(str, now.categories or ())) - set(map(str, then.categories or ())))
    if then.categories is not None and unseen:
        count = "a value" if len(unseen) == 1 else f"{len(unseen)} values"
        words.append(f"  {then.name!r} has {count} that training had not: {', '.join(map(repr, unseen[:3]))}.")
    return words


def _last(numbers: Sequence[str]) -> str:
    return repr(float.fromhex(numbers[-1]))


def stored_client(model: Model, trusted: Sequence[str] = ()) -> Ask:
    """Return a way to ask the model as production does: written to bytes, read again, rows through JSON.

    Parameters
    ----------
    trusted : names of the project's own types in the pipeline, see `fairlead.model.bundle.load_model`.

    Raises
    ------
    ModelError
        It cannot be written, or read again.
    """
    files = bundle_files(model, trusted=trusted)
    parts = {name: sha256(data).hexdigest() for name, data in files.items()}
    loaded = model_of(files, Saved(model.digest, parts), trusted)
    return lambda rows: loaded.score_rows(json.loads(json.dumps([dict(row) for row in rows])))
