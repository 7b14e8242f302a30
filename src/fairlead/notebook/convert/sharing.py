"""Which names see each other's changes: ``b = a``, a list of models, a view of an array.

A task hands copies on. So statements that let two names share an object, and the one that later changes it through
one of them while the other is still read, must be in one task; and what shares an object is handed on together.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from fairlead.notebook.convert.arguments import Handling, Handlings
from fairlead.notebook.convert.effects import statements_within
from fairlead.notebook.convert.kinds.kind import ARRAY, DATA, FIGURE, GENERATOR, IMMUTABLE, ONCE
from fairlead.notebook.convert.kinds.kinds import Kinds
from fairlead.notebook.convert.kinds.models import class_of
from fairlead.notebook.flow.knowledge.estimators import KIND_OF
from fairlead.notebook.methods import PURE
from fairlead.notebook.scope import root_of

_FRESH_FUNCTIONS = frozenset(
    [
        "len",
        "sum",
        "min_",
        "str",
        "int",
        "float",
        "bool",
        "abs",
        "round",
        "range",
        "repr",
        "print",
        "isinstance",
        "type",
        "hash",
        "id",
        "ord",
        "chr",
        "format",
        "divmod",
        "open",
        "copy.deepcopy",
        "deepcopy",
        "input",
        "getattr_",
        "hasattr",
        "callable",
        "any",
        "all",
        "display",
        "train_test_split",
        "sklearn.model_selection.train_test_split",
        "sklearn.base.clone",
    ]
)
_SHARING_NUMPY = frozenset(
    [
        "asarray",
        "asanyarray",
        "reshape",
        "ravel",
        "squeeze",
        "transpose",
        "swapaxes",
        "moveaxis",
        "rollaxis",
        "broadcast_to",
        "atleast_1d",
        "atleast_2d",
        "split",
        "array_split",
        "hsplit",
        "vsplit",
        "dsplit",
        "diagonal",
        "flip",
        "fliplr",
        "flipud",
        "rot90",
        "expand_dims",
        "ascontiguousarray",
        "real",
        "imag",
        "frombuffer",
        "nan_to_num",
        "lib",
    ]
)
_SHARING_METHODS = frozenset(
    [
        "reshape",
        "ravel",
        "view",
        "transpose",
        "squeeze",
        "swapaxes",
        "diagonal",
        "T",
        "get",
        "setdefault",
        "items",
        "values",
        "keys",
        "pipe",
        "set_params",
    ]
)
_FRESH_MODULES = (
    "sklearn.metrics.",
    "sklearn.datasets.",
    "math.",
    "json.",
    "scipy.stats.",
    "re.",
    "datetime.",
    "random.",
    "time.",
)
_KEEP_DATA = frozenset(
    ["KNeighborsClassifier", "KNeighborsRegressor", "RadiusNeighborsClassifier", "RadiusNeighborsRegressor"]
    + ["GaussianProcessClassifier", "GaussianProcessRegressor", "LabelPropagation", "LabelSpreading", "KernelRidge"]
    + ["KernelPCA", "KNNImputer", "Isomap", "LocallyLinearEmbedding", "KNeighborsTransformer", "IsotonicRegression"]
    + ["RadiusNeighborsTransformer", "SpectralEmbedding", "SpectralClustering", "TargetEncoder"]
    + ["IterativeImputer", "RFE", "RFECV", "SelectFromModel", "SequentialFeatureSelector", "FeatureAgglomeration"]
)
"""Models of scikit-learn that may keep the arrays that they were fitted on, themselves or in a model within."""
_COPIES = frozenset(("copy", "deepcopy", "astype", "tolist", "flatten", "to_dict", "to_list"))


@dataclass(slots=True)
class Group:
    """Hold names that share objects, and the statements that made them do so."""

    names: set[str]
    makers: set[int] = field(default_factory=set)


class Sharing:
    """Follow, statement by statement, which names share objects."""

    def __init__(
        self,
        kinds: Kinds,
        name_of: Any,
        modules: Iterable[str],
        handlings: Handlings,
        *,
        frames_share_views: bool = False,
    ) -> None:
        self._groups: dict[str, Group] = {}
        self._seen_by: dict[str, dict[str, int]] = {}  # changes of a name's object are seen by these, since a statement
        self._made_before: set[int] = set()
        self._kinds = kinds
        self._name_of = name_of
        self._modules = frozenset(modules)
        self._handlings = handlings
        self._views = frames_share_views

    def changed_with(self, name: str) -> set[str]:
        """Return the names that see a change made through a name, itself among them."""
        group = self._groups.get(name)
        found = set(group.names) if group else {name}
        waiting = list(found)
        while waiting:
            for other in self._seen_by.get(waiting.pop(), ()):
                group = self._groups.get(other)
                new = (group.names if group else {other}) - found
                found |= new
                waiting += new
        return found

    def makers(self, names: Iterable[str]) -> set[int]:
        """Return the statements that let any of these names share objects with others."""
        made: set[int] = set()
        for name in names:
            group = self._groups.get(name)
            if group is not None:
                made |= group.makers
            made |= set(self._seen_by.get(name, {}).values())
        return made

    def follow(self, unit: int, node: ast.stmt, surely: set[str]) -> None:
        """Take in what a statement does to who shares what."""
        if isinstance(node, (ast.Assign, ast.AnnAssign)):
            taken = [(target, self._with_group(self._names(value)), value) for target, value in _pairs(node)]
            made = self.makers(set().union(*(names for _, names, _ in taken)) if taken else ())
            for name in surely:
                self._part(name)
            self._made_before = made  # what shared an object before a swap still does
            for target, names, value in taken:
                self._take(unit, target, names, value)
            self._made_before = set()
            if isinstance(node, ast.Assign) and len(node.targets) > 1 and self._kinds.of(node.value) not in IMMUTABLE:
                every = {one.id for target in node.targets for one in ast.walk(target) if isinstance(one, ast.Name)}
                self.share(unit, min(every), every)  # a = b = []
        else:
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)):
                for name in surely:
                    self._part(name)
                return
            for inner in (node, *statements_within(node)):
                for target, value in _pairs(inner):
                    self._take(unit, target, self._names(value), value)
        self._follow_calls(unit, node)

    def _with_group(self, names: set[str]) -> set[str]:
        return names.union(*(self._groups[one].names for one in names if one in self._groups))

    def _take(self, unit: int, target: ast.expr, names: set[str], value: ast.expr) -> None:
        """Let a target share what a value is or holds."""
        if isinstance(target, ast.Name):
            self._hold(unit, target.id, names, value)
        elif isinstance(target, (ast.Tuple, ast.List)):
            for one in target.elts:
                self._take(unit, one.value if isinstance(one, ast.Starred) else one, names, value)
        elif isinstance(target, (ast.Attribute, ast.Subscript)):
            root = root_of(target)
            if root is None or root in self._modules:
                return
            if self._kinds.of_names.get(root, "") in DATA:
                return  # a frame or an array takes copies of what is put into it
            self.share(unit, root, names)

    def _hold(self, unit: int, name: str, names: set[str], value: ast.expr) -> None:
        """Let a name hold what a value is made of; a library's object sees changes of its data and makes none."""
        if isinstance(value, ast.Call) and self._is_own(value):
            pass
        elif isinstance(value, ast.Call) and self._is_fitting(value):
            for one in self._given(value) if self._keeps(value) else ():
                self._see(unit, one, name)
        elif isinstance(value, ast.Call) and self._is_library_object(value):
            data = {one for one in names if self._kinds.of_names.get(one, "") in DATA}
            for one in data:
                self._see(unit, one, name)
            names = names - data
        self.share(unit, name, names)

    def _is_own(self, value: ast.Call) -> bool:
        """Tell whether a function, or a method of an object, of the notebook is called."""
        called = value.func
        if isinstance(called, ast.Name):
            return self._handlings.function(called.id) is not None
        is_object = isinstance(called, ast.Attribute) and self._kinds.of(called.value).startswith("class:")
        return is_object and self._handlings.method(called.attr) is not None  # type: ignore[attr-defined]

    def _is_library_object(self, value: ast.Call) -> bool:
        name = self._name_of(value.func) or ""
        last = name.rpartition(".")[2]
        if self._kinds.of(value).startswith("class:"):
            return False
        root = name.partition(".")[0]
        is_imported = isinstance(value.func, ast.Name) and value.func.id in self._modules
        is_of_module = isinstance(value.func, ast.Attribute) and root_of(value.func) in self._modules
        known = (is_imported or is_of_module) and root not in ("numpy", "copy")
        return (last[:1].isupper() and not last.isupper()) or last.startswith("fit") or known

    def share(self, unit: int, name: str, names: set[str]) -> None:
        """Note that from a unit on a name may see the changes of others, and they its."""
        others = {one for one in names if one != name}
        if not others or name in self._modules:
            return
        groups = [self._groups.get(one) or Group({one}) for one in sorted({name, *others})]
        joined = Group(
            set().union(*(one.names for one in groups)),
            {unit, *self._made_before}.union(*(one.makers for one in groups)),
        )
        for one in joined.names:
            self._groups[one] = joined

    def _see(self, unit: int, data: str, name: str) -> None:
        """Note that a name holds data which it does not change by itself, such as a model that was fitted on it."""
        if data != name:
            self._seen_by.setdefault(data, {})[name] = unit

    def _part(self, name: str) -> None:
        """Let a name begin anew."""
        group = self._groups.pop(name, None)
        if group is not None:
            left = Group(group.names - {name}, group.makers)
            for one in left.names:
                if len(left.names) > 1:
                    self._groups[one] = left
                else:
                    self._groups.pop(one, None)
        self._seen_by.pop(name, None)
        for seen in self._seen_by.values():
            seen.pop(name, None)

    def _follow_calls(self, unit: int, node: ast.stmt) -> None:
        """A method may keep what it is given: ``models.append(model)``, ``model.fit(X, y)``."""
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            return
        for one in ast.walk(node):
            if not isinstance(one, ast.Call):
                continue
            if isinstance(one.func, ast.Attribute):
                root = root_of(one.func.value)
                own = self._handlings.method(one.func.attr)
                is_own = own is not None and self._kinds.of_names.get(root or "", "").startswith("class:")
                if root is None or root in self._modules or (one.func.attr in PURE and not is_own):
                    continue
                if self._kinds.of_names.get(root, "") in DATA | IMMUTABLE | {FIGURE}:
                    continue
                given = self._held(one, own.kept, own) if own and is_own else self._given(one)
                if self._is_fitting(one) and not self._keeps(one):
                    continue
                for name in given:
                    if not is_own and (self._kinds.of_names.get(name, "") in DATA or self._is_fitting(one)):
                        self._see(unit, name, root)
                    else:
                        self.share(unit, root, {name})
            elif isinstance(one.func, ast.Name) and one.func.id not in self._modules:
                names = {name for name in self._given(one) if self._kinds.of_names.get(name, "") not in DATA}
                made = self._name_of(one.func) or ""
                if len(names) > 1 and not self._is_fresh(made, one):
                    first = min(names)
                    self.share(unit, first, names - {first})

    def _is_fitting(self, call: ast.Call) -> bool:
        """Tell whether a library's object learns from what it is given: it may keep that, and does not change it."""
        called = call.func
        if not isinstance(called, ast.Attribute) or not called.attr.startswith(("fit", "partial_fit")):
            return False
        kind = self._kinds.of(called.value)
        return kind.startswith("estimator:") or (not kind and self._handlings.method(called.attr) is None)

    def _keeps(self, fitting: ast.Call) -> bool:
        """Tell whether what learns may hold on to the very data: scikit-learn's models do not, but for a few."""
        kind = self._kinds.of(fitting.func.value)  # type: ignore[attr-defined]  # it is a method
        name = class_of(kind)
        return not (
            kind.startswith("estimator:sklearn.")
            and name not in _KEEP_DATA
            and KIND_OF.get(name) in ("transformer", "encoder", "selector", "clusterer", "classifier", "regressor")
        )

    def _held(self, call: ast.Call, of: frozenset[str], made: Handling) -> set[str]:
        """Return the names of the arguments that some parameters receive."""
        given = made.given(call, of, lambda one: self._kinds.of(one) in DATA)
        return set().union(*map(self._names, given))

    def _given(self, call: ast.Call) -> set[str]:
        names: set[str] = set()
        for one in [*call.args, *(keyword.value for keyword in call.keywords)]:
            names |= self._names(one)
        return names

    def _names(self, node: ast.expr) -> set[str]:
        """Return the names whose objects may be in the object that an expression gives."""
        if isinstance(node, ast.Constant):
            return set()
        if isinstance(node, ast.Name):
            kind = self._kinds.of_names.get(node.id, "")
            return set() if kind in IMMUTABLE or kind in (FIGURE, "range") or node.id in self._modules else {node.id}
        if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
            return set().union(*(self._names(one) for one in node.elts))
        if isinstance(node, ast.Dict):
            return set().union(*(self._names(one) for one in node.values))
        if isinstance(node, (ast.Starred, ast.Await)):
            return self._names(node.value)
        if isinstance(node, ast.NamedExpr):
            return self._names(node.value) | self._names(node.target)
        if isinstance(node, ast.IfExp):
            return self._names(node.body) | self._names(node.orelse)
        if isinstance(node, ast.BoolOp):
            return set().union(*(self._names(one) for one in node.values))
        if isinstance(node, (ast.Attribute, ast.Subscript)):
            return self._part_of(node)
        if isinstance(node, (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)):
            return self._comprehension(node)
        if isinstance(node, ast.BinOp):
            return self._operated(node)
        if isinstance(node, ast.Lambda):
            return {one.id for one in ast.walk(node.body) if isinstance(one, ast.Name)} - self._modules
        return self._called(node) if isinstance(node, ast.Call) else set()

    def _part_of(self, node: Any) -> set[str]:
        owner = self._kinds.of(node.value)
        if isinstance(node.value, ast.Attribute) and node.value.attr in ("loc", "iloc", "at", "iat"):
            owner = self._kinds.of(node.value.value)
        if owner.startswith(("pandas.", "polars.")) and not self._views:
            if isinstance(node, ast.Attribute) and node.attr in ("values", "T", "array"):
                return self._names(node.value)
            return set()  # copies on write
        if owner in IMMUTABLE or self._kinds.of(node) in IMMUTABLE:
            return set()
        if owner == ARRAY and isinstance(node, ast.Subscript) and self._picks_by_list(node.slice):
            return set()
        if owner.startswith("estimator:") and isinstance(node, ast.Attribute) and node.attr.endswith("_"):
            return self._names(node.value)
        root = root_of(node)
        return self._names(ast.Name(root, ast.Load())) if root else set()

    def _picks_by_list(self, item: ast.expr) -> bool:
        """Tell whether an array copies what is asked of it: by a list, a mask or numbers of rows, not by a slice."""
        return isinstance(item, (ast.List, ast.Compare)) or self._kinds.of(item) in DATA

    def _comprehension(self, node: Any) -> set[str]:
        made = [node.value] if isinstance(node, ast.DictComp) else [node.elt]
        own = {one.id for gen in node.generators for one in ast.walk(gen.target) if isinstance(one, ast.Name)}
        held = set().union(*(self._names(one) for one in made))
        through = held & own
        names = held - own
        if through or any(isinstance(one, (ast.Call, ast.Lambda)) for one in ast.walk(made[0])):
            for gen in node.generators:
                names |= self._names(gen.iter) - own
        return names

    def _operated(self, node: ast.BinOp) -> set[str]:
        kind = self._kinds.of(node)
        if kind and kind not in ("list", "tuple", "dict", "set", ONCE):
            return set()
        sides = (self._kinds.of(node.left), self._kinds.of(node.right))
        if any(side in IMMUTABLE and side != "str" for side in sides) and not isinstance(node.op, ast.Mult):
            return set()
        if isinstance(node.op, (ast.Add, ast.Mult, ast.BitOr)):
            return self._names(node.left) | self._names(node.right)
        return set()

    def _called(self, node: ast.Call) -> set[str]:
        name = self._name_of(node.func) or ""
        if isinstance(node.func, ast.Attribute):
            if self._is_fitting(node) and node.func.attr != "fit_transform":
                return self._names(node.func.value)
            own = self._handlings.method(node.func.attr)
            if own is not None and self._kinds.of(node.func.value).startswith("class:"):
                return self._given_back(node, own, node.func.value)
            root = root_of(node.func.value)
            if root is None or root not in self._modules:
                return self._method(node, node.func.attr)
        if self._is_fresh(name, node):
            return set()
        made = self._handlings.function(node.func.id) if isinstance(node.func, ast.Name) else None
        return self._given(node) if made is None else self._given_back(node, made, None)

    def _given_back(self, call: ast.Call, made: Handling, owner: ast.expr | None) -> set[str]:
        """Return the names whose objects a function or method of the notebook may give back."""
        parts = made.returned | (made.kept if "self" in made.returned else frozenset())
        names = self._held(call, parts, made) | made.names(parts)
        return names | (self._names(owner) if owner is not None and "self" in made.returned else set())

    def _is_fresh(self, name: str, node: ast.Call) -> bool:
        last = name.rpartition(".")[2]
        if name in ("list", "set", "tuple", "sorted") and node.args:  # names of columns, labels
            return self._kinds.of(node.args[0]).startswith(("pandas.", "polars."))
        if name in _FRESH_FUNCTIONS or name.startswith(_FRESH_MODULES):
            if last == "train_test_split":
                return not any(one.arg == "shuffle" for one in node.keywords)
            return True
        if name.startswith(("pandas.", "polars.")):
            return not self._views
        if name.startswith("numpy."):
            return last not in _SHARING_NUMPY and not (
                last == "array" and any(one.arg == "copy" for one in node.keywords)
            )
        return name in ("joblib.load", "pickle.load", "open") or last in ("cross_val_score", "cross_val_predict")

    def _method(self, node: ast.Call, method: str) -> set[str]:
        owner = self._kinds.of(node.func.value)  # type: ignore[attr-defined]
        receiver = self._names(node.func.value)  # type: ignore[attr-defined]
        if owner.startswith(("pandas.", "polars.")):
            return receiver if self._views or method in ("to_numpy", "pipe", "items", "get") else set()
        if owner == ARRAY:
            return receiver if method in _SHARING_METHODS else set()
        if owner == GENERATOR and method != "spawn":
            return {one for one in self._given(node) if self._kinds.of_names.get(one, "") not in DATA}
        if owner in IMMUTABLE or method in _COPIES:
            return set()
        if owner.startswith("estimator:"):
            if method.startswith(("predict", "score", "decision", "get_feature", "kneighbors")):
                return set()
            if method in ("transform", "fit_transform", "inverse_transform"):
                kind = KIND_OF.get(owner.rpartition(".")[2].rstrip("#"), "")
                return set() if kind and kind not in ("stateless", "pipeline", "columns") else self._given(node)
            return receiver | self._given(node)
        if method in PURE and method not in _SHARING_METHODS and method not in ("first", "last", "max", "min", "mode"):
            data = self._kinds.of(node) in DATA or method not in (
                "apply",
                "map",
                "transform",
                "filter",
                "join",
                "iterrows",
            )
            return set() if data else receiver
        return receiver | self._given(node)


def _pairs(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Yield each target with the value that it is given, item by item where both are written out."""
    if isinstance(node, ast.Assign):
        for target in node.targets:
            yield from _matched(target, node.value)
    elif isinstance(node, (ast.AnnAssign, ast.AugAssign)) and node.value is not None:
        yield node.target, node.value
    elif isinstance(node, (ast.For, ast.AsyncFor)):
        yield from looped(node.target, node.iter)
    elif isinstance(node, (ast.With, ast.AsyncWith)):
        for item in node.items:
            if item.optional_vars is not None:
                yield item.optional_vars, item.context_expr
    for one in ast.walk(node) if isinstance(node, (ast.Expr, ast.Assign)) else ():
        if isinstance(one, ast.NamedExpr):
            yield one.target, one.value


def looped(target: ast.expr, iterated: ast.expr) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Yield each name of a loop with what it goes through: of ``for i, (a, b) in enumerate(zip(x, y))`` a with x, b with y."""  # noqa: E501
    if (
        isinstance(iterated, ast.Call)
        and isinstance(iterated.func, ast.Name)
        and isinstance(target, (ast.Tuple, ast.List))
    ):
        name, given, targets = iterated.func.id, iterated.args, target.elts
        if name == "enumerate" and given and len(targets) == 2:
            yield from looped(targets[1], given[0])
            return
        if name == "zip" and len(given) == len(targets):
            for one, other in zip(targets, given, strict=True):
                yield from looped(one, other)
            return
    yield target, iterated


def _matched(target: ast.expr, value: ast.expr) -> Iterator[tuple[ast.expr, ast.expr]]:
    both = (ast.Tuple, ast.List)
    if isinstance(target, both) and isinstance(value, both) and len(target.elts) == len(value.elts):  # noqa: SIM102
        if not any(isinstance(one, ast.Starred) for one in (*target.elts, *value.elts)):
            for one, other in zip(target.elts, value.elts, strict=True):
                yield from _matched(one, other)
            return
    yield target, value
