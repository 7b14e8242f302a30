"""Which package brings which module: their names differ more often than one would think."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from fairlead.notebook.facts import Facts
from fairlead.notebook.guards import handler_spans, is_within, try_spans
from fairlead.notebook.index import Import

BROUGHT_BY: dict[str, tuple[str, ...]] = {
    "sklearn": ("scikit-learn", "scikit-learn-intelex"),
    "skimage": ("scikit-image",),
    "cv2": (
        "opencv-python",
        "opencv-python-headless",
        "opencv-contrib-python",
        "opencv-contrib-python-headless",
        "opencv",
    ),
    "PIL": ("pillow",),
    "yaml": ("pyyaml",),
    "bs4": ("beautifulsoup4", "bs4"),
    "dateutil": ("python-dateutil",),
    "dotenv": ("python-dotenv",),
    "imblearn": ("imbalanced-learn",),
    "umap": ("umap-learn",),
    "attr": ("attrs",),
    "Crypto": ("pycryptodome", "pycrypto"),
    "MySQLdb": ("mysqlclient",),
    "psycopg2": ("psycopg2", "psycopg2-binary"),
    "psycopg": ("psycopg", "psycopg-binary"),
    "serial": ("pyserial",),
    "usb": ("pyusb",),
    "jwt": ("pyjwt",),
    "docx": ("python-docx",),
    "pptx": ("python-pptx",),
    "fitz": ("pymupdf",),
    "magic": ("python-magic",),
    "git": ("gitpython",),
    "github": ("pygithub",),
    "slugify": ("python-slugify",),
    "Levenshtein": ("levenshtein", "python-levenshtein"),
    "telegram": ("python-telegram-bot",),
    "wx": ("wxpython",),
    "zmq": ("pyzmq",),
    "faiss": ("faiss-cpu", "faiss-gpu", "faiss"),
    "torch": ("torch", "pytorch"),
    "tensorflow": ("tensorflow", "tensorflow-cpu", "tensorflow-gpu", "tensorflow-macos", "tf-nightly"),
    "keras": ("keras", "tensorflow", "tensorflow-cpu", "tensorflow-gpu"),
    "lightgbm": ("lightgbm",),
    "xgboost": ("xgboost", "xgboost-cpu", "py-xgboost"),
    "category_encoders": ("category-encoders",),
    "sentence_transformers": ("sentence-transformers",),
    "pytorch_lightning": ("pytorch-lightning", "lightning"),
    "mpl_toolkits": ("matplotlib", "basemap"),
    "pylab": ("matplotlib",),
    "matplotlib": ("matplotlib", "matplotlib-base"),
    "prophet": ("prophet",),
    "fbprophet": ("fbprophet",),
    "hdbscan": ("hdbscan",),
    "mlxtend": ("mlxtend",),
    "ydata_profiling": ("ydata-profiling",),
    "pandas_profiling": ("pandas-profiling", "ydata-profiling"),
    "pycaret": ("pycaret",),
    "OpenSSL": ("pyopenssl",),
    "googleapiclient": ("google-api-python-client",),
    "snowflake": ("snowflake-connector-python", "snowflake-snowpark-python"),
    "ibm_db": ("ibm-db",),
    "pywt": ("pywavelets",),
    "igraph": ("igraph", "python-igraph"),
    "osgeo": ("gdal",),
    "Bio": ("biopython",),
    "rdkit": ("rdkit", "rdkit-pypi"),
    "gym": ("gym",),
    "graphviz": ("graphviz", "python-graphviz"),
    "community": ("python-louvain",),
    "fastai": ("fastai",),
    "en_core_web_sm": ("en-core-web-sm",),
    "pyarrow": ("pyarrow",),
    "ruamel": ("ruamel-yaml",),
    "markdown": ("markdown",),
    "tabula": ("tabula-py",),
    "websocket": ("websocket-client",),
    "win32com": ("pywin32",),
    "nacl": ("pynacl",),
    "memcache": ("python-memcached",),
    "kafka": ("kafka-python", "kafka-python-ng"),
    "talib": ("ta-lib",),
    "wordcloud": ("wordcloud",),
    "geopy": ("geopy",),
    "stop_words": ("stop-words",),
    "ipywidgets": ("ipywidgets", "jupyter"),
    "notebook": ("notebook", "jupyter"),
}
"""By the module, the packages that bring it, where they do not share its name or where there are several."""

_WITH_JUPYTER = frozenset(
    ("IPython", "ipykernel", "jupyter_core", "pkg_resources", "setuptools", "pip", "_distutils_hack")
)
_PLATFORM = frozenset(("google.colab", "kaggle_secrets", "kaggle_datasets", "dbutils", "notebookutils", "arcpy"))
_SEPARATORS = re.compile(r"[-_.]+")
_PYTHON_2 = frozenset(
    ("urllib2", "cPickle", "StringIO", "ConfigParser", "Queue", "__builtin__", "Tkinter", "cStringIO")
)


def plain(name: str) -> str:
    """Return the name of a package as packages are compared: in lower case, with hyphens.

    >>> plain("Scikit_Learn")
    'scikit-learn'
    """
    return _SEPARATORS.sub("-", name).lower()


def bringers(module: str) -> tuple[str, ...]:
    """Return the packages that may bring a module, as they are compared."""
    top, _, rest = module.partition(".")
    known = BROUGHT_BY.get(top)
    if known is not None:
        return known
    if top in ("google", "azure") and rest:
        parts = rest.split(".")
        return tuple(plain("-".join((top, *parts[:number]))) for number in range(len(parts), 0, -1))
    return (plain(top),)


def foreign_imports(facts: Facts) -> Iterator[Import]:
    """Yield the first import of each module that neither Python nor the folder brings and that is not optional."""
    beside = facts.surroundings.modules
    optional = [*try_spans(facts.index), *handler_spans(facts.index)]
    seen: set[str] = set()
    for one in facts.index.imports:
        top = one.module.partition(".")[0]
        if not top or top in seen or top in sys.stdlib_module_names or top in beside or top in _PYTHON_2:
            continue
        if top in _WITH_JUPYTER or one.module in _PLATFORM or one.qualified.startswith("google.colab"):
            continue
        if is_within((one.cell, one.node.lineno), optional):
            continue
        seen.add(top)
        yield one
