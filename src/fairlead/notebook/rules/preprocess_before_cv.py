"""A statistic that was learned before cross-validation parts the rows."""

from __future__ import annotations

from collections.abc import Iterator

from fairlead.notebook.facts import Facts
from fairlead.notebook.leaks import of_rule, short
from fairlead.notebook.rules.rule import Hit, rule


@rule("leakage", "error")
def preprocess_before_cv(facts: Facts) -> Iterator[Hit]:
    """Find statistics that were learned before cross-validation parted the rows.

    What it does
    ------------
    Reports a scaler, an imputer, a PCA, a vectorizer or any other statistic that was learned from the rows which
    ``cross_val_score``, ``GridSearchCV`` or their like then part into folds.

    Why it hurts in production
    --------------------------
    Each fold plays customers whom the model has not met. A step that learned from all folds together has met them all,
    so every score of the cross-validation is too good, and the search chooses parameters for the wrong reason.

    Example
    -------
    Bad::

        # %%
        import pandas as pd
        from sklearn.decomposition import PCA
        from sklearn.model_selection import cross_val_score
        from sklearn.svm import SVC

        # %%
        cells = pd.read_csv("cells.csv")
        X = PCA(n_components=5).fit_transform(cells.drop(columns="kind"))
        print(cross_val_score(SVC(), X, cells["kind"], cv=5).mean())

    Good::

        # %%
        import pandas as pd
        from sklearn.decomposition import PCA
        from sklearn.model_selection import cross_val_score
        from sklearn.pipeline import make_pipeline
        from sklearn.svm import SVC

        # %%
        cells = pd.read_csv("cells.csv")
        model = make_pipeline(PCA(n_components=5), SVC())
        print(cross_val_score(model, cells.drop(columns="kind"), cells["kind"], cv=5).mean())

    Fix
    ---
    Hand a Pipeline with the step in it to the cross-validation: it then learns anew in each fold.

    Known limits
    ------------
    Where the folds are those of training rows only and a test set is scored afterwards, the finding has medium
    confidence: the search is flattered, the last score is not.
    """
    for leak in of_rule(facts, "preprocess-before-cv"):
        by, validation = short(leak.learned.by), short(leak.trial.metric)
        message = f"`{by}` learns from all rows before `{validation}` parts them into folds."
        yield leak.hit(message, f"Put `{by}` and the model into one Pipeline, and hand that to `{validation}`.")
