"""The facts of each kind of step, by the name of its class."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from fairlead.features.attempt import attempted
from fairlead.features.facts import choosing, encoding, filling, other, projecting, scaling, skrub_steps, texts

Facts = Callable[[Any, Sequence[str]], Iterator[str]]

FACTS: Mapping[str, Facts] = {
    "SimpleImputer": filling.simple,
    "KNNImputer": filling.neighbours,
    "IterativeImputer": filling.iterative,
    "MissingIndicator": filling.indicator,
    "StandardScaler": scaling.standard,
    "MinMaxScaler": scaling.min_max,
    "RobustScaler": scaling.robust,
    "MaxAbsScaler": scaling.max_abs,
    "QuantileTransformer": scaling.quantile,
    "PowerTransformer": scaling.power,
    "Normalizer": scaling.normalizer,
    "Binarizer": scaling.binarizer,
    "OneHotEncoder": encoding.one_hot,
    "OrdinalEncoder": encoding.ordinal,
    "TargetEncoder": encoding.target,
    "KBinsDiscretizer": encoding.bins,
    "LabelBinarizer": encoding.labels,
    "MultiLabelBinarizer": encoding.labels,
    "FeatureHasher": encoding.hashed,
    "SelectorMixin": choosing.selection,
    "PCA": projecting.components,
    "TruncatedSVD": projecting.components,
    "IncrementalPCA": projecting.components,
    "NMF": projecting.factors,
    "FastICA": projecting.factors,
    "FactorAnalysis": projecting.factors,
    "KMeans": projecting.clusters,
    "PolynomialFeatures": projecting.polynomial,
    "SplineTransformer": projecting.spline,
    "CountVectorizer": texts.vocabulary,
    "TfidfVectorizer": texts.vocabulary,
    "HashingVectorizer": texts.hashed_words,
    "TfidfTransformer": texts.weights,
    "DictVectorizer": texts.keys,
    "TableVectorizer": skrub_steps.table_vectorizer,
    "Cleaner": skrub_steps.cleaner,
    "DatetimeEncoder": skrub_steps.dates,
    "StringEncoder": skrub_steps.topics,
    "TextEncoder": skrub_steps.topics,
    "GapEncoder": skrub_steps.topics,
    "MinHashEncoder": skrub_steps.topics,
    "ApplyToCols": skrub_steps.columnwise,
    "ApplyToEachCol": skrub_steps.columnwise,
    "ApplyToSubFrame": skrub_steps.columnwise,
    "ApplyToFrame": skrub_steps.columnwise,
    "FunctionTransformer": other.function,
    "ColumnTransformer": other.blocks,
    "FeatureUnion": other.union,
}
"""Class -> sentences; a class that is made from one of these has its sentences too."""


def facts_of(part: Any, names: Sequence[str], *, is_model: bool = False) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what a fitted step has learned, in sentences, and notes on what could not be read.

    Parameters
    ----------
    part : the fitted step.
    names : of its input columns.
    is_model : whether it is the model at the end.

    >>> from sklearn.preprocessing import StandardScaler
    >>> facts_of(StandardScaler().fit([[1.0], [3.0]]), ["tenure"])[0]
    ('tenure: scaled to mean 0, sd 1 using mean 2, sd 1',)
    """
    if part is None or isinstance(part, str):
        return ("passes its columns on unchanged",), ()
    known = other.model if is_model else _known(part)
    found = attempted(lambda: tuple((known or other.attributes)(part, names)))
    if found.error is None:
        return found.value, ()
    instead = attempted(lambda: tuple(other.attributes(part, names)))
    return instead.value or (), (f"what it has learned could not be read: {found.reason}",)


def _known(part: Any) -> Facts | None:
    return next((FACTS[one.__name__] for one in type(part).__mro__ if one.__name__ in FACTS), None)
