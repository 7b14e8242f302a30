"""Parting rows: `train_test_split`, folds, samples, shuffles."""

from __future__ import annotations

import ast

from fairlead.notebook.flow.arguments import Arguments
from fairlead.notebook.flow.events import Resample, Split
from fairlead.notebook.flow.rows import Rows, part_of
from fairlead.notebook.flow.run import Run, data_of
from fairlead.notebook.flow.values import (
    NOTHING,
    UNKNOWN,
    Constant,
    Folds,
    Items,
    Splitter,
    Table,
    Value,
    mixed,
    tables_in,
)

_OPTIONS = ("test_size", "train_size", "random_state", "shuffle", "stratify", "groups")


def train_test_split(run: Run, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return the train and test part of every array."""
    seed = arguments.constant(-1, "random_state")
    size = arguments.constant(-1, "test_size", "train_size")
    cut = f"split {run.site(node)}" if seed is None else f"split random_state={seed} size={size}"
    arrays = [
        *arguments.positional,
        *arguments.rest,
        *[one for key, one in arguments.keywords.items() if key not in _OPTIONS],
    ]
    nodes = [*arguments.nodes, *[None] * len(arrays)]
    parts: list[Value] = []
    parted: list[tuple[Table, ast.expr | None]] = []
    for value, value_node in zip(arrays, nodes, strict=False):
        if isinstance(value, Items) and not any(True for _ in tables_in(value)):
            parts += [UNKNOWN, UNKNOWN]
            continue
        table = run.with_rows(mixed([value]) if isinstance(value, Items) else value, value_node or node)
        parted.append((table, value_node))
        parts += [table.like(rows=part_of(table.rows, f"{which}#{cut}")) for which in ("train", "test")]
    if not parted:
        return Items("list", parts)
    shuffle = arguments.constant(-1, "shuffle", default=True)
    stratify = arguments.get(-1, "stratify")
    first = parted[0][0].rows
    run.happened(
        Split(
            by=name,
            data=tuple(data_of(table, one) for table, one in parted),
            parts=(part_of(first, f"train#{cut}"), part_of(first, f"test#{cut}")),
            shuffled=bool(shuffle),
            seeded=not shuffle
            or arguments.get(-1, "random_state") not in (None, NOTHING)
            and seed is not None
            or _is_given(arguments),
            stratified=stratify is not None and not (isinstance(stratify, Constant) and stratify.value is None),
            **run.circumstances(node),
        )
    )
    return Items("list", parts)


def _is_given(arguments: Arguments) -> bool:
    """Tell whether a seed was given that is not a constant: a variable is taken to be one."""
    seed = arguments.get(-1, "random_state")
    return seed is not None and not isinstance(seed, Constant)


def folds(run: Run, splitter: Splitter, arguments: Arguments, node: ast.Call) -> Value:
    """Return the pairs of indices of a splitter."""
    if not arguments.all():
        return Folds(*_indices(run, frozenset(), splitter.name, node))
    data = run.with_rows(arguments.get(0, "X") or UNKNOWN, arguments.node(0, "X") or node)
    short = splitter.name.rpartition(".")[2]
    once = "Shuffle" in short and splitter.arguments.get("n_splits") == 1
    train, test = _indices(run, data.rows, "split" if once else short, node)
    shuffled = splitter.arguments.get("shuffle", "Shuffle" in short)
    random = bool(shuffled) and short != "TimeSeriesSplit"
    run.happened(
        Split(
            by=f"{splitter.name}.split",
            data=(data_of(data, arguments.node(0, "X")),),
            parts=(part_of(data.rows, train.cut or ""), part_of(data.rows, test.cut or "")),
            shuffled=random,
            seeded=not random or splitter.arguments.get("random_state") is not None,
            stratified="Stratified" in short,
            grouped="Group" in short,
            **run.circumstances(node),
        )
    )
    if short != "TimeSeriesSplit" and train.cut:
        run.made_before[train.cut] = len(run.estimators)
    return Folds(train, test)


def _indices(run: Run, rows: Rows, name: str, node: ast.AST) -> tuple[Table, Table]:
    cut = f"{name} {run.site(node)}"
    return Table(shape="index", cut=f"train#{cut}"), Table(shape="index", cut=f"test#{cut}")


def old_folds(run: Run, splitter: Splitter) -> Folds:
    """Return the pairs of a splitter that is looped over by itself, as before scikit-learn 0.18."""
    cut = f"{splitter.name} {splitter.place.cell}:{splitter.place.line}"
    return Folds(Table(shape="index", cut=f"train#{cut}"), Table(shape="index", cut=f"test#{cut}"))


def sampled(run: Run, table: Table, arguments: Arguments, node: ast.Call) -> Value:
    """Return rows drawn at random; all of them in another order, or some of them, or some of them twice."""
    share = arguments.constant(-1, "frac")
    if arguments.constant(1, "replace", default=False) is True:
        return repeated(run, table, "sample", node)
    if share == 1 and isinstance(share, (int, float)):
        return table.like()
    part = f"in#sample {run.site(node)}"
    _parted(run, table, part, ".sample", node, seeded=arguments.get(-1, "random_state") is not None)
    return table.like(rows=part_of(table.rows, part))


def repeated(run: Run, table: Table, by: str, node: ast.expr) -> Table:
    """Return rows of which some are there more than once."""
    result = table.like(repeated=run.place(node))
    run.happened(Resample(by=by, data=data_of(table), result=data_of(result), **run.circumstances(node)))
    return result


def _parted(run: Run, table: Table, part: str, by: str, node: ast.expr, *, seeded: bool) -> None:
    inside, outside = part_of(table.rows, part), part_of(table.rows, part.replace("in#", "out#", 1))
    run.happened(
        Split(
            by=by,
            data=(data_of(table),),
            parts=(inside, outside),
            shuffled=True,
            seeded=seeded,
            **run.circumstances(node),
        )
    )


def resample(run: Run, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return rows drawn with replacement: `sklearn.utils.resample`."""
    results: list[Value] = []
    draws = arguments.constant(-1, "replace", default=True) is not False
    for value in arguments.positional:
        table = mixed([value])
        if isinstance(table, Table):
            results.append(repeated(run, table, name, node) if draws else table.like())
        else:
            results.append(UNKNOWN)
    return results[0] if len(results) == 1 else Items("list", results)


def shuffled(run: Run, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return the same rows in another order."""
    results = [value.like() if isinstance(value, Table) else value for value in arguments.positional]
    return results[0] if len(results) == 1 else Items("list", list(results))


def pieces(run: Run, name: str, arguments: Arguments, node: ast.Call) -> Value:
    """Return the pieces of `numpy.split` and `torch.utils.data.random_split`."""
    table = mixed(arguments.positional[:1])
    if not isinstance(table, Table):
        return UNKNOWN
    places = arguments.get(1)
    count = len(places.values) if isinstance(places, Items) else 1
    if not name.endswith("random_split"):
        count += 1
    cut = f"pieces {run.site(node)}"
    results = [table.like(rows=part_of(table.rows, f"{number}#{cut}")) for number in range(min(max(count, 2), 8))]
    run.happened(
        Split(
            by=name,
            data=(data_of(table),),
            parts=tuple(one.rows for one in results),
            shuffled=name.endswith("random_split") or None,
            seeded=not name.endswith("random_split") or "generator" in arguments.keywords,
            **run.circumstances(node),
        )
    )
    return Items("list", list(results))
