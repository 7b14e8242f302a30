"""What is known of estimators and measures by their names."""

from __future__ import annotations

from fairlead.notebook.flow.knowledge.metrics import TRUTH_FIRST

SEEDED_BY = frozenset(("random_state", "seed", "random_seed", "rng", "generator"))
CALM = frozenset(
    [
        "StandardScaler",
        "MinMaxScaler",
        "MaxAbsScaler",
        "RobustScaler",
        "PowerTransformer",
        "SimpleImputer",
        "KNNImputer",
        "OneHotEncoder",
        "OrdinalEncoder",
        "LabelEncoder",
        "LabelBinarizer",
        "CountVectorizer",
        "TfidfVectorizer",
        "TfidfTransformer",
        "PolynomialFeatures",
        "LinearRegression",
        "Ridge",
        "Lasso",
        "ElasticNet",
        "GaussianNB",
        "MultinomialNB",
        "BernoulliNB",
        "ComplementNB",
        "KNeighborsClassifier",
        "KNeighborsRegressor",
        "LogisticRegression",
        "SVR",
        "LinearDiscriminantAnalysis",
        "QuadraticDiscriminantAnalysis",
        "DBSCAN",
        "AgglomerativeClustering",
        "SelectKBest",
        "VarianceThreshold",
        "ColumnTransformer",
        "make_column_transformer",
        "Pipeline",
        "make_pipeline",
        "FunctionTransformer",
        "FeatureUnion",
        "OLS",
        "GLM",
        "Logit",
        "NearestNeighbors",
        "LassoCV",
        "RidgeCV",
        "make_union",
        "LeaveOneOut",
        "TimeSeriesSplit",
        "GroupKFold",
        "Normalizer",
        "Binarizer",
        "MultiLabelBinarizer",
        "RidgeClassifier",
        "NearestCentroid",
        "VotingClassifier",
        "GridSearchCV",
    ]
)
"""Classes that draw no random numbers by themselves: a part of them may."""


def class_of(kind: str) -> str:
    """Return the class of an estimator by its last name.

    >>> class_of("estimator:sklearn.svm.SVC#"), class_of("int")
    ('SVC', '')
    """
    return kind.rpartition(".")[2].rpartition(":")[2].rstrip("#") if kind.startswith("estimator:") else ""


def is_metric(name: str) -> bool:
    """Tell whether a function or method tells how good a model is."""
    last = name.rpartition(".")[2]
    return (
        last in TRUTH_FIRST
        or last in ("score", "cross_val_score", "cross_validate", "auc", "silhouette_score")
        or (name.startswith("sklearn.metrics") and last[:1].islower() and not last.startswith(("make_", "pairwise")))
    )
