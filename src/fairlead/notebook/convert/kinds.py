"""Guess what kind of object an expression gives: enough to annotate an argument, and to know what can be handed on."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from fairlead.notebook.flow.knowledge.estimators import KIND_OF
from fairlead.notebook.flow.knowledge.metrics import TRUTH_FIRST

FRAME, SERIES, ARRAY = "pandas.DataFrame", "pandas.Series", "numpy.ndarray"
ONCE = "once"
"""The kind of what cannot be handed to another process: an open file, an iterator, a connection, a lambda."""
FIGURE = "figure"
GENERATOR = "generator"
"""The kind of NumPy's generators of random numbers: what they give is new."""
BUNCH, BUNCH_OF_FRAMES = "bunch", "bunch of frames"
"""The kinds of scikit-learn's data sets."""

IMMUTABLE = frozenset(("int", "float", "str", "bool", "none", "bytes", "complex"))
DATA = frozenset(
    (FRAME, SERIES, ARRAY, "polars.DataFrame", "polars.Series", "polars.LazyFrame", "pandas.Index", "sparse")
)

PURE_BUILTINS = frozenset(
    ["abs", "all", "any", "bool", "dict", "float", "int", "isinstance", "len", "list"]
    + ["max", "min", "range", "round", "set", "sorted", "str", "sum", "tuple", "type"]
)
"""Functions of Python that only give a value."""

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

_CONSTANTS = {
    int: "int",
    float: "float",
    str: "str",
    bool: "bool",
    type(None): "none",
    bytes: "bytes",
    complex: "complex",
}

_ONCE_CALLS = frozenset(
    [
        "open",
        "io.open",
        "iter",
        "zip",
        "map",
        "filter",
        "reversed",
        "enumerate",
        "sqlite3.connect",
        "sqlalchemy.create_engine",
        "duckdb.connect",
        "csv.reader",
        "csv.writer",
        "csv.DictReader",
        "csv.DictWriter",
        "gzip.open",
        "bz2.open",
        "lzma.open",
        "zipfile.ZipFile",
        "tarfile.open",
        "h5py.File",
        "pandas.ExcelFile",
        "pandas.ExcelWriter",
        "pandas.HDFStore",
        "numpy.nditer",
        "numpy.ndenumerate",
        "glob.iglob",
        "os.scandir",
        "os.walk",
        "threading.Lock",
        "threading.Thread",
        "socket.socket",
        "urllib.request.urlopen",
        "re.finditer",
        "itertools.chain",
        "itertools.product",
        "itertools.cycle",
        "itertools.islice",
        "itertools.count",
        "itertools.permutations",
        "itertools.combinations",
        "itertools.groupby",
        "itertools.repeat",
        "tqdm.tqdm",
        "tqdm.auto.tqdm",
        "tqdm.notebook.tqdm",
        "subprocess.Popen",
        "concurrent.futures.ThreadPoolExecutor",
        "concurrent.futures.ProcessPoolExecutor",
        "multiprocessing.Pool",
        "logging.getLogger",
        "tempfile.TemporaryFile",
        "tempfile.NamedTemporaryFile",
        "tempfile.TemporaryDirectory",
        "contextlib.closing",
        "importlib.import_module",
        "importlib.reload",
        "memoryview",
        "iter_content",
    ]
)
_ONCE_METHODS = frozenset(
    [
        "items",
        "keys",
        "iterrows",
        "itertuples",
        "cursor",
        "connect",
        "iterdir",
        "glob",
        "rglob",
        "iter_rows",
        "iter_slices",
        "finditer",
        "named_parameters",
        "parameters",
        "modules",
        "children",
        "batches",
        "values",
        "__iter__",
        "as_numpy_iterator",
        "getLogger",
        "open",
    ]
)
_COPYING = frozenset(("copy.copy", "copy.deepcopy", "sklearn.base.clone"))
_BUNCHES = frozenset(
    ["load_iris", "load_wine", "load_breast_cancer", "load_digits", "load_diabetes"]
    + ["fetch_california_housing", "fetch_olivetti_faces", "fetch_lfw_people", "fetch_covtype"]
)
_BY_ITEM = frozenset(["exp", "log", "log1p", "sqrt", "abs", "cos", "sin", "tan", "sign", "power", "round", "clip"])
_LAMBDAS_USED_AT_ONCE = frozenset(
    ["sorted", "min", "max", "sum", "list", "tuple", "set", "any", "all", "len", "print", "next", "round"]
)
_NUMBERS = frozenset(["len", "sum_", "ord", "hash", "id", "int"])
_BUILTIN = {
    **dict.fromkeys(("len", "int", "ord", "hash"), "int"),
    **dict.fromkeys(("str", "repr", "chr", "format", "input"), "str"),
    **{one: one for one in ("float", "bool", "list", "dict", "set", "tuple", "bytes", "complex")},
    **dict.fromkeys(("sorted", "dir"), "list"),
    "isinstance": "bool",
    "callable": "bool",
    "collections.defaultdict": "defaultdict",
    "defaultdict": "defaultdict",
    "any": "bool",
    "all": "bool",
    "range": "range",
}
_FRAME_TO_FRAME = frozenset(
    [
        "head",
        "tail",
        "copy",
        "drop",
        "dropna",
        "fillna",
        "rename",
        "reset_index",
        "set_index",
        "sort_values",
        "sort_index",
        "merge",
        "join",
        "assign",
        "query",
        "sample",
        "drop_duplicates",
        "replace",
        "astype",
        "describe",
        "corr",
        "cov",
        "groupby_",
        "pivot",
        "pivot_table",
        "melt",
        "select_dtypes",
        "filter",
        "nlargest",
        "nsmallest",
        "round",
        "clip",
        "abs",
        "applymap",
        "map",
        "where",
        "mask",
        "isna",
        "isnull",
        "notna",
        "notnull",
        "transpose",
        "add",
        "sub",
        "mul",
        "div",
        "reindex",
        "bfill",
        "ffill",
        "shift",
        "diff",
        "interpolate",
        "rank",
        "cumsum",
        "eval",
        "to_frame",
        "get_dummies",
    ]
)
_SERIES_TO_NUMBER = frozenset(
    ["mean", "sum", "min", "max", "median", "std", "var", "count", "nunique", "skew", "kurt", "quantile"]
)


class Kinds:
    """Answer which kind an expression has.

    Parameters
    ----------
    of_names : the kinds of names so far.
    name_of : gives the qualified name of what is called.
    functions : of the notebook, by name, those that make what cannot be handed on; classes : of the notebook.
    """

    def __init__(
        self,
        name_of: Callable[[ast.AST], str | None],
        closures: frozenset[str] = frozenset(),
        classes: frozenset[str] = frozenset(),
    ) -> None:
        self.of_names: dict[str, str] = {}
        self._name_of = name_of
        self._closures = closures
        self._classes = classes

    def of(self, node: ast.expr | None) -> str:
        """Return the kind of an expression, "" where it is not known."""
        if node is None:
            return ""
        method = _BY_NODE.get(type(node))
        return method(self, node) if method is not None else ""

    def _constant(self, node: Any) -> str:
        return _CONSTANTS.get(type(node.value), "")

    def _name(self, node: Any) -> str:
        return self.of_names.get(node.id, "")

    def _held(self, nodes: Sequence[ast.expr], kind: str) -> str:
        """Return the kind of a container: it is as hard to hand on as what is in it."""
        inner = {self.of(one.value if isinstance(one, ast.Starred) else one) for one in nodes if one is not None}
        return ONCE if ONCE in inner else FIGURE if FIGURE in inner else kind

    def _tuple(self, node: Any) -> str:
        return self._held(node.elts, "tuple")

    def _list(self, node: Any) -> str:
        return self._held(node.elts, "list")

    def _set(self, node: Any) -> str:
        return self._held(node.elts, "set")

    def _dict(self, node: Any) -> str:
        return self._held(node.values, "dict")

    def _comprehension(self, node: Any) -> str:
        kind = {ast.ListComp: "list", ast.SetComp: "set", ast.DictComp: "dict"}.get(type(node), ONCE)
        made = node.value if isinstance(node, ast.DictComp) else node.elt
        return ONCE if self.of(made) == ONCE else kind

    def _lambda(self, node: Any) -> str:
        return ONCE

    def _joined(self, node: Any) -> str:
        return "str"

    def _compared(self, node: Any) -> str:
        kind = self.of(node.left)
        return kind if kind in DATA else "bool" if kind in IMMUTABLE else ""

    def _operated(self, node: Any) -> str:
        left, right = self.of(node.left), self.of(node.right)
        for kind in (FRAME, SERIES, "polars.DataFrame", "polars.Series", ARRAY):
            if kind in (left, right):
                return kind
        if {left, right} <= {"int", "float", "bool"}:
            return "float" if "float" in (left, right) or isinstance(node.op, ast.Div) else "int"
        return left if left == right or (isinstance(node.op, ast.Mod) and left == "str") else ""

    def _chosen(self, node: Any) -> str:
        kinds = {self.of(node.body), self.of(node.orelse)}
        return ONCE if ONCE in kinds else kinds.pop() if len(kinds) == 1 else ""

    def _unary(self, node: Any) -> str:
        return "bool" if isinstance(node.op, ast.Not) else self.of(node.operand)

    def _attribute(self, node: Any) -> str:
        owner = self.of(node.value)
        if node.attr == "style" and owner in (FRAME, ""):
            return ONCE  # a Styler holds lambdas
        if owner in (FRAME, SERIES):
            if node.attr == "values":
                return ARRAY
            if node.attr in ("shape",):
                return "tuple"
            if node.attr in ("columns", "index"):
                return "pandas.Index"
            if node.attr == "T":
                return owner
            return SERIES if owner == FRAME and node.attr not in ("iloc", "loc", "at", "iat", "dtypes") else ""
        if owner == ARRAY:
            return {"shape": "tuple", "T": ARRAY, "size": "int", "ndim": "int"}.get(node.attr, "")
        if owner in (BUNCH, BUNCH_OF_FRAMES):
            return _of_bunch(owner, node.attr)
        return owner if owner in (ONCE, FIGURE) else ""

    def _item(self, node: Any) -> str:
        value = node.value
        if isinstance(value, ast.Attribute) and value.attr in ("loc", "iloc"):
            owner = self.of(value.value)
            item = node.slice
            if owner == FRAME and isinstance(item, ast.Tuple) and len(item.elts) == 2:
                rows, columns = item.elts
                if isinstance(columns, (ast.Slice, ast.List)):
                    return FRAME if isinstance(rows, (ast.Slice, ast.List)) else ""
                return SERIES if isinstance(rows, ast.Slice) else ""
            return owner if owner in (FRAME, SERIES) and self._picks_several(item) else ""
        if isinstance(value, ast.Attribute) and (self._name_of(value) or "") in ("numpy.c_", "numpy.r_"):
            return ARRAY
        owner = self.of(value)
        if owner in (BUNCH, BUNCH_OF_FRAMES):
            return _of_bunch(owner, node.slice.value) if isinstance(node.slice, ast.Constant) else ""
        if owner == ARRAY and self._picks_several(node.slice):
            return ARRAY
        if owner == FRAME:
            item = node.slice
            if isinstance(item, ast.Constant) and isinstance(item.value, str):
                return SERIES
            if isinstance(item, (ast.List, ast.Compare, ast.BinOp, ast.ListComp, ast.Slice)):
                return FRAME
            return {"str": SERIES, "list": FRAME, "pandas.Series": FRAME}.get(self.of(item), "")
        if owner == SERIES:
            return SERIES if isinstance(node.slice, (ast.Compare, ast.Slice)) else ""
        if owner == "str":
            return "str"
        return (
            owner if owner in (ONCE, FIGURE) else ARRAY if owner == ARRAY and isinstance(node.slice, ast.Slice) else ""
        )

    def _picks_several(self, item: ast.expr) -> bool:
        """Tell whether what stands in the brackets of an array picks more than one item of it."""
        parts = item.elts if isinstance(item, ast.Tuple) else [item]
        return any(
            isinstance(one, (ast.Slice, ast.List, ast.Compare)) or self.of(one) in (ARRAY, SERIES) for one in parts
        )

    def _called(self, node: Any) -> str:
        name = self._name_of(node.func) or ""
        last = name.rpartition(".")[2]
        if isinstance(node.func, ast.Attribute):
            of_method = self._method(node, node.func.attr)
            if of_method:
                return of_method
        if name in _ONCE_CALLS:
            return ONCE
        if isinstance(node.func, ast.Name) and node.func.id in self._closures:
            return ONCE
        if isinstance(node.func, ast.Name) and node.func.id in self._classes:
            return f"class:{node.func.id}"
        if name in _COPYING and node.args:
            return self.of(node.args[0])
        if name in _BUILTIN:
            kinds = {self.of(one) for one in node.args} if name in ("list", "tuple", "set", "dict") else set()
            return FIGURE if FIGURE in kinds else _BUILTIN[name]
        if name.startswith("IPython."):
            return ONCE
        if name.startswith(("matplotlib.", "seaborn.", "pylab.")) and last not in ("load_dataset", "color_palette"):
            return FIGURE
        if _holds_lambda(node) and name not in _LAMBDAS_USED_AT_ONCE and not name.startswith(("pandas.", "numpy.")):
            return ONCE
        if name.startswith("pandas."):
            return _of_pandas(last)
        if name.startswith("polars."):
            return {"LazyFrame": "polars.LazyFrame", "Series": "polars.Series"}.get(
                last,
                "polars.LazyFrame"
                if last.startswith("scan_")
                else "polars.DataFrame"
                if last.startswith("read_") or last in ("DataFrame", "concat", "from_pandas", "from_dict", "from_dicts")
                else "",
            )
        if name in ("numpy.random.RandomState", "numpy.random.default_rng"):
            return GENERATOR
        if name.startswith("numpy."):
            return self._of_numpy(node, last)
        if name.startswith("sklearn.datasets."):
            return _of_datasets(node, last)
        if last in KIND_OF and last[:1].isupper() or last in ("make_pipeline", "make_column_transformer", "make_union"):
            return self._estimator(node, name, last)
        if name.startswith("sklearn.metrics") and last.endswith(("_score", "_error", "_loss", "_deviance")):
            return "float"
        return ""

    def _of_numpy(self, node: Any, last: str) -> str:
        """Return the kind of what a function of NumPy gives: those that work item by item give what they were given."""
        if last in _BY_ITEM and node.args:
            kind = self.of(node.args[0])
            return "float" if kind in ("int", "float", "bool") else kind if kind in (FRAME, SERIES) else ARRAY
        return ARRAY if last in _ARRAYS else ""

    def _estimator(self, node: Any, name: str, last: str) -> str:
        """Return the kind of an estimator that is made here; ``#`` marks one that draws from no common stream."""
        kinds = [self.of(one) for one in _parts(node)]
        if ONCE in kinds:
            return ONCE
        seeded = any(
            one.arg in SEEDED_BY and not (isinstance(one.value, ast.Constant) and one.value.value is None)
            for one in node.keywords
        )
        inner = [kind for kind in kinds if kind.startswith("estimator:")]
        calm = seeded or (last in CALM and all(kind.endswith("#") for kind in inner))
        return f"estimator:{name}{'#' if calm else ''}"

    def _method(self, node: Any, method: str) -> str:
        owner = self.of(node.func.value)
        if method in ("from_estimator", "from_predictions", "from_cv_results"):
            return FIGURE
        if owner == "str":
            return {
                "split": "list",
                "join": "str",
                "format": "str",
                "strip": "str",
                "lower": "str",
                "replace": "str",
            }.get(method, "")
        if owner in (FIGURE, ONCE):
            return owner
        if method in ("plot", "hist", "boxplot", "barplot", "scatter", "bar", "barh", "pie") and owner != ARRAY:
            return FIGURE
        if owner in (FRAME, SERIES):
            if method in ("to_numpy",):
                return ARRAY
            if method in ("tolist", "to_list"):
                return "list"
            if method in ("value_counts", "apply_") or (owner == FRAME and method in _SERIES_TO_NUMBER):
                return SERIES
            if owner == SERIES and method in _SERIES_TO_NUMBER:
                return ""
            if method == "to_frame":
                return FRAME
            if method in ("iterrows", "itertuples", "items", "keys"):
                return ONCE if method != "keys" else "pandas.Index"
            return owner if method in _FRAME_TO_FRAME else ""
        if owner.startswith("polars."):
            return {"collect": "polars.DataFrame", "lazy": "polars.LazyFrame", "iter_rows": ONCE}.get(
                method,
                owner
                if method
                in (
                    "filter",
                    "select",
                    "with_columns",
                    "sort",
                    "head",
                    "tail",
                    "drop",
                    "join",
                    "rename",
                    "unique",
                    "drop_nulls",
                    "fill_null",
                    "limit",
                    "sample",
                )
                else "",
            )
        if owner.startswith("estimator:"):
            if method == "split":
                return ONCE
            if method.startswith("fit") and method in ("fit",):
                return owner
            if method in ("predict", "predict_proba", "decision_function", "predict_log_proba"):
                return ARRAY
            if method == "score":
                return "float"
            return ""
        if owner.startswith("class:"):
            return ""
        if owner == GENERATOR:
            return ARRAY if _gives_array(node, method) else ""
        if method in _ONCE_METHODS and owner not in DATA:
            return ONCE
        return ""


def _parts(node: ast.Call) -> Iterator[ast.expr]:
    """Yield what an estimator is made of, also within lists of named steps."""
    waiting = [*node.args, *(one.value for one in node.keywords)]
    while waiting:
        one = waiting.pop()
        if isinstance(one, (ast.List, ast.Tuple)):
            waiting += one.elts
        else:
            yield one


def _gives_array(node: ast.Call, method: str) -> bool:
    """Tell whether a method of a generator of random numbers is asked for several."""
    positions = {"rand": 1, "randn": 1, "random": 1, "random_sample": 1, "standard_normal": 1, "permutation": 1}
    positions |= {"choice": 2, "normal": 3, "uniform": 3, "randint": 3, "integers": 3, "gamma": 3, "beta": 3}
    positions |= {"exponential": 2, "poisson": 2, "binomial": 3, "lognormal": 3, "multivariate_normal": 3}
    return any(one.arg == "size" for one in node.keywords) or len(node.args) >= positions.get(method, 9)


def _of_datasets(node: ast.Call, last: str) -> str:
    """Return the kind of a data set of scikit-learn that is one object; `kinds_of_datasets` has those of several."""
    options = {one.arg: one.value.value for one in node.keywords if isinstance(one.value, ast.Constant)}
    if last not in _BUNCHES or "return_X_y" in {one.arg for one in node.keywords}:
        return ""
    return BUNCH_OF_FRAMES if options.get("as_frame") else BUNCH


def kinds_of_datasets(node: ast.Call, name: str, number: int) -> list[str]:
    """Return the kinds of what a function of scikit-learn gives at once, as ``X, y = load_iris(return_X_y=True)``."""
    last = name.rpartition(".")[2]
    if not name.startswith("sklearn.datasets.") or number != 2:
        return []
    if last.startswith("make_"):
        return [] if last in ("make_multilabel_classification", "make_biclusters", "make_checkerboard") else [ARRAY] * 2
    frames = any(one.arg == "as_frame" for one in node.keywords)
    return [FRAME, SERIES] if frames else [ARRAY] * 2 if last in _BUNCHES else []


def _of_bunch(owner: str, part: Any) -> str:
    parts = {"data": FRAME, "target": SERIES, "frame": FRAME}
    return parts.get(part, "") if owner == BUNCH_OF_FRAMES else ARRAY if part in ("data", "target", "images") else ""


def class_of(kind: str) -> str:
    """Return the class of an estimator by its last name.

    >>> class_of("estimator:sklearn.svm.SVC#"), class_of("int")
    ('SVC', '')
    """
    return kind.rpartition(".")[2].rpartition(":")[2].rstrip("#") if kind.startswith("estimator:") else ""


def _of_pandas(last: str) -> str:
    if last.startswith("read_") or last in (
        "DataFrame",
        "get_dummies",
        "merge",
        "concat",
        "crosstab",
        "pivot_table",
        "json_normalize",
        "melt",
    ):
        return FRAME
    return (
        SERIES
        if last in ("Series", "to_numeric", "to_datetime")
        else "pandas.Index"
        if last.endswith(("Index", "date_range"))
        else ""
    )


_ARRAYS = frozenset(
    [
        "array",
        "zeros",
        "ones",
        "empty",
        "full",
        "arange",
        "linspace",
        "logspace",
        "eye",
        "identity",
        "asarray",
        "vstack",
        "hstack",
        "concatenate",
        "stack",
        "column_stack",
        "zeros_like",
        "ones_like",
        "full_like",
        "where",
        "reshape",
        "ravel",
        "exp",
        "log",
        "log1p",
        "sqrt",
        "abs",
        "unique",
        "sort",
        "argsort",
        "repeat",
        "tile",
        "clip",
        "round",
        "cumsum",
        "diff",
        "outer",
        "dot",
        "matmul",
        "random",
        "rand",
        "randn",
        "normal",
        "uniform",
        "randint",
        "permutation",
        "choice",
        "meshgrid_",
        "genfromtxt",
        "loadtxt",
        "expand_dims",
        "squeeze",
        "transpose",
        "isnan",
        "digitize",
        "histogram_",
        "row_stack",
        "c_",
        "r_",
        "cos",
        "sin",
        "tan",
        "sign",
        "maximum",
        "minimum",
        "power",
    ]
)


def _holds_lambda(node: ast.Call) -> bool:
    given = [*node.args, *(one.value for one in node.keywords)]
    return any(isinstance(inner, ast.Lambda) for one in given for inner in ast.walk(one))


_BY_NODE: Mapping[type, Any] = {
    ast.Constant: Kinds._constant,
    ast.Name: Kinds._name,
    ast.Tuple: Kinds._tuple,
    ast.List: Kinds._list,
    ast.Set: Kinds._set,
    ast.Dict: Kinds._dict,
    ast.ListComp: Kinds._comprehension,
    ast.SetComp: Kinds._comprehension,
    ast.DictComp: Kinds._comprehension,
    ast.GeneratorExp: Kinds._comprehension,
    ast.Lambda: Kinds._lambda,
    ast.JoinedStr: Kinds._joined,
    ast.Compare: Kinds._compared,
    ast.BinOp: Kinds._operated,
    ast.IfExp: Kinds._chosen,
    ast.UnaryOp: Kinds._unary,
    ast.Attribute: Kinds._attribute,
    ast.Subscript: Kinds._item,
    ast.Call: Kinds._called,
}


def is_metric(name: str) -> bool:
    """Tell whether a function or method tells how good a model is."""
    last = name.rpartition(".")[2]
    return (
        last in TRUTH_FIRST
        or last in ("score", "cross_val_score", "cross_validate", "auc", "silhouette_score")
        or (name.startswith("sklearn.metrics") and last[:1].islower() and not last.startswith(("make_", "pairwise")))
    )
