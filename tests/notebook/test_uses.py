"""Which names each cell needs, binds and changes."""

import pytest

from fairlead.notebook.facts import Facts
from fairlead.notebook.read import notebook_of
from fairlead.notebook.uses import CellUses


def uses(*cells: str) -> list[CellUses]:
    return list(Facts(notebook_of("# %%\n" + "\n# %%\n".join(cells), "a.py")).uses)


@pytest.mark.parametrize(
    ("code", "needs"),
    [
        ("x = x + 1", {"x"}),
        ("x = 1\ny = x", set()),
        ("x += 1", {"x"}),
        ("df['a'] = 1", {"df"}),
        ("[a for a in b if c]", {"b", "c"}),
        ("{k: v for k, v in d.items()}", {"d"}),
        ("print(len(x))", {"x"}),
        ("f = lambda a: a + b", set()),
        ("g = map(lambda a: a + b, c)", {"b", "c"}),
        ("def f(a, b=c):\n    return a + d", {"c"}),
        ("def f():\n    return d\nf()", {"d"}),
        ("class A(B):\n    x = y\n    z = x", {"B", "y"}),
        ("try:\n    f()\nexcept E as e:\n    print(e)", {"f", "E"}),
        ("with open(p) as h:\n    h.read()", {"p"}),
        ("del q", {"q"}),
        ("if (n := f(m)) > n:\n    pass", {"f", "m"}),
        ("for i, (j, *k) in w:\n    print(i, j, k)", {"w"}),
        ("x: int = 3", set()),
        ("match s:\n    case {'a': t, **r} if u:\n        t, r", {"s", "u"}),
        ("import a.b as c, d.e\nprint(c, d)", set()),
        ("async with a as b:\n    await c(b)", {"a", "c"}),
        ("print(f'{x:{w}}')", {"x", "w"}),
    ],
)
def test_a_cell_needs_what_it_reads_before_it_binds_it(code: str, needs: set[str]) -> None:
    assert uses(code)[0].needs.keys() == needs


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("df['a'] = 1", {"df"}),
        ("df.loc[0, 'a'] = 1", {"df"}),
        ("df.a.fillna(0, inplace=True)", {"df"}),
        ("df.fillna(0, inplace=False)", set()),
        ("rows.append(1)", {"rows"}),
        ("model.fit(X, y)", {"model"}),
        ("model.predict(X)", set()),
        ("del d['k']", {"d"}),
        ("n += 1", {"n"}),
        ("import numpy as np\nnp.random.shuffle(x)", {"x"}),
        ("import numpy as np\nnp.random.seed(0)", set()),
        ("for f in [a, b]:\n    f['x'] = 1", {"f", "a", "b"}),
        ("pair = [a, b]\nfor f in pair:\n    f.pop('x')", {"f", "a", "b", "pair"}),
        ("c = a\nc['x'] = 1", {"c", "a"}),
        ("def f(t):\n    t['x'] = 1\nf(a)", {"a"}),
        ("def f():\n    t['x'] = 1\nf()", {"t"}),
        ("def f(t):\n    t = t.copy()\n    t['x'] = 1\nf(a)", set()),
        ("a.b.c[0].d = 1", {"a"}),
    ],
)
def test_a_cell_changes_the_receivers_of_what_it_does_in_place(code: str, changes: set[str]) -> None:
    assert uses(code)[0].changes.keys() == changes


def test_a_call_needs_what_the_function_of_another_cell_needs() -> None:
    first, second, third = uses("def f(x):\n    return g(x) + k", "def g(x):\n    return x * h", "f(1)")

    assert (first.needs.keys(), first.later.keys()) == (set(), {"g", "k"})
    assert second.later.keys() == {"h"}
    assert third.needs.keys() == {"f", "g", "k", "h"}


def test_an_object_carries_what_its_class_needs() -> None:
    _, _, third = uses("class A:\n    def m(self):\n        return rate", "a = A()", "a.m()")

    assert third.needs.keys() == {"a", "rate"}


def test_a_name_bound_in_one_branch_may_still_come_from_above() -> None:
    _, second = uses("x = 1", "if flag:\n    x = 2\nprint(x)")

    assert second.needs.keys() == {"flag", "x"}


def test_a_name_bound_in_both_branches_comes_from_there() -> None:
    _, second = uses("x = 1", "if 1:\n    x = 2\nelse:\n    x = 3\nprint(x)")

    assert second.needs.keys() == set()


def test_a_rebound_name_no_longer_shares_its_object() -> None:
    _, second = uses("b = a", "b = []\nb.append(1)")

    assert second.changes.keys() == {"b"}


def test_what_may_bind_unseen_names_is_said() -> None:
    assert [one.unseen for one in uses("from x import *", "%pylab", "x = 1", "exec(y)")] == [
        "from x import *",
        "%pylab",
        "",
        "exec(...)",
    ]
