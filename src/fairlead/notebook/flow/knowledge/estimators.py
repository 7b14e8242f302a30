"""Classes of objects that learn: of what kind each is, and what data that it transformed depend on afterwards.

Classes are known by their last name: ``sklearn.preprocessing.StandardScaler`` and ``cuml.StandardScaler`` do the same.
"""

from __future__ import annotations

from functools import lru_cache

from fairlead.notebook.flow.knowledge.words import table

KIND_OF = table(
    transformer="""
        StandardScaler MinMaxScaler MaxAbsScaler RobustScaler QuantileTransformer PowerTransformer KBinsDiscretizer
        SplineTransformer KernelCenterer Imputer SimpleImputer KNNImputer IterativeImputer
        CountVectorizer TfidfVectorizer TfidfTransformer DictVectorizer
        PCA IncrementalPCA KernelPCA SparsePCA MiniBatchSparsePCA RandomizedPCA TruncatedSVD FastICA NMF MiniBatchNMF
        FactorAnalysis LatentDirichletAllocation DictionaryLearning MiniBatchDictionaryLearning SparseCoder
        TSNE Isomap LocallyLinearEmbedding MDS SpectralEmbedding UMAP
        GaussianRandomProjection SparseRandomProjection Nystroem RBFSampler AdditiveChi2Sampler SkewedChi2Sampler
        NeighborhoodComponentsAnalysis PLSRegression PLSCanonical PLSSVD CCA BernoulliRBM RandomTreesEmbedding
        KNeighborsTransformer RadiusNeighborsTransformer FeatureAgglomeration
        BoxCoxTransformer YeoJohnsonTransformer MeanMedianImputer ArbitraryNumberImputer EndTailImputer
        RandomSampleImputer
        CategoricalImputer AddMissingIndicator Winsorizer OutlierTrimmer EqualFrequencyDiscretiser
        EqualWidthDiscretiser DecisionTreeDiscretiser DecisionTreeEncoder CountFrequencyEncoder RareLabelEncoder
        CountEncoder SklearnTransformerWrapper Tokenizer TextVectorization Normalization StringLookup
        IntegerLookup Discretization Doc2Vec Word2Vec FastText LdaModel TfidfModel ImageDataGenerator DataFrameMapper
        TableVectorizer GapEncoder MinHashEncoder IterativeSVD SoftImpute BiScaler
    """,
    encoder="""
        OneHotEncoder OrdinalEncoder LabelEncoder LabelBinarizer MultiLabelBinarizer BinaryEncoder HashingEncoder
        BaseNEncoder BackwardDifferenceEncoder HelmertEncoder SumEncoder PolynomialEncoder
        TargetEncoder LeaveOneOutEncoder CatBoostEncoder MEstimateEncoder JamesSteinEncoder WOEEncoder GLMMEncoder
        QuantileEncoder SummaryEncoder MeanEncoder WoEEncoder PRatioEncoder
    """,
    stateless="""
        Normalizer Binarizer FunctionTransformer PolynomialFeatures HashingVectorizer FeatureHasher
        LogTransformer LogCpTransformer ReciprocalTransformer PowerTransformerFE DatetimeFeatures CyclicalFeatures
        MathFeatures CombineWithReferenceFeature DropFeatures ColumnSelector MissingIndicator
    """,
    selector="""
        SelectKBest SelectPercentile SelectFpr SelectFdr SelectFwe GenericUnivariateSelect RFE RFECV SelectFromModel
        SequentialFeatureSelector VarianceThreshold BorutaPy Boruta DropConstantFeatures DropDuplicateFeatures
        DropCorrelatedFeatures SmartCorrelatedSelection SelectByShuffling SelectBySingleFeaturePerformance
        SelectByTargetMeanPerformance RecursiveFeatureElimination RecursiveFeatureAddition ExhaustiveFeatureSelector
        RandomizedLasso RandomizedLogisticRegression ReliefF
    """,
    resampler="""
        SMOTE SMOTENC SMOTEN BorderlineSMOTE SVMSMOTE KMeansSMOTE ADASYN RandomOverSampler SMOTEENN SMOTETomek
    """,
    undersampler="""
        RandomUnderSampler NearMiss TomekLinks EditedNearestNeighbours RepeatedEditedNearestNeighbours AllKNN
        CondensedNearestNeighbour OneSidedSelection NeighbourhoodCleaningRule InstanceHardnessThreshold ClusterCentroids
    """,
    clusterer="""
        KMeans MiniBatchKMeans BisectingKMeans DBSCAN HDBSCAN OPTICS MeanShift AffinityPropagation
        AgglomerativeClustering
        SpectralClustering Birch GaussianMixture BayesianGaussianMixture KModes KPrototypes
    """,
    outliers="IsolationForest LocalOutlierFactor OneClassSVM EllipticEnvelope",
    classifier="""
        LogisticRegression LogisticRegressionCV SGDClassifier Perceptron PassiveAggressiveClassifier RidgeClassifier
        RidgeClassifierCV SVC LinearSVC NuSVC KNeighborsClassifier RadiusNeighborsClassifier NearestCentroid
        GaussianNB MultinomialNB BernoulliNB ComplementNB CategoricalNB GaussianProcessClassifier
        DecisionTreeClassifier ExtraTreeClassifier RandomForestClassifier ExtraTreesClassifier AdaBoostClassifier
        GradientBoostingClassifier HistGradientBoostingClassifier MLPClassifier LinearDiscriminantAnalysis
        QuadraticDiscriminantAnalysis LabelPropagation LabelSpreading XGBClassifier XGBRFClassifier LGBMClassifier
        CatBoostClassifier BalancedRandomForestClassifier EasyEnsembleClassifier RUSBoostClassifier LDA QDA
        KerasClassifier DummyClassifier Logit Probit MNLogit TabNetClassifier NGBClassifier
        ExplainableBoostingClassifier
        TPOTClassifier AutoSklearnClassifier
    """,
    regressor="""
        LinearRegression Ridge RidgeCV Lasso LassoCV LassoLars LassoLarsCV LassoLarsIC ElasticNet ElasticNetCV Lars
        LarsCV
        OrthogonalMatchingPursuit BayesianRidge ARDRegression SGDRegressor PassiveAggressiveRegressor HuberRegressor
        RANSACRegressor TheilSenRegressor QuantileRegressor PoissonRegressor GammaRegressor TweedieRegressor SVR
        LinearSVR
        NuSVR KNeighborsRegressor RadiusNeighborsRegressor GaussianProcessRegressor DecisionTreeRegressor
        ExtraTreeRegressor
        RandomForestRegressor ExtraTreesRegressor AdaBoostRegressor GradientBoostingRegressor
        HistGradientBoostingRegressor MLPRegressor KernelRidge IsotonicRegression XGBRegressor XGBRFRegressor XGBRanker
        LGBMRegressor LGBMRanker CatBoostRegressor KerasRegressor DummyRegressor MultiTaskLasso MultiTaskElasticNet
        OLS WLS GLS GLM RLM QuantReg PanelOLS Prophet NGBRegressor TabNetRegressor ExplainableBoostingRegressor
        TPOTRegressor
    """,
    series="ARIMA SARIMAX AutoReg ARMA AR VAR ExponentialSmoothing Holt SimpleExpSmoothing",
    meta="""
        CalibratedClassifierCV VotingClassifier VotingRegressor StackingClassifier StackingRegressor
        StackingCVClassifier
        StackingCVRegressor BaggingClassifier BaggingRegressor OneVsRestClassifier OneVsOneClassifier
        OutputCodeClassifier
        MultiOutputClassifier MultiOutputRegressor ClassifierChain RegressorChain TransformedTargetRegressor
        BalancedBaggingClassifier SelfTrainingClassifier EnsembleVoteClassifier StackingAveragedModels
    """,
    search="""
        GridSearchCV RandomizedSearchCV HalvingGridSearchCV HalvingRandomSearchCV BayesSearchCV
        EvolutionaryAlgorithmSearchCV
        TuneSearchCV TuneGridSearchCV
    """,
    pipeline="Pipeline make_pipeline",
    columns="ColumnTransformer make_column_transformer FeatureUnion make_union",
    net="""
        Sequential Model Functional NeuralNet NeuralNetClassifier NeuralNetRegressor DNNClassifier
        DNNRegressor LinearClassifier
    """,
    splitter="""
        KFold StratifiedKFold GroupKFold StratifiedGroupKFold RepeatedKFold RepeatedStratifiedKFold ShuffleSplit
        StratifiedShuffleSplit GroupShuffleSplit LeaveOneOut LeavePOut LeaveOneGroupOut LeavePGroupsOut TimeSeriesSplit
        PredefinedSplit MultilabelStratifiedKFold IterativeStratification BlockingTimeSeriesSplit
        PurgedGroupTimeSeriesSplit
    """,
)
"""The kind of each class. Some kinds are ours alone (`EVENT_KIND` gives their name in events)."""

EVENT_KIND = {
    "stateless": "transformer",
    "undersampler": "resampler",
    "outliers": "clusterer",
    "series": "regressor",
    "meta": "classifier",
    "columns": "transformer",
}

BY_TARGET = frozenset(
    [
        "TargetEncoder",
        "LeaveOneOutEncoder",
        "CatBoostEncoder",
        "MEstimateEncoder",
        "JamesSteinEncoder",
        "WOEEncoder",
        "GLMMEncoder",
        "QuantileEncoder",
        "SummaryEncoder",
        "MeanEncoder",
        "WoEEncoder",
        "PRatioEncoder",
    ]
)

TEACHES = {
    "transformer": "preprocess",
    "clusterer": "preprocess",
    "outliers": "preprocess",
    "unknown": "preprocess",
    "selector": "select",
    "resampler": "resample",
}
"""What data that a fitted object transformed depend on afterwards; kinds that are not here teach nothing that leaks.
Encoders of categories learn which labels exist, not a statistic."""

QUIET_CLASSES = frozenset({"ImageDataGenerator", "IntegerLookup", "DictVectorizer"})
"""Transformers that learn nothing that counts as a leak, unless they are told to."""

SUFFIXES = (
    ("Classifier", "classifier"),
    ("Regressor", "regressor"),
    ("Regression", "regressor"),
    ("Scaler", "transformer"),
    ("Imputer", "transformer"),
    ("Vectorizer", "transformer"),
    ("Discretizer", "transformer"),
    ("Encoder", "encoder"),
    ("Selector", "selector"),
    ("Transformer", "transformer"),
    ("SearchCV", "search"),
    ("KFold", "splitter"),
)
FORMULAS = frozenset(
    ["ols", "logit", "glm", "wls", "gls", "rlm", "probit", "mnlogit", "quantreg", "mixedlm", "poisson", "gee", "phreg"]
)
"""Functions of ``statsmodels.formula.api`` that make a model."""

FIT_WHEN_MADE = frozenset(["Word2Vec", "FastText", "Doc2Vec", "TfidfModel", "LdaModel", "LsiModel"])
"""Classes that learn from the data that they are made with."""

"""What a class is by the end of its name, where it is not in the table."""

LIBRARIES = frozenset(
    [
        "sklearn",
        "imblearn",
        "category_encoders",
        "feature_engine",
        "xgboost",
        "lightgbm",
        "catboost",
        "keras",
        "tensorflow",
        "statsmodels",
        "cuml",
        "dask_ml",
        "sklearnex",
        "scikitplot",
        "mlxtend",
        "skopt",
        "sklearn_pandas",
        "umap",
        "boruta",
        "fancyimpute",
        "prophet",
        "fbprophet",
        "skorch",
        "scikeras",
        "gensim",
        "kmodes",
        "hdbscan",
        "tpot",
        "autosklearn",
        "pmdarima",
        "pyspark",
        "iterstrat",
        "skrub",
        "pytorch_tabnet",
        "ngboost",
        "interpret",
        "thundersvm",
    ]
)
"""Libraries whose classes with capital letters are what their names say."""


@lru_cache(maxsize=4096)
def kind_of(name: str) -> str | None:
    """Return the kind of a class by its qualified name; None where it does not learn, or is not known.

    >>> kind_of("sklearn.preprocessing.StandardScaler"), kind_of("mylib.FancyScaler"), kind_of("keras.layers.Dense")
    ('transformer', 'transformer', None)
    """
    short = name.rpartition(".")[2]
    kind = KIND_OF.get(short)
    if kind is not None or ".layers" in name:
        return kind if ".layers" not in name or kind == "transformer" else None
    if not short[:1].isupper():
        return "regressor" if short in FORMULAS and name.startswith("statsmodels") else None
    return next((kind for suffix, kind in SUFFIXES if short.endswith(suffix) and short != suffix), None)


def teaches(name: str, kind: str) -> str:
    """Return what transformed data depend on: ``preprocess``, ``select``, ``target-encode``, ``resample`` or ""."""
    short = name.rpartition(".")[2]
    if short in BY_TARGET:
        return "target-encode"
    return "" if short in QUIET_CLASSES else TEACHES.get(kind, "")
