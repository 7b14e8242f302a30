"""The walk that follows names comes by every expression that a walk over the whole tree finds."""

import ast
from pathlib import Path

import pytest

from fairlead.notebook.facts import Facts
from fairlead.notebook.index import index_of
from fairlead.notebook.read import notebook_of, read_notebook
from fairlead.notebook.trail import WATCHED

HERE = Path(__file__).parent
FILES = sorted([*HERE.glob("corpus/*/*.py"), *HERE.glob("corpus/*/*.ipynb"), *HERE.glob("labelled/scripts/*.py")])
KINDS = sorted(WATCHED, key=lambda kind: kind.__name__)

UNUSUAL = """
import numpy as np
async def wait(x: dict(a=1) = f(), *rest: g[0], key=h(lambda: i()), **others) -> j.k:
    async with l() as m[n()]:
        await o()
    async for p.q in r():
        yield s if t else u
@v.w(x)
class A(y(), metaclass=z()):
    a: b() = c
    d.e: f()
    def g(self): return super().g() or {**h()}
try:
    i()
except (j(), k.l) as m:
    n()
else:
    o()
finally:
    del p[q()], r.s
match t():
    case A(b=1) if u():
        v()
    case [*_]:
        w()
x.y = lambda z=a(): b(c[0])
named = other = lambda: {d() for e in f() if g(e)}
one = lambda h: i(h)
print(f"{j()!r:>{k()}}", *l(), **m(), sep=n())
if (o := p()) and [q(r) for r in s() for t in r if u(t)]:
    v[w()] += x()
elif y():
    pass
elif z():
    a().b().c[d()](e)[f] = g()
while h() < i(): j()
with k(), l() as (m.n, o[p()]): q()
def given(): yield from r()
assert s(), t()
raise u() from v()
"""


def found(facts: Facts, kind: type[ast.AST]) -> list[tuple[int, str, str, str]]:
    return [
        (one.cell, ast.dump(one.node), ast.dump(one.statement), "" if one.function is None else ast.dump(one.function))
        for one in facts.index.of(kind)
    ]


def from_a_walk_of_its_own(facts: Facts, kind: type[ast.AST]) -> list[tuple[int, str, str, str]]:
    apart = Facts(facts.notebook)
    apart.__dict__["index"] = index_of(facts.notebook)
    return found(apart, kind)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_unusual_code_is_come_by_as_a_whole(kind: type[ast.AST]) -> None:
    facts = Facts(notebook_of(UNUSUAL, "a.py"))
    wanted = from_a_walk_of_its_own(facts, kind)

    assert found(facts, kind) == wanted
    assert wanted


@pytest.mark.parametrize("folder", sorted({path.parent.name for path in FILES}))
def test_expressions_are_those_of_a_walk_over_the_tree(folder: str) -> None:
    for path in (path for path in FILES if path.parent.name == folder):
        facts = Facts(read_notebook(path))
        for kind in KINDS:
            assert found(facts, kind) == from_a_walk_of_its_own(facts, kind), (path.name, kind)
