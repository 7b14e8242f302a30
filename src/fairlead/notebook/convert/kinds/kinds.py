"""Guess what kind of object an expression gives: enough to annotate an argument, and to know what can be handed on."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from fairlead.notebook.convert.kinds.calls import (
    ARRAYS,
    BUILTIN,
    BY_ITEM,
    COPYING,
    FRAME_TO_FRAME,
    LAMBDAS_USED_AT_ONCE,
    ONCE_CALLS,
    ONCE_METHODS,
    SERIES_TO_NUMBER,
    gives_array,
    is_given_lambda,
    kind_by_pandas,
)
from fairlead.notebook.convert.kinds.datasets import kind_in_bunch, kind_of_dataset
from fairlead.notebook.convert.kinds.kind import (
    ARRAY,
    BUNCH,
    BUNCH_OF_FRAMES,
    DATA,
    FIGURE,
    FRAME,
    GENERATOR,
    IMMUTABLE,
    ONCE,
    SERIES,
)
from fairlead.notebook.convert.kinds.models import CALM, SEEDED_BY
from fairlead.notebook.flow.knowledge.estimators import KIND_OF

_CONSTANTS = {
    int: "int",
    float: "float",
    str: "str",
    bool: "bool",
    type(None): "none",
    bytes: "bytes",
    complex: "complex",
}


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
            if node.attr == "shape":
                return "tuple"
            if node.attr in ("columns", "index"):
                return "pandas.Index"
            if node.attr == "T":
                return owner
            return SERIES if owner == FRAME and node.attr not in ("iloc", "loc", "at", "iat", "dtypes") else ""
        if owner == ARRAY:
            return {"shape": "tuple", "T": ARRAY, "size": "int", "ndim": "int"}.get(node.attr, "")
        if owner in (BUNCH, BUNCH_OF_FRAMES):
            return kind_in_bunch(owner, node.attr)
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
            return kind_in_bunch(owner, node.slice.value) if isinstance(node.slice, ast.Constant) else ""
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
        return owner if owner in (ONCE, FIGURE) else ""

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
        if name in ONCE_CALLS:
            return ONCE
        if isinstance(node.func, ast.Name) and node.func.id in self._closures:
            return ONCE
        if isinstance(node.func, ast.Name) and node.func.id in self._classes:
            return f"class:{node.func.id}"
        if name in COPYING and node.args:
            return self.of(node.args[0])
        if name in BUILTIN:
            kinds = {self.of(one) for one in node.args} if name in ("list", "tuple", "set", "dict") else set()
            return FIGURE if FIGURE in kinds else BUILTIN[name]
        if name.startswith("IPython."):
            return ONCE
        if name.startswith(("matplotlib.", "seaborn.", "pylab.")) and last not in ("load_dataset", "color_palette"):
            return FIGURE
        if is_given_lambda(node) and name not in LAMBDAS_USED_AT_ONCE and not name.startswith(("pandas.", "numpy.")):
            return ONCE
        if name.startswith("pandas."):
            return kind_by_pandas(last)
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
            return kind_of_dataset(node, last)
        if last in KIND_OF and last[:1].isupper() or last in ("make_pipeline", "make_column_transformer", "make_union"):
            return self._estimator(node, name, last)
        if name.startswith("sklearn.metrics") and last.endswith(("_score", "_error", "_loss", "_deviance")):
            return "float"
        return ""

    def _of_numpy(self, node: Any, last: str) -> str:
        """Return the kind of what a function of NumPy gives: those that work item by item give what they were given."""
        if last in BY_ITEM and node.args:
            kind = self.of(node.args[0])
            return "float" if kind in ("int", "float", "bool") else kind if kind in (FRAME, SERIES) else ARRAY
        return ARRAY if last in ARRAYS else ""

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
            if method == "to_numpy":
                return ARRAY
            if method in ("tolist", "to_list"):
                return "list"
            if method == "value_counts" or (owner == FRAME and method in SERIES_TO_NUMBER):
                return SERIES
            if owner == SERIES and method in SERIES_TO_NUMBER:
                return ""
            if method == "to_frame":
                return FRAME
            if method in ("iterrows", "itertuples", "items", "keys"):
                return ONCE if method != "keys" else "pandas.Index"
            return owner if method in FRAME_TO_FRAME else ""
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
            if method == "fit":
                return owner
            if method in ("predict", "predict_proba", "decision_function", "predict_log_proba"):
                return ARRAY
            if method == "score":
                return "float"
            return ""
        if owner.startswith("class:"):
            return ""
        if owner == GENERATOR:
            return ARRAY if gives_array(node, method) else ""
        if method in ONCE_METHODS and owner not in DATA:
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
