"""Accuracy alone, where one answer is rare."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from fairlead.notebook.facts import Facts
from fairlead.notebook.flow.events import CrossValidation, Evaluate, Resample
from fairlead.notebook.flow.knowledge.metrics import BETTER_METRICS, FOR_NUMBERS, QUALITY_METRICS
from fairlead.notebook.flow.models import final_kind
from fairlead.notebook.leaks import target_columns
from fairlead.notebook.rules.rule import Hit, rule

_RARE = re.compile(
    r"churn|fraud|default|attrition|exited|spam|toxic|stroke|cancer|disease|diabet|heart|bankrupt|fail|anomal|attack|"
    r"click|converted|subscri|left|respon|claim|readmi|outcome|hiv|death|died|survived",
    re.IGNORECASE,
)


@rule("evaluation", "warning")
def accuracy_on_imbalance(facts: Facts) -> Iterator[Hit]:
    """Find classifiers of a rare event of which only the accuracy is looked at.

    What it does
    ------------
    Reports the score of a classifier where accuracy is the only metric of the notebook: with medium confidence if the
    target's name (churn, fraud, default, ...) or a remedy in the code (``class_weight``, resampling) tells that one
    answer
    is rare, otherwise with low confidence.

    Why it hurts in production
    --------------------------
    If 5 of 100 customers leave, a model that says "stays" to everyone is right 95 times and finds nobody. Accuracy
    does not
    tell the two apart.

    Example
    -------
    Bad::

        # %%
        import pandas as pd
        from sklearn.linear_model import LogisticRegression
        from sklearn.metrics import accuracy_score
        from sklearn.model_selection import train_test_split

        # %%
        cards = pd.read_csv("cards.csv")
        X_train, X_test, y_train, y_test = train_test_split(cards.drop(columns="fraud"), cards["fraud"], random_state=0)
        model = LogisticRegression().fit(X_train, y_train)
        print(accuracy_score(y_test, model.predict(X_test)))

    Good::

        # %%
        import pandas as pd
        from sklearn.linear_model import LogisticRegression
        from sklearn.metrics import accuracy_score, recall_score
        from sklearn.model_selection import train_test_split

        # %%
        cards = pd.read_csv("cards.csv")
        X_train, X_test, y_train, y_test = train_test_split(cards.drop(columns="fraud"), cards["fraud"], random_state=0)
        model = LogisticRegression().fit(X_train, y_train)
        print(accuracy_score(y_test, model.predict(X_test)), recall_score(y_test, model.predict(X_test)))

    Fix
    ---
    Report precision and recall, the F1 score, or the area under the precision-recall curve beside it.

    Known limits
    ------------
    How rare an answer is, is known from the data, not from the code.
    """
    scores = [event for event in facts.flow.of(Evaluate) if event.estimator is not None and not event.uncalled]
    folds = [name for event in facts.flow.of(CrossValidation) for name in event.metrics]
    names = {event.metric for event in scores}
    if not scores or names & BETTER_METRICS or names & FOR_NUMBERS or not names <= QUALITY_METRICS:
        return
    if any(name != "accuracy" for name in folds) or any(True for _ in facts.index.calls(*_OTHERS)):
        return
    first = next((event for event in scores if _is_classified(event)), None)
    if first is None:
        return
    evidence = _evidence(facts)
    message = "Accuracy is the only score" + (
        f", though {evidence}." if evidence else "; it says little if one answer is rare."
    )
    yield Hit(first.place, message, "medium" if evidence else "low")


_OTHERS = tuple(
    f"*.{name}" for name in sorted(BETTER_METRICS | {"plot_roc", "RocCurveDisplay", "ConfusionMatrixDisplay"})
)


def _is_classified(event: Evaluate) -> bool:
    assert event.estimator is not None
    kind = final_kind(event.estimator)
    if kind == "net":
        return "entropy" in str(event.estimator.arguments.get("loss", "")) and event.metric in (
            "evaluate",
            "accuracy_score",
        )
    return kind == "classifier" or event.metric == "accuracy_score"


def _evidence(facts: Facts) -> str:
    """Return a few words on why one answer seems to be rare, or ""."""
    column = next((name for name in sorted(target_columns(facts.flow)) if _RARE.search(name)), None)
    if column is not None:
        return f"`{column}` is the kind of answer that is rare"
    if any(True for _ in facts.flow.of(Resample)):
        return "rows are resampled because one answer is rare"
    for estimator in facts.flow.estimators:
        if {"class_weight", "scale_pos_weight"} & estimator.arguments.keys():
            return f"`{estimator.name.rpartition('.')[2]}` weighs the classes"
    if any(one.arg == "class_weight" for call in facts.index.of(ast.Call) for one in call.node.keywords):
        return "the classes are weighed"
    return ""
