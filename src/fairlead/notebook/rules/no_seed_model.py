"""A model whose training is random, without a seed."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from fairlead.notebook.facts import Facts
from fairlead.notebook.rules.rule import Hit, rule
from fairlead.notebook.seeding import constant, seed_of

_RANDOM_WORDS = """
    RandomForestClassifier RandomForestRegressor ExtraTreesClassifier ExtraTreesRegressor DecisionTreeClassifier
    DecisionTreeRegressor ExtraTreeClassifier ExtraTreeRegressor GradientBoostingClassifier GradientBoostingRegressor
    HistGradientBoostingClassifier HistGradientBoostingRegressor AdaBoostClassifier AdaBoostRegressor BaggingClassifier
    BaggingRegressor MLPClassifier MLPRegressor SGDClassifier SGDRegressor Perceptron PassiveAggressiveClassifier
    PassiveAggressiveRegressor KMeans MiniBatchKMeans BisectingKMeans GaussianMixture BayesianGaussianMixture
    SpectralClustering IsolationForest RandomizedSearchCV HalvingRandomSearchCV RANSACRegressor TheilSenRegressor TSNE
    UMAP MDS TruncatedSVD FastICA NMF LatentDirichletAllocation MiniBatchDictionaryLearning Nystroem RBFSampler
    GaussianRandomProjection SparseRandomProjection IterativeImputer SMOTE SMOTENC SMOTEN BorderlineSMOTE SVMSMOTE
    KMeansSMOTE ADASYN SMOTEENN SMOTETomek RandomOverSampler RandomUnderSampler BalancedRandomForestClassifier
    BalancedBaggingClassifier EasyEnsembleClassifier RUSBoostClassifier NeighborhoodComponentsAnalysis BernoulliRBM
"""
_RANDOM = tuple(f"*.{word}" for word in _RANDOM_WORDS.split())

_IF: dict[str, tuple[str, tuple[object, ...]]] = {
    "*.LogisticRegression": ("solver", ("liblinear", "sag", "saga")),
    "*.LogisticRegressionCV": ("solver", ("liblinear", "sag", "saga")),
    "*.Ridge": ("solver", ("sag", "saga")),
    "*.RidgeClassifier": ("solver", ("sag", "saga")),
    "*.Lasso": ("selection", ("random",)),
    "*.ElasticNet": ("selection", ("random",)),
    "*.SVC": ("probability", (True,)),
    "*.NuSVC": ("probability", (True,)),
    "*.PCA": ("svd_solver", ("randomized", "arpack")),
}
"""Classes that draw random numbers only with one of these settings."""

_INIT_FIXED = frozenset(("KMeans", "MiniBatchKMeans"))


@rule("randomness", "warning", fixable=True)
def no_seed_model(facts: Facts) -> Iterator[Hit]:
    """Find models and samplers that come out differently each time they are trained.

    What it does
    ------------
    Reports forests, boosted trees, neural networks, k-means, random searches, SMOTE and others that draw random numbers
    and are made without ``random_state``. Models that draw none are left alone: linear regression, nearest neighbours,
    naive Bayes, logistic regression with its default solver, XGBoost, LightGBM and CatBoost, which have a fixed seed of
    their own. Where the notebook seeds NumPy as a whole it is reported with low confidence.

    Why it hurts in production
    --------------------------
    Training twice on the same data gives two models. When one of them misbehaves it cannot be made again to look for
    the reason, and small gains between two versions may be nothing but luck.

    Example
    -------
    Bad::

        # %%
        from sklearn.ensemble import RandomForestClassifier

        model = RandomForestClassifier(n_estimators=200)

    Good::

        # %%
        from sklearn.ensemble import RandomForestClassifier

        model = RandomForestClassifier(n_estimators=200, random_state=42)

    Fix
    ---
    Give the model a seed: ``random_state=42``.

    Known limits
    ------------
    Classes are known by name; classes of your own and of libraries that are not in the table are left out. Settings
    that come from elsewhere (``**settings``) are taken as seeded, and so are all models of a notebook that sets
    ``random_state`` afterwards (``set_params``).
    """
    confidence = "low" if "numpy" in facts.seeded or _is_set_later(facts) else "high"
    own = {found.node.name for found in facts.index.of(ast.ClassDef)}
    for found, name in facts.index.calls(*_RANDOM, *_IF):
        short = name.rpartition(".")[2]
        if short in own or not _draws(found.node, name) or _is_of_spark(facts, found.node):
            continue
        if seed_of(facts, found.node, "random_state", "seed", "random_seed") == "missing":
            message = f"`{short}` has no `random_state`: training it again gives another model."
            place = facts.index.place(found)
            yield Hit(place, message, confidence, evidence={"class": short})  # type: ignore[arg-type]


def _draws(call: ast.Call, name: str) -> bool:
    """Tell whether a class draws random numbers as it is set here."""
    if name not in _IF:
        return not (name.rpartition(".")[2] in _INIT_FIXED and _has_array_init(call))
    argument, values = _IF[name]
    return constant(call, argument) in values


def _has_array_init(call: ast.Call) -> bool:
    """Tell whether k-means begins at centres that are given."""
    return any(keyword.arg == "init" and not isinstance(keyword.value, ast.Constant) for keyword in call.keywords)


def _is_of_spark(facts: Facts, call: ast.Call) -> bool:
    """Tell whether a class of the same name comes from Spark, whose seed is fixed by the name of the class."""
    return (facts.index.name_of(call.func) or "").startswith("pyspark.")


def _is_set_later(facts: Facts) -> bool:
    return any(
        keyword.arg is not None and keyword.arg.endswith("random_state")
        for found, _ in facts.index.calls(".set_params")
        for keyword in found.node.keywords
    )
