"""Part the rows before some of them are repeated, so that no row has a copy on the other side.

``data = pd.concat([data] + [left] * 4)`` and, further on, ``train_test_split(X, y, ...)`` become::

    data, data_test = train_test_split(data, test_size=0.2, random_state=42)
    data = pd.concat([data] + [left] * 4)
    X_train = data.drop(columns="churn")
    X_test = data_test.drop(columns="churn")

It is done only where the whole way from the first choice of rows to the split is plain, and nothing behind it looks at
the table again.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from fairlead.notebook.facts import Facts
from fairlead.notebook.fix.copies import Copies, copies_of, put_together
from fairlead.notebook.fix.edit import Edit
from fairlead.notebook.fix.imports import is_free
from fairlead.notebook.fix.learning import base_of
from fairlead.notebook.fix.parting import bound_in, names_in
from fairlead.notebook.fix.said_again import gone
from fairlead.notebook.fix.spans import indent_at, line_end, line_start, span_of, stands_alone, text_of
from fairlead.notebook.fix.standing import Split, Standing, Top, split_behind, used_elsewhere

_NOTE = "# The rows are parted before any is repeated: none of the test rows has a copy among the training rows."
_MAGIC = "a magic or another statement stands in its line"
_CONVERTED = frozenset(("to_numpy", "astype", "ravel"))


def parted_first(facts: Facts, standing: Standing) -> Sequence[Edit] | str:
    """Part the table before its rows are repeated, and say behind that for both parts what is made of it."""
    split = split_behind(facts, standing)
    if split is None:
        return "no plain `train_test_split` follows"
    standing = put_together(facts, standing, split)
    copies = copies_of(facts, standing)
    if copies is None:
        return "which table the repeated rows come from is not plain"
    way = _Way(facts, copies, split)
    trouble = way.read(standing)
    if trouble:
        return trouble
    first = min((facts.index.place_of(node, cell) for cell, node in copies.statements), default=None)
    assert first is not None
    begin = next(number for number, top in enumerate(standing.all) if top in copies.statements)
    last = [node for _, node in standing.all].index(split.node)
    apart = (*standing.all[last + 1 :], *_functions(standing.all[:last]))
    used = used_elsewhere(apart, way.names() - {*split.parts})
    if used:
        return f"`{used}` is used again behind the split"
    if not _is_imported(standing.all[:begin], split.call):
        return "the function that parts the rows is brought in only later"
    if not is_free(facts, way.test):
        return f"the name `{way.test}` is taken"
    return way.edits(*standing.all[begin])


def _functions(statements: Iterable[Top]) -> Iterator[Top]:
    """Yield what can be called later and look at a table then."""
    for cell, node in statements:
        if any(isinstance(one, (ast.FunctionDef, ast.ClassDef, ast.Lambda)) for one in ast.walk(node)):
            yield cell, node


def _is_imported(statements: Iterable[Top], call: ast.Call) -> bool:
    name = base_of(call.func)
    imports = [node for _, node in statements if isinstance(node, (ast.Import, ast.ImportFrom))]
    return any(name == (one.asname or one.name.partition(".")[0]) for node in imports for one in node.names)


@dataclass
class _Way:
    """Read the statements between the copies and the split, and say them again for both parts.

    Parameters
    ----------
    parts : for a name that is made of the table, what it is called among the training and the test rows.
    told : the statements that are said again.
    columns : for a name that is a column of the table, what it is taken from.
    unnamed : what the split is given without a name, by its place.
    """

    facts: Facts
    copies: Copies
    split: Split
    parts: dict[str, tuple[str, str]] = field(default_factory=dict)
    told: list[Top] = field(default_factory=list)
    columns: dict[str, tuple[int, ast.expr]] = field(default_factory=dict)
    unnamed: dict[int, ast.expr] = field(default_factory=dict)

    @property
    def test(self) -> str:
        """What the test rows are called."""
        return f"{self.copies.table}_test"

    def names(self) -> set[str]:
        """Return the names that mean other rows afterwards."""
        return {self.copies.table, self.copies.made, *self.copies.chosen, *self.parts}

    def read(self, standing: Standing) -> str:
        """Read the way to the split; return why it is not plain, or ""."""
        given: list[str] = []
        for number, one in enumerate(self.split.call.args):
            if isinstance(one, ast.Name):
                given.append(one.id)
                self.parts[one.id] = (self.split.parts[2 * number], self.split.parts[2 * number + 1])
            elif self._are_columns(one):
                self.unnamed[number] = one
            else:
                return "the split parts something that is more than columns of the table"
        if len(set(given)) != len(given):
            return "the split parts one table twice"
        begin = next(number for number, top in enumerate(standing.all) if top in self.copies.statements)
        last = [node for _, node in standing.all].index(self.split.node)
        between = [top for top in standing.all[begin:last] if top not in self.copies.statements]
        self._name_what_becomes(between)
        for cell, node in between:
            if not names_in(node) & self.names():
                if any(name in self.names() for name in bound_in(node)):
                    return "a name on the way means two things"
                continue
            if not self._takes_columns(cell, node) and not self._transforms(node) and not self._orders(node):
                return "what happens to the table from here to its split is not plain enough to be said for both parts"
            if not self._orders(node):
                self.told.append((cell, node))
        made = {name for _, node in self.told for name in bound_in(node)}
        if not {*given} <= made:
            return "what is parted is not made of the table on the way"
        allowed = {"stratify"}
        for keyword in self.split.call.keywords:
            is_plain = isinstance(keyword.value, ast.Name) and keyword.value.id in self.columns
            is_plain = keyword.arg in allowed and (is_plain or self._are_columns(keyword.value))
            if names_in(keyword.value) & self.names() and not is_plain:
                return "the split is decided by more than the rows"
        return ""

    def _name_what_becomes(self, between: Sequence[Top]) -> None:
        """Give what becomes a parted name, such as ``X`` in ``Z = scaler.fit_transform(X)``, that name's parts."""
        for _, node in reversed(between):
            pair = _transformed(node)
            if pair is not None and pair[0] in self.parts and pair[1] not in self.parts:
                self.parts[pair[1]] = self.parts[pair[0]]

    def _takes_columns(self, cell: int, node: ast.stmt) -> bool:
        """Tell whether a statement takes columns out of the table: ``X, y = data[names], data["churn"]``."""
        if not isinstance(node, ast.Assign) or len(node.targets) != 1:
            return False
        target, value = node.targets[0], node.value
        pairs = [(target, value)]
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
            pairs = list(zip(target.elts, value.elts, strict=True))
        for one, given in pairs:
            if not isinstance(one, ast.Name) or one.id not in self.parts or not self._are_columns(given):
                return False
            self.columns[one.id] = (cell, given)
        return True

    def _are_columns(self, node: ast.expr) -> bool:
        while isinstance(node, ast.Attribute) and node.attr == "values" or _is_call_of(node, _CONVERTED):
            node = node.func.value if isinstance(node, ast.Call) else node.value  # type: ignore[attr-defined]
        if isinstance(node, ast.Attribute):
            return isinstance(node.value, ast.Name) and node.value.id == self.copies.made
        if isinstance(node, ast.Subscript):
            is_key = isinstance(node.slice, (ast.Constant, ast.List, ast.Name))
            is_of_table = isinstance(node.value, ast.Name) and node.value.id == self.copies.made
            return is_key and is_of_table and not names_in(node.slice) & self.names()
        if not _is_call_of(node, frozenset(("drop",))):
            return False
        assert isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        owner, given = node.func.value, {one.arg: one.value for one in node.keywords}
        axis = given.get("axis", node.args[1] if len(node.args) > 1 else None)
        by_name = "columns" in given or (isinstance(axis, ast.Constant) and axis.value in (1, "columns"))
        others = [*node.args, *given.values()]
        is_of_table = isinstance(owner, ast.Name) and owner.id == self.copies.made and "inplace" not in given
        return is_of_table and by_name and not any(names_in(one) & self.names() for one in others)

    def _transforms(self, node: ast.stmt) -> bool:
        """Tell whether a statement lets a transformer that has a name learn from the features, or change them."""
        pair = _transformed(node)
        if pair is not None:
            return pair[0] in self.parts and pair[1] in self.parts
        call = node.value if isinstance(node, ast.Expr) else None
        if not isinstance(call, ast.Call) or not _is_call_of(call, frozenset(("fit",))) or call.keywords:
            return False
        assert isinstance(call.func, ast.Attribute)
        is_plain = isinstance(call.func.value, ast.Name) and call.func.value.id not in self.names()
        return is_plain and len(call.args) == 1 and isinstance(call.args[0], ast.Name) and call.args[0].id in self.parts

    def _orders(self, node: ast.stmt) -> bool:
        """Tell whether a statement only shuffles or numbers the rows: the training rows, from now on."""
        if not isinstance(node, ast.Assign) or [ast.unparse(one) for one in node.targets] != [self.copies.made]:
            return False
        value: ast.expr = node.value
        while _is_call_of(value, frozenset(("sample", "reset_index"))):
            assert isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute)
            if any(names_in(one.value) & self.names() for one in value.keywords) or value.args:
                return False
            value = value.func.value
        return isinstance(value, ast.Name) and value.id == self.copies.made and value is not node.value

    def edits(self, cell: int, node: ast.stmt) -> Sequence[Edit] | str:
        """Return the edits, the first statement that chooses rows being given."""
        spans = [
            (number, one, span_of(self.facts, one, number))
            for number, one in [(cell, node), *self.told, (self.split.cell, self.split.node)]
        ]
        edits: list[Edit] = []
        for number, one, span in spans:
            source = self._source(number)
            if span is None or not stands_alone(source, span):
                return _MAGIC
            if (number, one) in self.told:
                again = self._said_again(number, one)
                if again is None:
                    return _MAGIC
                edits.append(Edit(number, *span, f"\n{indent_at(source, span[0])}".join(again)))
            elif one is self.split.node and self.unnamed:
                lines = self._named()
                if lines is None:
                    return _MAGIC
                edits.append(Edit(number, *span, f"\n{indent_at(source, span[0])}".join(lines)))
            elif one is self.split.node:
                edits.append(Edit(number, *gone(source, span)))
        parted = self._parted()
        source, first = self._source(cell), spans[0][2]
        if parted is None or first is None:
            return _MAGIC
        at, indent = _above_comments(source, line_start(source, first[0])), indent_at(source, first[0])
        return [Edit(cell, at, at, f"{indent}{_NOTE}\n{indent}{parted}\n"), *edits]

    def _source(self, cell: int) -> str:
        return self.facts.notebook.cells[cell - 1].source

    def _parted(self) -> str | None:
        """Return the line that parts the table."""
        table = self.copies.table
        arguments = [table]
        for keyword in self.split.call.keywords:
            text = text_of(self.facts, keyword.value, self.split.cell)
            is_named = isinstance(keyword.value, ast.Name) and keyword.value.id in self.columns
            if is_named or names_in(keyword.value) & self.names():
                cell, column = self.split.cell, keyword.value
                if isinstance(column, ast.Name):
                    cell, column = self.columns[column.id]
                exchanged = _exchanged(self.facts, cell, column, {self.copies.made: table})
                text = exchanged or ""
            if not text or keyword.arg is None:
                return None
            arguments.append(f"{keyword.arg}={text}")
        function = text_of(self.facts, self.split.call.func, self.split.cell)
        return f"{table}, {self.test} = {function}({', '.join(arguments)})"

    def _named(self) -> list[str] | None:
        """Return the lines that give what was parted without a name the names of its parts."""
        lines = []
        for number, one in self.unnamed.items():
            for part, table in ((0, self.copies.made), (1, self.test)):
                text = _exchanged(self.facts, self.split.cell, one, {self.copies.made: table})
                if text is None:
                    return None
                lines.append(f"{self.split.parts[2 * number + part]} = {text}")
        return lines

    def _said_again(self, cell: int, node: ast.stmt) -> list[str] | None:
        """Return a statement for the training rows, and for the test rows where these need it."""
        train = _exchanged(self.facts, cell, node, {name: parts[0] for name, parts in self.parts.items()})
        if isinstance(node, ast.Expr):  # scaler.fit(X)
            return None if train is None else [train]
        names = {name: parts[1] for name, parts in self.parts.items()} | {self.copies.made: self.test}
        test = _exchanged(self.facts, cell, node, names)
        if train is None or test is None:
            return None
        return [train, test.replace(".fit_transform(", ".transform(")]


def _transformed(node: ast.stmt) -> tuple[str, str] | None:
    """Return what ``X = scaler.fit_transform(Z)`` gives and takes; None for another statement."""
    if not isinstance(node, ast.Assign) or len(node.targets) != 1 or not isinstance(node.targets[0], ast.Name):
        return None
    call = node.value
    if not _is_call_of(call, frozenset(("fit_transform", "transform"))):
        return None
    assert isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)
    is_plain = isinstance(call.func.value, ast.Name) and len(call.args) == 1 and not call.keywords
    given = call.args[0] if is_plain else None
    return (node.targets[0].id, given.id) if isinstance(given, ast.Name) else None


def _is_call_of(node: ast.expr, methods: frozenset[str]) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in methods


def _exchanged(facts: Facts, cell: int, node: ast.AST, names: Mapping[str, str]) -> str | None:
    """Return what a person wrote for a node with some names exchanged; None where that is not known."""
    whole = span_of(facts, node, cell)
    if whole is None:
        return None
    source = facts.notebook.cells[cell - 1].source
    text, reached = "", whole[0]
    found = [one for one in ast.walk(node) if isinstance(one, ast.Name) and one.id in names]
    for span, name in sorted((span_of(facts, one, cell) or (-1, -1), one.id) for one in found):
        if span[0] < reached:
            return None
        text += source[reached : span[0]] + names[name]
        reached = span[1]
    return text + source[reached : whole[1]]


def _above_comments(source: str, at: int) -> int:
    """Return where the comment lines right above a line begin."""
    while at and source[line_start(source, at - 1) : line_end(source, at - 1)].lstrip().startswith("#"):
        at = line_start(source, at - 1)
    return at
