"""Encode words by the answers that go with them, without letting a row see its own answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def cross_fitted(columns: Sequence[str], *, smooth: float | str = "auto", folds: int = 5, seed: int = 7) -> Any:
    """Return a step that replaces each word by the mean answer of its rows, where no row counts for itself.

    The step is scikit-learn's ``TargetEncoder`` on the given columns; the others pass through. In training a row gets
    the means of the folds that it is not in, so that the model cannot read a row's answer off its own features. Rows
    that come later get the means of all training rows.

    Parameters
    ----------
    columns : names of the columns to encode.
    smooth : how strongly the mean of a rare word is drawn to the overall mean; "auto" is an empirical Bayes estimate.
    folds : int, number of folds in training.
    seed : int, of the folds.

    Returns
    -------
    sklearn.compose.ColumnTransformer, unfitted; its columns keep their names

    Examples
    --------
    >>> import pandas as pd
    >>> step = cross_fitted(["city"], folds=2)
    >>> table = pd.DataFrame({"city": [f"city {n}" for n in range(8)]})
    >>> seen = step.fit_transform(table, [0, 1] * 4)
    >>> bool((step.transform(table) == seen).all())  # each city is seen once: in training it says nothing
    False
    """
    from sklearn.compose import ColumnTransformer
    from sklearn.preprocessing import TargetEncoder

    encoder = TargetEncoder(smooth=smooth, **_folds(folds, seed))
    return ColumnTransformer(
        [("target", encoder, list(columns))], remainder="passthrough", verbose_feature_names_out=False
    )


def _folds(folds: int, seed: int) -> dict[str, Any]:
    """Return the arguments for shuffled folds; scikit-learn 1.9 has begun to take a generator of folds for them."""
    import sklearn

    if tuple(map(int, sklearn.__version__.split(".")[:2])) < (1, 9):
        return {"cv": folds, "random_state": seed}
    from sklearn.model_selection import StratifiedKFold

    return {"cv": StratifiedKFold(folds, shuffle=True, random_state=seed)}
