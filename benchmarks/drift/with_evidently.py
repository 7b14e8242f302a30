"""Evidently's DataDriftPreset: one statistic a column, chosen by it."""

import pandas as pd
from evidently import DataDefinition, Dataset, Report
from evidently.presets import DataDriftPreset
from report import NUMBERS, WORDS, now, report, then

tables = [pd.read_parquet(path) for path in (then, now)]


def compute() -> dict[str, dict[str, float]]:
    shape = DataDefinition(numerical_columns=NUMBERS, categorical_columns=WORDS)
    first, second = (Dataset.from_pandas(table, data_definition=shape) for table in tables)
    found = Report([DataDriftPreset()]).run(second, first).dict()
    named = {
        one["config"]["column"]: {"evidently": float(one["value"])}
        for one in found["metrics"]
        if "column" in one.get("config", {})
    }
    assert len(named) == len(NUMBERS) + len(WORDS), found["metrics"][0]
    return named


report(compute)
