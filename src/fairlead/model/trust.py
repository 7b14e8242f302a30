"""Which types a saved model may be made of. The list is ours and the project's, never the file's."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Sequence
from typing import Any

from fairlead.errors import MissingExtraError, UntrustedTypeError

BUILT_IN = frozenset(
    {
        "functools.partial",
        "numpy.dtype",
        "scipy._lib.array_api_compat.numpy._aliases.asarray",
        "scipy.interpolate._bsplines.BSpline",
        "sklearn.calibration._CalibratedClassifier",
        "sklearn.calibration._SigmoidCalibration",
        "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
        "sklearn.metrics._dist_metrics.EuclideanDistance64",
        "sklearn.model_selection._split.GroupKFold",
        "sklearn.model_selection._split.KFold",
        "sklearn.model_selection._split.ShuffleSplit",
        "sklearn.model_selection._split.StratifiedKFold",
        "sklearn.model_selection._split.StratifiedShuffleSplit",
        "sklearn.model_selection._split.TimeSeriesSplit",
        "sklearn.neighbors._ball_tree.BallTree",
        "sklearn.neighbors._kd_tree.KDTree",
        "sklearn.neural_network._stochastic_optimizers.AdamOptimizer",
        "sklearn.neural_network._stochastic_optimizers.SGDOptimizer",
        "sklearn.tree._tree.Tree",
        "sklearn.utils._bunch.Bunch",
        "sklearn.utils.validation.check_array",
        "skrub._apply_to_each_col.ApplyToEachCol",
        "skrub._check_input.CheckInputDataFrame",
        "skrub._clean_categories.CleanCategories",
        "skrub._clean_null_strings.CleanNullStrings",
        "skrub._dataframe._common.is_any_date",
        "skrub._dataframe._common.is_categorical",
        "skrub._dataframe._common.is_numeric",
        "skrub._datetime_encoder.DatetimeEncoder",
        "skrub._drop_uninformative.DropUninformative",
        "skrub._duration_to_float.DurationToFloat",
        "skrub._gap_encoder.GapEncoder",
        "skrub._minhash_encoder.MinHashEncoder",
        "skrub._similarity_encoder.SimilarityEncoder",
        "skrub._string_encoder.StringEncoder",
        "skrub._table_vectorizer.Cleaner",
        "skrub._table_vectorizer.PassThrough",
        "skrub._table_vectorizer.ShortReprDict",
        "skrub._table_vectorizer.TableVectorizer",
        "skrub._table_vectorizer._created_by_predicate",
        "skrub._to_categorical.ToCategorical",
        "skrub._to_datetime.ToDatetime",
        "skrub._to_float.ToFloat",
        "skrub._to_str.ToStr",
        "skrub.selectors._base.All",
        "skrub.selectors._base.And",
        "skrub.selectors._base.Cols",
        "skrub.selectors._base.Filter",
        "skrub.selectors._base.Sub",
        "skrub.selectors._selectors._cardinality_below",
    }
)
"""What models of scikit-learn and skrub are made of beside the estimators and arrays that skops trusts by itself.

All of them were found by saving such models, and are classes or functions that only compute.
"""


def untrusted_types(data: bytes, trusted: Iterable[str]) -> list[str]:
    """Return the types in a saved pipeline that neither Fairlead nor the project trusts; nothing is imported for it.

    Parameters
    ----------
    trusted : names of classes and functions (``churn.features.Ratios``) or of modules (``churn.features``), which
        stand for what is defined in them.
    """
    from skops.io import get_untrusted_types  # imports scikit-learn

    entries = tuple(trusted)
    return [name for name in get_untrusted_types(data=data) if not is_trusted(name, entries)]


def is_trusted(name: str, entries: Sequence[str]) -> bool:
    """Tell whether a type may be loaded.

    >>> is_trusted("churn.features.Ratios", ["churn.features.Ratios"]), is_trusted("os.system", ["churn"])
    (True, False)
    """
    if name in BUILT_IN or name in entries:
        return True
    module, _, word = name.rpartition(".")
    return module in entries and _is_defined_in(module, word)


def _is_defined_in(module: str, word: str) -> bool:
    """Tell whether a module of the project defines a name itself: what it only imports is not meant by its name."""
    try:
        found = getattr(importlib.import_module(module), word, None)
    except ImportError:
        return False
    return getattr(found, "__module__", None) == module


def load_pipeline(data: bytes, trusted: Iterable[str]) -> Any:
    """Build a pipeline from its bytes, if every type in them is trusted.

    Raises
    ------
    UntrustedTypeError
        One is not, or cannot be imported here.
    """
    skops = import_skops("Loading a model")
    entries = tuple(trusted)
    named = skops.get_untrusted_types(data=data)
    refused = [name for name in named if not is_trusted(name, entries)]
    if refused:
        raise UntrustedTypeError.of(refused)
    try:
        return skops.loads(data, trusted=named)
    except (ImportError, AttributeError) as error:
        raise UntrustedTypeError.not_found(str(error)) from error


def import_skops(purpose: str) -> Any:
    """Import skops.io, which imports scikit-learn.

    Raises
    ------
    MissingExtraError
        It is not installed.
    """
    try:
        return importlib.import_module("skops.io")
    except ImportError as error:
        raise MissingExtraError.needs("skops", "models", purpose) from error
