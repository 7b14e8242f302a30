"""What functions of libraries do to rows, by the first and the last part of their qualified names: ``numpy.log``."""

from __future__ import annotations

from fairlead.notebook.flow.knowledge.words import table

NUMPY = table(
    windows="sliding_window_view",
    leave_out="delete",
    same="""
        array asarray asanyarray ascontiguousarray copy reshape ravel squeeze expand_dims transpose swapaxes rollaxis
        moveaxis
        log log2 log10 log1p exp expm1 sqrt cbrt square abs absolute fabs sign sin cos tan arcsin arccos arctan
        arctan2 sinh
        cosh tanh radians degrees deg2rad rint round around floor ceil trunc fix power float_power mod remainder
        multiply add
        subtract divide true_divide floor_divide negative reciprocal maximum minimum fmax fmin clip nan_to_num where
        select
        piecewise isclose logical_and logical_or isnan isfinite isinf equal not_equal greater less
        greater_equal
        less_equal vectorize frompyfunc float32 float64 int32 int64 uint8 str_ asfarray array_equal hypot digitize
        argmax argmin argsort sort flip fliplr flipud rot90 roll tril triu take choose real imag angle convolve
        apply_along_axis apply_over_axes atleast_1d atleast_2d atleast_3d broadcast_to matrix asmatrix mat dot matmul
        inner
        outer einsum tensordot ndarray fromiter ma_masked_where masked_where insert nditer ndenumerate
    """,
    reduce="""
        mean median std var min max amin amax sum nanmean nanmedian nanstd nanvar nanmin nanmax nansum percentile
        quantile
        nanpercentile nanquantile average corrcoef cov ptp prod histogram bincount svd eig eigh norm
    """,
    count="unique size shape ndim count_nonzero any all isscalar iscomplexobj",
    concat="concatenate vstack r_ row_stack append stack",
    beside="hstack column_stack c_ dstack",
    repeat="tile repeat",
    split="split array_split vsplit",
    shuffle="permutation shuffle",
    choice="choice randint",
    random="""
        rand randn random uniform normal random_sample standard_normal binomial poisson beta gamma exponential integers
        default_rng RandomState Generator
    """,
    range="arange",
    other_positions="setdiff1d",
    among="isin in1d",
    invert="logical_not invert",
    constant="""
        zeros ones empty full zeros_like ones_like empty_like full_like linspace logspace eye identity seed nan inf pi
        newaxis
        meshgrid triu_indices_from tril_indices_from set_printoptions seterr
    """,
    read="load loadtxt genfromtxt fromfile memmap",
    save="save savetxt savez savez_compressed",
)

PANDAS = table(
    read="""
        read_csv read_excel read_table read_json read_parquet read_pickle read_sql read_sql_query read_sql_table
        read_feather
        read_hdf read_html read_fwf read_stata read_sas read_clipboard read_gbq read_orc read_xml read_spss scan_csv
        scan_parquet read_ipc read_database read_avro read_ndjson
    """,
    concat="concat",
    merge="merge merge_asof merge_ordered",
    dummies="get_dummies",
    cut="cut",
    qcut="qcut",
    same="""
        to_numeric to_datetime to_timedelta Series DataFrame Categorical Index DatetimeIndex MultiIndex melt
        wide_to_long
        DataFrame.from_dict from_dict from_records from_pandas from_numpy LazyFrame crosstab_ array Timestamp Timedelta
        json_normalize when lit
    """,
    expression="col",
    missing="isnull isna",
    present="notnull notna",
    factorize="factorize",
    pivot="pivot_table pivot",
    store="ExcelFile HDFStore",
    count="unique crosstab",
    constant="set_option date_range option_context reset_option period_range timedelta_range IndexSlice",
    reduce="value_counts",
)

SKLEARN = table(
    split="train_test_split train_test_split_ iterative_train_test_split",
    validate="cross_val_score cross_validate cross_val_predict learning_curve validation_curve permutation_test_score",
    scale="scale minmax_scale maxabs_scale robust_scale quantile_transform power_transform",
    rowwise="normalize binarize label_binarize add_dummy_feature",
    shuffle="shuffle",
    resample="resample",
    clone="clone",
    make="""
        make_classification make_regression make_blobs make_moons make_circles make_friedman1 make_friedman2
        make_friedman3
        make_multilabel_classification make_gaussian_quantiles make_swiss_roll make_s_curve make_hastie_10_2
        make_low_rank_matrix
    """,
    load="""
        load_iris load_digits load_wine load_breast_cancer load_boston load_diabetes load_linnerud
        fetch_california_housing
        fetch_openml fetch_20newsgroups fetch_mldata fetch_covtype fetch_olivetti_faces fetch_lfw_people load_files
        fetch_kddcup99
        fetch_rcv1 load_svmlight_file load_sample_images
    """,
    pipeline="make_pipeline make_imb_pipeline",
    columns="make_column_transformer make_union",
    reduce="mutual_info_classif mutual_info_regression f_classif f_regression chi2 compute_class_weight_",
    count="""
        compute_class_weight compute_sample_weight plot_tree export_graphviz export_text
        ConfusionMatrixDisplay RocCurveDisplay column_or_1d check_array partial_dependence
        plot_partial_dependence permutation_importance set_config check_random_state
    """,
    column_choice="make_column_selector",
    drawn="from_estimator from_predictions plot_confusion_matrix plot_roc_curve plot_precision_recall_curve",
    scorer="make_scorer",
)

SCIPY = table(
    read="loadmat",
    learned="zscore boxcox yeojohnson boxcox_normmax",
    same="""
        hstack csr_matrix coo_matrix csc_matrix lil_matrix rankdata special1p boxcox1p inv_boxcox expit logit
        savgol_filter
    """,
    concat="vstack",
    reduce="""
        pearsonr spearmanr kendalltau skew kurtosis mode iqr ttest_ind ttest_rel chi2_contingency f_oneway gmean hmean
        describe norm linregress pointbiserialr ks_2samp mannwhitneyu shapiro trim_mean winsorize
    """,
)

DATA_SETS = table(data_set="load load_dataset")

KERAS = table(
    same="""
        to_categorical one_hot text_to_word_sequence hashing_trick convert_to_tensor constant cast
        expand_dims reshape squeeze argmax round preprocess_input img_to_array Variable as_tensor tensor from_numpy
        FloatTensor LongTensor Tensor from_tensor_slices stack sigmoid softmax cat no_grad
    """,
    pad="pad_sequences",
    normalize="normalize",
    loader="DataLoader TensorDataset DMatrix QuantileDMatrix Pool Dataset Subset ConcatDataset",
    windows="TimeseriesGenerator timeseries_dataset_from_array",
    split="random_split",
    keras_data="load_data",
    load_model="load_model model_from_json",
    keep_best="ModelCheckpoint",
    train="train",
    folds="cv",
)

PYTHON = table(
    same="""
        float int str bool abs round list tuple set dict frozenset reversed sorted iter map filter zip enumerate next
        deepcopy
        copy complex bytes chain product pow divmod tqdm tqdm_notebook trange OrderedDict deque
    """,
    count="""
        len type isinstance id hash callable hasattr print display repr input dir vars help format ord chr any all
        Counter super property staticmethod classmethod object Exception ValueError
    """,
    range="range",
    reduce="sum min max",
    container="defaultdict",
    record_class="namedtuple",
    namespace="SimpleNamespace",
    attribute="getattr",
    fold="reduce",
    open="open",
    partial="partial",
)

QUIET_ROOTS = frozenset(
    [
        "matplotlib",
        "seaborn",
        "plotly",
        "bokeh",
        "altair",
        "pylab",
        "os",
        "sys",
        "time",
        "datetime",
        "warnings",
        "logging",
        "gc",
        "random",
        "pathlib",
        "shutil",
        "glob",
        "zipfile",
        "tarfile",
        "urllib",
        "requests",
        "bs4",
        "IPython",
        "ipywidgets",
        "tqdm",
        "joblib_",
        "psutil",
        "platform",
        "subprocess",
        "argparse",
        "typing",
        "collections_",
        "functools_",
        "itertools_",
        "operator_",
        "pprint",
        "cufflinks",
        "missingno",
        "folium",
        "wordcloud",
        "shap",
        "lime",
        "eli5",
        "graphviz",
        "pydot",
        "mpl_toolkits",
        "google",
        "kaggle_secrets",
        "wandb",
        "mlflow",
        "tensorboard",
        "pandas_profiling",
        "ydata_profiling",
        "sweetviz",
        "dtale",
        "autoviz",
        "yellowbrick",
        "scikitplot",
        "sqlite3",
        "sqlalchemy",
        "pymysql",
        "boto3",
        "selenium",
        "geopandas_",
        "calendar",
        "statistics_",
        "struct",
        "base64",
        "hashlib",
        "uuid",
        "csv",
        "io",
        "pickle_",
        "copy_",
        "traceback",
        "inspect",
        "threading",
        "multiprocessing",
        "unittest",
        "pytest",
    ]
)
"""Libraries whose functions give back nothing that holds rows."""
