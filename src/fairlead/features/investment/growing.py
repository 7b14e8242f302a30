"""Make the steps of a curve out of one pipeline: each adds the next of its transformers."""

from __future__ import annotations

from typing import Any

from fairlead.errors import CurveError


def growing(pipeline: Any) -> list[tuple[str, Any]]:
    """Return a recipe for each transformer of a pipeline: those up to it, and the model at the end.

    Parameters
    ----------
    pipeline : sklearn.pipeline.Pipeline that ends in a model.

    Raises
    ------
    CurveError
        It is no pipeline, or has no model at its end.

    Examples
    --------
    >>> from sklearn.impute import SimpleImputer
    >>> from sklearn.linear_model import Ridge
    >>> from sklearn.pipeline import Pipeline
    >>> from sklearn.preprocessing import StandardScaler
    >>> whole = Pipeline([("impute", SimpleImputer()), ("scale", StandardScaler()), ("model", Ridge())])
    >>> [(name, list(recipe.named_steps)) for name, recipe in growing(whole)]
    [('impute', ['impute', 'model']), ('scale', ['impute', 'scale', 'model'])]
    """
    listed = getattr(pipeline, "steps", None)
    if not isinstance(listed, list) or not hasattr(listed[-1][1], "predict"):
        raise CurveError.no_model("growing", type(pipeline).__name__)
    *transformers, model = listed
    if not transformers:
        return [(model[0], pipeline)]
    kind = type(pipeline)
    return [(name, kind([*transformers[: n + 1], model])) for n, (name, _) in enumerate(transformers)]
