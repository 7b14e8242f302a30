"""What each round of work on the features brings: the steps of the investment curve, from three numbers to crosses.

Each step is a whole recipe, a scikit-learn pipeline, and contains all that came before it. What is learned from rows
(medians, scales, categories) is learned in ``fit``, so that cross-validation measures it honestly.

    python -m churn.investment        # in the project's folder: print the curve
"""

from typing import Any

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer, make_column_selector
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import (
    FunctionTransformer,
    KBinsDiscretizer,
    OneHotEncoder,
    SplineTransformer,
    StandardScaler,
)

from churn.sources import ADD_ONS, FLAGS, extract
from fairlead.features import Costs, curve

THREE = ("tenure", "monthly_charges", "total_charges")
NUMBERS = (*THREE, *FLAGS)


def customers(dataset: str = "modeldata/wa_churn") -> pd.DataFrame:
    """Return the customers with the truth in the column `churn`: 1 left, 0 stayed."""
    table = extract(dataset).to_pandas().drop(columns="customer_id")
    return table.assign(churn=(table["churn"] == "Yes").astype(int))


def steps() -> list[tuple[str, Pipeline]]:
    """Return the steps in the order in which one would take them, each with its whole recipe."""
    return [
        ("three numbers", with_numbers(THREE, fill=SimpleImputer(strategy="constant", fill_value=-1))),
        ("all numbers", with_numbers(NUMBERS, fill=SimpleImputer(strategy="constant", fill_value=-1))),
        ("median for what is missing", with_numbers(NUMBERS, fill=SimpleImputer(strategy="median"))),
        ("scaled", with_numbers(NUMBERS, fill=scaled())),
        ("one-hot words", with_words(scaled())),
        ("ratios, counts, logarithms", with_words(scaled(), FunctionTransformer(enrich))),
        ("crosses and bins", with_crosses()),
        ("splines", with_splines()),
    ]


def with_numbers(columns: tuple[str, ...], fill: Any) -> Pipeline:
    """Return a recipe that learns from columns of numbers alone."""
    return Pipeline([("columns", ColumnTransformer([("numbers", fill, list(columns))])), ("model", model())])


def with_words(numbers: Any, *before: Any) -> Pipeline:
    """Return a recipe that learns from all columns: numbers as given, words one-hot."""
    return make_pipeline(*before, ColumnTransformer(columns_of(numbers)), model())


def with_crosses() -> Pipeline:
    """Return the recipe with pairs of facts as features of their own, and the tenure in bins."""
    crosses = OneHotEncoder(handle_unknown="ignore", min_frequency=20)
    bins = make_pipeline(SimpleImputer(strategy="median"), KBinsDiscretizer(8, quantile_method="averaged_inverted_cdf"))
    more = [("crosses", crosses, ["contract_internet", "contract_payment"]), ("bins", bins, ["tenure"])]
    return make_pipeline(
        FunctionTransformer(enrich),
        FunctionTransformer(cross),
        ColumnTransformer([*columns_of(scaled(), without="contract_"), *more]),
        model(),
    )


def with_splines() -> Pipeline:
    """Return the recipe with crosses, and smooth curves instead of straight lines for the three numbers."""
    splines = make_pipeline(SimpleImputer(strategy="median"), SplineTransformer(n_knots=6), StandardScaler())
    recipe = with_crosses()
    columns = recipe[-2]
    columns.transformers = [*columns.transformers, ("splines", splines, list(THREE))]
    return recipe


def step_by_step() -> Pipeline:
    """Return a recipe of four steps for the page Features: fill in, bring to one scale, encode, create.

    Each step gives a table, so that the next one finds its columns by name. What is created is made of what the steps
    before have given: the number of add-ons, and whether somebody may leave every month and has fibre.
    """
    words = make_column_selector(dtype_exclude="number")
    in_place = {"remainder": "passthrough", "verbose_feature_names_out": False}
    encoder = OneHotEncoder(handle_unknown="ignore", sparse_output=False)
    steps: list[tuple[str, Any]] = [
        ("impute", ColumnTransformer([("median", SimpleImputer(strategy="median"), list(THREE))], **in_place)),
        ("normalise", ColumnTransformer([("scale", StandardScaler(), list(THREE))], **in_place)),
        ("encode", ColumnTransformer([("words", encoder, words)], **in_place)),
        ("create", FunctionTransformer(combine)),
    ]
    for _, step in steps:
        step.set_output(transform="pandas")
    return Pipeline([*steps, ("model", model())])


def columns_of(numbers: Any, without: str | None = None) -> list[tuple[str, Any, Any]]:
    """Return the blocks for numbers and for words; columns whose name begins with `without` are left out."""
    pattern = None if without is None else f"^(?!{without})"
    return [
        ("numbers", numbers, make_column_selector(dtype_include="number")),
        ("words", OneHotEncoder(handle_unknown="ignore"), make_column_selector(pattern, dtype_exclude="number")),
    ]


def scaled() -> Pipeline:
    """Return the steps for a number: the median where it is missing, then mean 0 and standard deviation 1."""
    return Pipeline([("impute", SimpleImputer(strategy="median")), ("scale", StandardScaler())])


def model() -> LogisticRegression:
    """Return the model at the end of each step: always the same, so that only the features differ."""
    return LogisticRegression(max_iter=2000)


def enrich(table: pd.DataFrame) -> pd.DataFrame:
    """Add what a customer's own row says between the lines: counts, ratios and logarithms."""
    total = table["total_charges"].fillna(0.0)
    average = total / table["tenure"].clip(lower=1)
    add_ons = (table[list(ADD_ONS)] == "Yes").sum(axis=1)
    return table.assign(
        average_charge=average,
        charge_change=table["monthly_charges"] - average,
        add_ons=add_ons,
        charge_per_add_on=table["monthly_charges"] / (1 + add_ons),
        log_tenure=np.log1p(table["tenure"]),
        log_total_charges=np.log1p(total),
        is_new=(table["tenure"] <= 3).astype(int),
    )


def combine(table: pd.DataFrame) -> pd.DataFrame:
    """Add what encoded columns say together: how many add-ons, and a monthly contract with fibre."""
    return table.assign(
        add_ons=table[[f"{name}_Yes" for name in ADD_ONS]].sum(axis=1),
        monthly_fibre=table["contract_Month-to-month"] * table["internet_service_Fiber optic"],
    )


def cross(table: pd.DataFrame) -> pd.DataFrame:
    """Add pairs of facts: the contract with the kind of internet, and with the way to pay."""
    return table.assign(
        contract_internet=table["contract"] + " / " + table["internet_service"],
        contract_payment=table["contract"] + " / " + table["payment_method"],
    )


def main() -> None:
    """Print the curve, with unit costs that are assumed, and kept so that the second time is quick."""
    costs = Costs(kept=600, offer=60, success=0.4, cases_a_month=7_043, threshold=0.25)
    print(curve(steps(), customers(), "churn", costs=costs, cache=".fairlead/curves"))


if __name__ == "__main__":
    main()
