"""Tools to know: what each of them is for, and where Fairlead meets it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tool:
    """Hold a tool with what it does, when to reach for it, and how it goes together with Fairlead."""

    name: str
    does: str
    reach: str
    meets: str


TOOLS = (
    Tool(
        "Airflow",
        "Schedules graphs of tasks for a whole company, with a web page, retries, and hundreds of connectors.",
        "Many pipelines of many teams, on a calendar, beside much that is no machine learning.",
        "A pipeline is written with its words (DAG, PythonOperator, >>), and fairlead export writes one for Airflow.",
    ),
    Tool(
        "Prefect",
        "Runs Python functions as flows, which may decide while they run what comes next; a server watches them.",
        "Flows whose shape depends on the data, and little wish to keep a scheduler running.",
        "fairlead export writes a flow whose tasks are your functions.",
    ),
    Tool(
        "Dagster",
        "Thinks in data assets: what there is, what it is made of, and whether it is up to date.",
        "A platform of data with many tables that depend on each other.",
        "fairlead export writes an asset for each task; lineage and caching mean the same in both.",
    ),
    Tool(
        "scikit-learn Pipeline",
        "Puts preprocessing and model into one object that is fitted, kept and asked as one.",
        "Always, when the model is one of scikit-learn's: it is the cheapest protection against leaks there is.",
        "A recipe is such a pipeline and nothing else; Fairlead shows it step by step, measures it and serves it.",
    ),
    Tool(
        "Great Expectations",
        "Says in words what must be true of a table, checks it, and writes the result as a page.",
        "Data that others deliver, and people who want to read what was checked.",
        "Suites are read and written in its format, and its words (expect_column_values_to_...) work as they are.",
    ),
    Tool(
        "MLflow",
        "Keeps what was tried: parameters, scores, files, and a registry of models.",
        "Many experiments of many people that are to be compared later.",
        "fairlead models mirrors versions and aliases to it, and imports models from it.",
    ),
)
