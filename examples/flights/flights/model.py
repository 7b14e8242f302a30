"""The model: boosted trees, which take words, numbers and gaps as they are."""

import polars as pl
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OrdinalEncoder

from flights.features import FEATURES, NUMBERS, WORDS


def unfitted(trees: int) -> Pipeline:
    """Return the recipe; a destination that it has not learned from is a gap."""
    codes = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=float("nan"))
    columns = ColumnTransformer([("words", codes, list(WORDS)), ("numbers", "passthrough", list(NUMBERS))])
    is_word = [name in WORDS for name in FEATURES]
    boosted = HistGradientBoostingClassifier(
        max_iter=trees,
        categorical_features=is_word,
        early_stopping=False,
        random_state=0,  # of many flights, the limits of its bins come from a sample
    )
    return Pipeline([("columns", columns), ("classifier", boosted)])


def fitted(table: pl.DataFrame, trees: int) -> Pipeline:
    """Return the recipe, fitted on flights whose outcome is known."""
    return unfitted(trees).fit(inputs(table), table["late"].to_numpy())


def inputs(table: pl.DataFrame) -> pl.DataFrame:
    """Return what a model is given."""
    return table.select(FEATURES)
