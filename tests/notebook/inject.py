"""Put leaks into clean scripts by known changes of their source, so that the share that is found is known exactly.

``python tests/notebook/inject.py`` prints, for each kind of leak, into how many scripts it was put and in how many it
was found, with the scripts in which it was not.
"""

from __future__ import annotations

import argparse
import ast
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from confusion import HERE, LABELS, SCRIPTS, findings_in, verdicts_in

CORPUS = HERE / "corpus"
ANSWERS = ("predict", "predict_proba", "decision_function", "score", "evaluate")


@dataclass(frozen=True)
class Clean:
    """Hold a script that parts its rows once at its top level, and where the pieces are that injections change."""

    name: str
    source: str

    @cached_property
    def tree(self) -> ast.Module:
        """Return what it means."""
        return ast.parse(self.source)

    @cached_property
    def split(self) -> ast.Assign | None:
        """Return the statement that parts a table, or features and target, into train and test."""
        found = (node for node in self.tree.body if isinstance(node, ast.Assign) and _is_split(node))
        return next(found, None)

    @cached_property
    def parts(self) -> list[str]:
        """Return the names on its left: train and test, or both of features and both of the target."""
        assert self.split is not None
        target = self.split.targets[0]
        assert isinstance(target, ast.Tuple)
        return [name.id for name in target.elts if isinstance(name, ast.Name)]

    @cached_property
    def inputs(self) -> list[ast.expr]:
        """Return what is parted: a table, or features and target."""
        assert self.split is not None
        assert isinstance(self.split.value, ast.Call)
        return self.split.value.args

    def text(self, node: ast.expr) -> str:
        """Return the source of an expression."""
        return ast.get_source_segment(self.source, node) or ""

    def calls(self, *methods: str) -> Iterator[ast.Call]:
        """Return the calls of methods of these names after the split."""
        assert self.split is not None
        for node in ast.walk(self.tree):
            named = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in methods
            if named and node.lineno > self.split.lineno:
                yield node

    def edited(self, *changes: tuple[ast.expr, str]) -> str:
        """Return the source with expressions replaced."""
        lines = self.source.splitlines(keepends=True)
        starts = [0]
        for line in lines:
            starts.append(starts[-1] + len(line.encode()))
        source = self.source.encode()
        for node, text in sorted(changes, key=lambda change: (change[0].lineno, change[0].col_offset), reverse=True):
            begin = starts[node.lineno - 1] + node.col_offset
            end = starts[(node.end_lineno or node.lineno) - 1] + (node.end_col_offset or 0)
            source = source[:begin] + text.encode() + source[end:]
        return source.decode()


def _is_split(node: ast.Assign) -> bool:
    call, target = node.value, node.targets[0]
    if not isinstance(call, ast.Call) or not isinstance(target, ast.Tuple):
        return False
    parts = [part.id for part in target.elts if isinstance(part, ast.Name)]
    return (
        ast.unparse(call.func).endswith("train_test_split")
        and (len(parts), len(call.args)) in {(2, 1), (4, 2)}
        and len(set(parts)) == len(target.elts)
        and not _is_text(call.args[0])
    )


def _is_text(node: ast.expr) -> bool:
    """Tell whether it is one column of texts, of which nothing can be scaled or filled."""
    return isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant)


Change = Callable[[Clean], str | None]


@dataclass(frozen=True, slots=True)
class Injection:
    """Hold a known leak: how it is put in, and the kind of pair or the rule that must then be reported."""

    name: str
    kind: str
    change: Change


def before_split(lines: str, *, arrays_only: bool = False) -> Change:
    """Make a change that learns from everything in lines before the split; `{x}` and `{y}` stand for what is parted.

    The lines leave their result in `leaky` (and `leaky_y`, if rows are added), which is parted instead.
    """

    def change(script: Clean) -> str | None:
        both = len(script.inputs) == 2
        if script.split is None or (arrays_only and not both):
            return None
        x, y = script.text(script.inputs[0]), script.text(script.inputs[-1])
        changes = [(script.inputs[0], "leaky")]
        if "leaky_y" in lines:
            changes.append((script.inputs[1], "leaky_y"))
        source = script.edited(*changes).splitlines()
        at = script.split.lineno - 1
        return "\n".join([*source[:at], *lines.format(x=x, y=y).splitlines(), *source[at:], ""])

    return change


def evaluated_on(rows: Callable[[Clean], str]) -> Change:
    """Make a change that evaluates other rows than the test rows."""

    def change(script: Clean) -> str | None:
        test = script.parts[1]
        asked = [
            name
            for call in script.calls(*ANSWERS)
            for argument in call.args
            for name in ast.walk(argument)
            if isinstance(name, ast.Name) and name.id == test
        ]
        return script.edited(*((name, rows(script)) for name in asked)) if asked else None

    return change


def fitted_on_everything(script: Clean) -> str | None:
    """Fit the models on what was parted instead of on the training part."""
    if len(script.inputs) != 2:
        return None
    train_x, train_y = script.parts[0], script.parts[2]
    changes = [
        change
        for call in script.calls("fit")
        if [ast.unparse(argument) for argument in call.args] == [train_x, train_y]
        for change in zip(call.args, map(script.text, script.inputs), strict=True)
    ]
    return script.edited(*changes) if changes else None


def refitted_on_test(script: Clean) -> str | None:
    """Fit transformers again on the test part."""
    test = script.parts[1]
    functions = [
        (call.func, f"{script.text(call.func.value)}.fit_transform")
        for call in script.calls("transform")
        if isinstance(call.func, ast.Attribute) and any(test in _names(argument) for argument in call.args)
    ]
    return script.edited(*functions) if functions else None


def stopped_on_test(script: Clean) -> str | None:
    """Fit a boosted model that stops early on the test part."""
    if len(script.parts) != 4:
        return None
    train_x, test_x, train_y, test_y = script.parts
    for call in script.calls("fit"):
        line = script.source.splitlines()[call.lineno - 1]
        plain = [ast.unparse(argument) for argument in call.args] == [train_x, train_y]
        if plain and isinstance(call.func, ast.Attribute) and line.startswith(ast.unparse(call.func.value) + ".fit("):
            model = ast.unparse(call.func.value)
            text = f"{model}.fit({train_x}, {train_y}, eval_set=[({test_x}, {test_y})])"
            source = script.edited((call, text)).splitlines()
            made = ["import xgboost", f"{model} = xgboost.XGBClassifier(early_stopping_rounds=20)"]
            return "\n".join([*source[: call.lineno - 1], *made, *source[call.lineno - 1 :], ""])
    return None


def _names(node: ast.AST) -> set[str]:
    return {name.id for name in ast.walk(node) if isinstance(name, ast.Name)}


INJECTIONS = [
    Injection(
        "scale everything",
        "preprocessing",
        before_split(
            "from sklearn.preprocessing import StandardScaler\nleaky = StandardScaler().fit_transform({x})",
            arrays_only=True,
        ),
    ),
    Injection(
        "scale everything, fit and transform apart",
        "preprocessing",
        before_split(
            "from sklearn import preprocessing as pp\nmm = pp.MinMaxScaler()\nmm.fit({x})\nleaky = mm.transform({x})",
            arrays_only=True,
        ),
    ),
    Injection("fill with the mean", "preprocessing", before_split("leaky = {x}\nleaky = leaky.fillna(leaky.mean())")),
    Injection(
        "fill with the median, column by column",
        "preprocessing",
        before_split(
            "leaky = {x}.copy()\nfor column in leaky.columns:\n"
            "    leaky[column] = leaky[column].fillna(leaky[column].median())"
        ),
    ),
    Injection(
        "scale in a function",
        "preprocessing",
        before_split(
            "def ready(table):\n    low, high = table.min(), table.max()\n    return (table - low) / (high - low)\n"
            "leaky = ready({x})"
        ),
    ),
    Injection(
        "principal components of everything",
        "preprocessing",
        before_split(
            "from sklearn.decomposition import PCA\nleaky = PCA(n_components=2).fit_transform({x})", arrays_only=True
        ),
    ),
    Injection(
        "impute from neighbours",
        "preprocessing",
        before_split(
            "from sklearn.impute import KNNImputer\nimport pandas as pd\n"
            "leaky = pd.DataFrame(KNNImputer().fit_transform({x}))",
            arrays_only=True,
        ),
    ),
    Injection(
        "choose columns by the target",
        "preprocessing",
        before_split(
            "from sklearn.feature_selection import SelectKBest\nleaky = SelectKBest(k=3).fit_transform({x}, {y})",
            arrays_only=True,
        ),
    ),
    Injection(
        "choose columns (rule)",
        "feature-selection",
        before_split(
            "from sklearn.feature_selection import SelectKBest\nleaky = SelectKBest(k=3).fit_transform({x}, {y})",
            arrays_only=True,
        ),
    ),
    Injection(
        "drop rows beyond a quantile",
        "preprocessing",
        before_split(
            "kept = {x}.iloc[:, 0] < {x}.iloc[:, 0].quantile(0.99)\nleaky, leaky_y = {x}[kept], {y}[kept]",
            arrays_only=True,
        ),
    ),
    Injection(
        "clip at quantiles",
        "preprocessing",
        before_split(
            "leaky = {x}.select_dtypes('number')\n"
            "leaky = leaky.clip(leaky.quantile(0.01), leaky.quantile(0.99), axis=1)"
        ),
    ),
    Injection(
        "z-scores by apply and lambda",
        "preprocessing",
        before_split("leaky = {x}.apply(lambda column: (column - column.mean()) / column.std())"),
    ),
    Injection(
        "means kept in a dictionary",
        "preprocessing",
        before_split(
            "means = {{c: {x}[c].mean() for c in {x}.columns}}\nleaky = {x}.copy()\n"
            "for c, m in means.items():\n    leaky[c] = leaky[c] - m"
        ),
    ),
    Injection(
        "medians of groups",
        "preprocessing",
        before_split(
            "leaky = {x}.copy()\nfirst, second = leaky.columns[:2]\n"
            "leaky[second] = leaky[second].fillna(leaky.groupby(first)[second].transform('median'))"
        ),
    ),
    Injection(
        "clusters as a column",
        "preprocessing",
        before_split(
            "from sklearn.cluster import KMeans\nleaky = {x}.copy()\n"
            "leaky['cluster'] = KMeans(n_clusters=4).fit_predict(leaky)",
            arrays_only=True,  # of a table, models take the columns that they name
        ),
    ),
    Injection(
        "pipeline fitted before",
        "preprocessing",
        before_split(
            "from sklearn.pipeline import make_pipeline as chain\nfrom sklearn.preprocessing import RobustScaler\n"
            "from sklearn.impute import SimpleImputer\nready = chain(SimpleImputer(), RobustScaler())\n"
            "leaky = ready.fit_transform({x})",
            arrays_only=True,
        ),
    ),
    Injection(
        "NumPy's means and a mask",
        "preprocessing",
        before_split(
            "import numpy\nleaky = numpy.array({x}, dtype=float)\nmeans = numpy.nanmean(leaky, axis=0)\n"
            "leaky[numpy.isnan(leaky)] = numpy.take(means, numpy.where(numpy.isnan(leaky))[1])",
            arrays_only=True,
        ),
    ),
    Injection(
        "a class with a state of its own",
        "preprocessing",
        before_split(
            "class Range:\n    def learn(self, table):\n        self.top = table.max()\n        return self\n"
            "    def apply(self, table):\n        return table / self.top\nleaky = Range().learn({x}).apply({x})"
        ),
    ),
    Injection(
        "counts of categories",
        "preprocessing",
        before_split(
            "leaky = {x}.copy()\nfirst = leaky.columns[0]\n"
            "leaky['often'] = leaky[first].map(leaky[first].value_counts(normalize=True))",
            arrays_only=True,  # of a table, models take the columns that they name
        ),
    ),
    Injection(
        "encode by the target",
        "target-encoding",
        before_split(
            "from category_encoders import TargetEncoder\nleaky = TargetEncoder().fit_transform({x}, {y})",
            arrays_only=True,
        ),
    ),
    Injection(
        "SMOTE before the split",
        "overlap",
        before_split(
            "from imblearn.over_sampling import SMOTE\nleaky, leaky_y = SMOTE().fit_resample({x}, {y})",
            arrays_only=True,
        ),
    ),
    Injection(
        "SMOTE before the split (rule)",
        "resample-before-split",
        before_split(
            "from imblearn.over_sampling import SMOTE\nleaky, leaky_y = SMOTE().fit_resample({x}, {y})",
            arrays_only=True,
        ),
    ),
    Injection(
        "add copies of rows",
        "overlap",
        before_split(
            "import pandas as pd\nleaky, leaky_y = pd.concat([{x}, {x}]), pd.concat([{y}, {y}])", arrays_only=True
        ),
    ),
    Injection(
        "sample with replacement",
        "overlap",
        before_split(
            "from sklearn.utils import resample\nleaky, leaky_y = resample({x}, {y}, n_samples=5000)", arrays_only=True
        ),
    ),
    Injection(
        "hand in the target",
        "target-in-features",
        before_split("leaky = {x}.copy()\nleaky['hint'] = {y} * 2", arrays_only=True),
    ),
    Injection("evaluate the training part", "overlap", evaluated_on(lambda script: script.parts[0])),
    Injection("evaluate everything", "overlap", evaluated_on(lambda script: script.text(script.inputs[0]))),
    Injection("fit on everything", "overlap", fitted_on_everything),
    Injection("fit_transform the test part", "refit", refitted_on_test),
    Injection("stop early on the test part", "early-stopping-on-test", stopped_on_test),
]


@dataclass(frozen=True, slots=True)
class Trial:
    """Hold an injection into one script, and whether the leak was found."""

    injection: Injection
    script: str
    found: bool


def clean_scripts() -> list[Clean]:
    """Return what can be injected: labelled scripts of which every pair is clean, and good ones of the corpus."""
    rows = [json.loads(line) for line in LABELS.read_text().splitlines()]
    leaking = {row["file"] for row in rows if row["overlap"] or row["preprocessing"] or row["refit"]}
    paths = [SCRIPTS / name for name in sorted({row["file"] for row in rows} - leaking)]
    paths += sorted(CORPUS.glob("*/good_*.py"))
    return [script for path in paths if (script := _parsed(path)) is not None and _has_places(script)]


def _has_places(script: Clean) -> bool:
    """Tell whether it parts its rows and then asks a model; where nothing is evaluated, nothing leaks."""
    return script.split is not None and any(script.calls(*ANSWERS))


def _parsed(path: Path) -> Clean | None:
    source = path.read_text()
    try:
        ast.parse(source)
    except SyntaxError:  # it has magics, which the changes made here cannot step over
        return None
    return Clean(str(path.relative_to(HERE)), source)


def trials(scripts: Iterable[Clean], *, function: bool = False) -> Iterator[Trial]:
    """Put each leak into each script that has the place for it and is not already reported for it.

    With `function`, the whole script is also moved into a function.
    """
    finished = in_a_function if function else str
    for script in scripts:
        already = _reported(finished(script.source))
        for injection in INJECTIONS:
            changed = injection.change(script) if injection.kind not in already else None
            if changed is not None and changed != script.source:
                yield Trial(injection, script.name, injection.kind in _reported(finished(changed)))


def in_a_function(source: str) -> str:
    """Move a whole script into a function that it then calls."""
    return "def main():\n" + "".join(f"    {line}\n" for line in source.splitlines()) + "\n\nmain()\n"


def _reported(source: str) -> set[str]:
    from fairlead.notebook.read import notebook_of

    notebook = notebook_of(source, "injected.py")
    kinds = {
        kind for verdict in verdicts_in(notebook).values() for kind in verdict.kinds if verdict.has(kind, "medium")
    }
    return kinds | findings_in(notebook).keys()


def main() -> None:
    """Print what was found of what was put in: at the top level of scripts, and of scripts moved into a function."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    scripts = clean_scripts()
    print(f"{len(scripts)} scripts; found of injected, at the top level and in a function; where it was not found")
    plain, inside = list(trials(scripts)), list(trials(scripts, function=True))
    for injection in INJECTIONS:
        missed = [t.script for t in plain + inside if t.injection is injection and not t.found]
        print(f"{injection.name:42} {_counted(plain, injection)} {_counted(inside, injection)}  {' '.join(missed[:3])}")
    print(f"{'all':42} {_counted(plain)} {_counted(inside)}")


def _counted(done: Sequence[Trial], injection: Injection | None = None) -> str:
    asked = [trial for trial in done if injection in (None, trial.injection)]
    return f"{sum(trial.found for trial in asked):4} of {len(asked):3}"


if __name__ == "__main__":
    main()
