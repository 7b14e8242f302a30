"""Look at the pipeline that a learner has made: what it is made of, and what it does to rows. Runs in the sandbox.

Whatever spelling leads to the right object passes: a ``Pipeline``, ``make_pipeline``, a scaler inside of a
``ColumnTransformer``, settings written out. What is printed counts for nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from types import SimpleNamespace
from typing import Any

Check = tuple[str, bool, str]
"""What is looked at, whether it is so, and what to do if not."""

CLOSE = 0.1
"""How far a mean may be from 0, and a standard deviation from 1: an imputer behind the scaler moves them a little."""


@cache
def ready() -> SimpleNamespace:
    """Return the real classes; called before the learner's code runs, so that nothing can stand in their place.

    They are imported here, not above: scikit-learn takes seconds, and the pages of the lesson need none of it.
    """
    import numpy
    import pandas
    from sklearn.base import clone
    from sklearn.compose import ColumnTransformer
    from sklearn.pipeline import FeatureUnion, Pipeline
    from sklearn.preprocessing import StandardScaler

    return SimpleNamespace(
        numpy=numpy, pandas=pandas, clone=clone, columns=ColumnTransformer, union=FeatureUnion, pipeline=Pipeline,
        scaler=StandardScaler,
    )  # fmt: skip


def grade(names: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was looked at, one after the other, up to the first that is not so.

    Parameters
    ----------
    names : that the code has made.
    """
    checks: list[Check] = []
    for check in _checks(names):
        checks.append(check)
        if not check[1]:
            break
    return {
        "passed": all(is_so for _, is_so, _ in checks),
        "checks": [{"what": what, "passed": is_so, "do": do} for what, is_so, do in checks],
    }


def _checks(names: Mapping[str, Any]) -> Iterator[Check]:
    real, pipeline = ready(), names.get("pipeline")
    found = type(pipeline).__name__
    yield (
        "pipeline is a scikit-learn Pipeline",
        isinstance(pipeline, real.pipeline),
        "The name pipeline is gone: call the pipeline so." if pipeline is None else f"It is a {found} now.",
    )
    assert pipeline is not None  # else the check above was the last
    before = [part for _, step in pipeline.steps[:-1] for part in parts_of(step)]
    yield (
        "a StandardScaler stands before the model",
        any(isinstance(part, real.scaler) for part in before),
        f"Before the model there {_listed(before)}. Put an object of the class StandardScaler among them.",
    )
    yield (
        "a model that answers stands at its end",
        hasattr(pipeline.steps[-1][1], "predict"),
        f"At its end stands {type(pipeline.steps[-1][1]).__name__}, which predicts nothing.",
    )
    yield (
        "it was fitted on the training rows",
        _is_fitted(pipeline),
        'Call pipeline.fit(train[columns], train["churn"]).',
    )
    train, test, columns = _sides()
    whole = real.clone(pipeline).fit(train[columns], train["churn"])
    given = real.numpy.asarray(whole[:-1].transform(train[columns]), dtype=float)
    means, spreads = real.numpy.abs(given.mean(axis=0)).max(), real.numpy.abs(given.std(axis=0) - 1).max()
    yield (
        "on the training rows each number has mean 0 and standard deviation 1",
        bool(means < CLOSE and spreads < CLOSE),
        f"What reaches the model is up to {means:.3g} off a mean of 0, and up to {spreads:.3g} off a deviation of 1. "
        "Leave the scaler at its usual settings, and let no step behind it stretch the numbers.",
    )
    alone = real.numpy.asarray(whole[:-1].transform(test[columns].head(1)), dtype=float)
    among = real.numpy.asarray(whole[:-1].transform(test[columns]), dtype=float)[:1]
    yield (
        "one customer alone gets the same numbers as among others",
        bool(real.numpy.allclose(alone, among)),
        "Something is learned from the rows that are asked about; it has to be learned in fit.",
    )


def parts_of(step: Any) -> Iterator[Any]:
    """List the transformers that a step is made of, however deep.

    >>> from sklearn.pipeline import make_pipeline
    >>> from sklearn.preprocessing import StandardScaler
    >>> [type(part).__name__ for part in parts_of(make_pipeline(StandardScaler()))]
    ['StandardScaler']
    """
    real = ready()
    if isinstance(step, real.pipeline):
        inner = [part for _, part in step.steps]
    elif isinstance(step, real.columns):
        inner = [part for _, part, *_ in step.transformers]
    elif isinstance(step, real.union):
        inner = [part for _, part in step.transformer_list]
    else:
        yield step
        return
    for one in inner:
        yield from parts_of(one)


def _sides() -> tuple[Any, Any, list[str]]:
    """Read the customers anew: the learner's own tables may have been changed."""
    customers = ready().pandas.read_csv("customers.csv")
    columns = ["tenure", "monthly_charges", "total_charges"]
    return customers[customers["side"] == "train"], customers[customers["side"] == "test"], columns


def _is_fitted(pipeline: Any) -> bool:
    from sklearn.exceptions import NotFittedError
    from sklearn.utils.validation import check_is_fitted

    try:
        check_is_fitted(pipeline.steps[-1][1])
    except NotFittedError:
        return False
    return True


def _listed(parts: list[Any]) -> str:
    names = [part if isinstance(part, str) else type(part).__name__ for part in parts]
    if not names:
        return "is nothing"
    return f"{'is' if len(names) == 1 else 'are'} {' and '.join(names)}"
