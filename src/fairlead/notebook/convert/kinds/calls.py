"""What functions and methods give, by their names: of Python, pandas and NumPy."""

from __future__ import annotations

import ast

from fairlead.notebook.convert.kinds.kind import FRAME, SERIES

ONCE_CALLS = frozenset(
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
ONCE_METHODS = frozenset(
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
COPYING = frozenset(("copy.copy", "copy.deepcopy", "sklearn.base.clone"))
BY_ITEM = frozenset(["exp", "log", "log1p", "sqrt", "abs", "cos", "sin", "tan", "sign", "power", "round", "clip"])
LAMBDAS_USED_AT_ONCE = frozenset(
    ["sorted", "min", "max", "sum", "list", "tuple", "set", "any", "all", "len", "print", "next", "round"]
)
BUILTIN = {
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
FRAME_TO_FRAME = frozenset(
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
SERIES_TO_NUMBER = frozenset(
    ["mean", "sum", "min", "max", "median", "std", "var", "count", "nunique", "skew", "kurt", "quantile"]
)
ARRAYS = frozenset(
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
        "genfromtxt",
        "loadtxt",
        "expand_dims",
        "squeeze",
        "transpose",
        "isnan",
        "digitize",
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


def kind_by_pandas(last: str) -> str:
    """Return the kind of what a function of pandas gives."""
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


def gives_array(node: ast.Call, method: str) -> bool:
    """Tell whether a method of a generator of random numbers is asked for several."""
    positions = {"rand": 1, "randn": 1, "random": 1, "random_sample": 1, "standard_normal": 1, "permutation": 1}
    positions |= {"choice": 2, "normal": 3, "uniform": 3, "randint": 3, "integers": 3, "gamma": 3, "beta": 3}
    positions |= {"exponential": 2, "poisson": 2, "binomial": 3, "lognormal": 3, "multivariate_normal": 3}
    return any(one.arg == "size" for one in node.keywords) or len(node.args) >= positions.get(method, 9)


def is_given_lambda(node: ast.Call) -> bool:
    """Tell whether a function without a name is among what is given."""
    given = [*node.args, *(one.value for one in node.keywords)]
    return any(isinstance(inner, ast.Lambda) for one in given for inner in ast.walk(one))
