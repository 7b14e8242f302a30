"""A split that puts rows of one customer on both sides."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from fairlead.notebook.facts import Facts
from fairlead.notebook.flow.events import CrossValidation, Split
from fairlead.notebook.notebook import Place
from fairlead.notebook.rules.rule import Hit, rule

_ENTITY = re.compile(
    r"(customer|client|user|patient|subject|person|session|device|machine|engine|store|shop|student|player|speaker|"
    r"driver|account|member|household|animal|author|vehicle|unit|participant)s?[ _]?(id|no|nr|num|number|code|name)?",
    re.IGNORECASE,
)


@rule("leakage", "warning")
def group_split(facts: Facts) -> Iterator[Hit]:
    """Find random splits of rows of which several belong to one customer, patient or machine.

    What it does
    ------------
    Reports a split by rows in a notebook that groups the rows by an entity (``groupby("patient_id")``,
    ``duplicated("user_id")``): some rows of an entity then train and others test.

    Why it hurts in production
    --------------------------
    The model recognises the patient instead of the illness. In production patients are new, and it has nothing to
    recognise.

    Example
    -------
    Bad::

        # %%
        import pandas as pd
        from sklearn.ensemble import RandomForestClassifier
        from sklearn.model_selection import train_test_split

        # %%
        visits = pd.read_csv("visits.csv")
        print(visits.groupby("patient_id").size().describe())
        X, y = visits.drop(columns=["ill", "patient_id"]), visits["ill"]
        X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
        print(RandomForestClassifier().fit(X_train, y_train).score(X_test, y_test))

    Good::

        # %%
        import pandas as pd
        from sklearn.ensemble import RandomForestClassifier
        from sklearn.model_selection import GroupShuffleSplit

        # %%
        visits = pd.read_csv("visits.csv")
        print(visits.groupby("patient_id").size().describe())
        X, y = visits.drop(columns=["ill", "patient_id"]), visits["ill"]
        parts = GroupShuffleSplit(n_splits=1, test_size=0.2, random_state=0)
        train, test = next(parts.split(X, y, groups=visits["patient_id"]))
        model = RandomForestClassifier().fit(X.iloc[train], y.iloc[train])
        print(model.score(X.iloc[test], y.iloc[test]))

    Fix
    ---
    Keep the rows of one entity together: ``GroupKFold``, ``GroupShuffleSplit``, or a split of the ids.

    Known limits
    ------------
    Found by the names of columns, hence never of high confidence; a table that was grouped to one row an entity is left
    alone only where the groups themselves are split.
    """
    column = _grouped_column(facts)
    if column is None:
        return
    told: set[Place] = set()
    for event in facts.flow.events:
        if isinstance(event, Split):
            by_rows = event.shuffled and not event.grouped and not _of_groups(event)
        elif isinstance(event, CrossValidation):
            by_rows = "Group" not in event.splitter and not any(
                path[0].startswith("groups ") for path in event.data.rows
            )
        else:
            continue
        if by_rows and event.place not in told:
            told.add(event.place)
            message = f"Rows are parted one by one, but several belong to one `{column}`: it can be on both sides."
            yield Hit(event.place, message, "medium")
            return


def _of_groups(split: Split) -> bool:
    """Tell whether rows that stand for a whole group each are parted, or the ids themselves."""
    rows = [path for data in split.data for path in data.rows]
    return not rows or any(path[0].startswith("groups ") for path in rows)


def _grouped_column(facts: Facts) -> str | None:
    """Return the column of an entity by which rows are grouped or counted."""
    for found, _ in facts.index.calls(".groupby", ".group_by", ".duplicated", ".drop_duplicates"):
        if isinstance(found.node.func, ast.Attribute) and found.node.func.attr == "drop_duplicates":
            return None
        for argument in found.node.args[:1]:
            name = argument.value if isinstance(argument, ast.Constant) else None
            if isinstance(name, str) and _ENTITY.fullmatch(name):
                return name
    for found, _ in facts.index.calls(".nunique"):
        counted = found.node.func.value if isinstance(found.node.func, ast.Attribute) else None
        key = counted.slice if isinstance(counted, ast.Subscript) else None
        if isinstance(key, ast.Constant) and isinstance(key.value, str) and _ENTITY.fullmatch(key.value):
            return key.value
    return None
