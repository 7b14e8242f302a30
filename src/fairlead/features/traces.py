"""Trace each feature of a recipe back to the raw columns it is made of, and each raw column forward."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fairlead.errors import FeatureError
from fairlead.features.sources import Source
from fairlead.features.walk import Walk


@dataclass(frozen=True, slots=True)
class Lineage:
    """Hold which raw columns each feature is made of.

    Parameters
    ----------
    columns : the raw columns.
    features : feature -> its source; `Source.how` says whether the recipe's names say so (``named``), it was found by
        giving the column other values (``measured``), or it could not be found out (``assumed``).
    """

    columns: tuple[str, ...]
    features: Mapping[str, Source]

    def columns_of(self, feature: str) -> tuple[str, ...]:
        """Return the raw columns that a feature is made of.

        Raises
        ------
        FeatureError
            There is no such feature.
        """
        if feature not in self.features:
            raise FeatureError.unknown_feature(feature, list(self.features))
        return self.features[feature].columns

    def features_from(self, column: str) -> tuple[str, ...]:
        """Return the features that are made of a raw column, alone or with others.

        Raises
        ------
        FeatureError
            There is no such column.
        """
        if column not in self.columns:
            raise FeatureError.unknown_column(column, self.columns)
        return tuple(name for name, source in self.features.items() if column in source.columns)

    @property
    def unused(self) -> tuple[str, ...]:
        """Return the raw columns that no feature is made of."""
        used = {name for source in self.features.values() for name in source.columns}
        return tuple(name for name in self.columns if name not in used)

    def to_dict(self) -> dict[str, Any]:
        """Return the lineage in both directions as plain values, ready for JSON."""
        return {
            "columns": {name: list(self.features_from(name)) for name in self.columns},
            "features": {
                name: {"columns": list(source.columns), "how": source.how} for name, source in self.features.items()
            },
            "unused": list(self.unused),
        }

    def __str__(self) -> str:
        lines = [f"{len(self.features)} features from {len(self.columns)} columns", ""]
        width = max((len(name) for name in self.features), default=0)
        for name, source in self.features.items():
            how = "" if source.how == "named" else f"  ({source.how})"
            lines.append(f"{name:<{width}}  <- {', '.join(source.columns) or 'no column'}{how}")
        if self.unused:
            lines += ["", f"not used: {', '.join(self.unused)}"]
        return "\n".join(lines)


def lineage(recipe: Any, rows: Any, target: Any = None) -> Lineage:
    """Trace each feature of a recipe back to the raw columns it is made of.

    Where the steps of scikit-learn and skrub name their inputs, the names say it. Functions and transformers of your
    own are tried out: one column after the other gets other values, and the features that move are made of it.

    Parameters
    ----------
    recipe, rows, target : as in `preview`.

    Raises
    ------
    FeatureError, FeatureStepError
        As in `preview`; also if a step could not be shown, so that there are no features.

    Examples
    --------
    >>> import pandas as pd
    >>> from sklearn.preprocessing import OneHotEncoder
    >>> made = lineage(OneHotEncoder(), pd.DataFrame({"plan": ["basic", "pro"], "city": ["Ulm", "Ulm"]}))
    >>> made.columns_of("plan_pro"), made.features_from("plan")
    (('plan',), ('plan_basic', 'plan_pro'))
    """
    from fairlead.features.showing import preview  # it shows a lineage, too

    return preview(recipe, rows, target).lineage


def lineage_of(walked: Walk) -> Lineage:
    """Return the lineage of the table at the end; a recipe that could not be shown to the end has no features."""
    end, columns = walked.end, walked.visits[0].before.names
    return Lineage(columns, {} if end is None else dict(zip(end.names, end.sources, strict=True)))
