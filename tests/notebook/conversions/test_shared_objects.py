"""What functions, methods and models do to objects that other names see: the tasks show what the notebook shows."""

from collections import Counter
from pathlib import Path

import pytest
from straight_line import run_cells, run_tasks

IMPORTS = """\
import numpy as np
from sklearn.cluster import KMeans
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.neighbors import KNeighborsRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, StandardScaler"""
KEEPS = "class M:\n    def fit(self, X):\n        self.X = X\n        return self\n"
TWO = "a, b = [1], [2]"

NOTEBOOKS = {
    "changed through another name": [
        "X, y = np.arange(6.0), np.ones(6)",
        "def f(a, b):\n    c = a\n    c[0] = 99\n    return b.sum()",
        "m = LinearRegression().fit(X[:, None], y)\nr = f(X, y)",
        "print(X.tolist(), r)",
        "print(m.predict(X[:, None]).sum())",
    ],
    "changed item by item": [
        "rows = [[1], [3]]",
        "def f(rs):\n    for r in rs:\n        r.append(0)",
        "f(rows)",
        "print(rows)",
    ],
    "changed by a function within": [
        "d = {'a': [1]}",
        "def f(x):\n    def inner(z):\n        z.append(5)\n    inner(x['a'])",
        "f(d)",
        "print(d)",
    ],
    "changed by what was handed in": [
        "xs = [[1], [2]]",
        "def each(f, items):\n    for i in items:\n        f(i)\ndef grow(i):\n    i.append(0)",
        "each(grow, xs)",
        "print(xs)",
    ],
    "changed among any number": [TWO, "def f(*xs):\n    for x in xs:\n        x.append(0)", "f(a, b)", "print(a, b)"],
    "changed in a pattern": [
        "a = {'k': [1]}",
        "def f(x):\n    match x:\n        case {'k': v}:\n            v.append(3)",
        "f(a)",
        "print(a)",
    ],
    "put into another": [
        "a, b = [], [1]",
        "def put(x, y):\n    x.append(y)",
        "put(a, b)",
        "b.append(2)",
        "print(a)",
        "print(b)",
    ],
    "given back": ["v = [1]", "def same(x):\n    return x", "w = same(v)", "w.append(2)", "print(v)", "print(w)"],
    "a name of the notebook given back": [
        "base = [1]",
        "def f(x, acc=None):\n    acc = acc or base\n    acc.append(x)\n    return acc",
        "r = f(4)",
        "print(base)",
        "r.append(5)",
        "print(base, r)",
    ],
    "kept, then changed outside": [
        "X = np.arange(4.0)",
        KEEPS,
        "m = M().fit(X)",
        "X[0] = 100",
        "print(m.X.sum())",
        "print(X.sum())",
    ],
    "kept, then changed inside": [
        "X = np.arange(4.0)",
        KEEPS + "    def poke(self):\n        self.X[0] = 50",
        "m = M().fit(X)",
        "m.poke()",
        "print(X.tolist())",
        "print(m.X.tolist())",
    ],
    "kept among others": [
        "class C:\n    def __init__(self):\n        self.items = []\n    def add(self, xs):\n        self.items += xs\n"
        "    def poke(self):\n        self.items[0].append(1)",
        "a = [[0]]\nc = C()\nc.add(a)",
        "c.poke()",
        "print(a)",
        "print(c.items)",
    ],
    "kept by a class above": [
        "class A:\n    def keep(self, x):\n        self.x = x",
        "class B(A):\n    def grow(self):\n        self.x.append(1)",
        "v = [0]\nb = B()\nb.keep(v)",
        "b.grow()",
        "print(v)",
        "print(b.x)",
    ],
    "two classes, one name of a method": [
        "X = [3, 1, 2]",
        "class A:\n    def run(self, X):\n        X.sort()",
        "class B:\n    def run(self, Y, Z=None):\n        return len(Y)",
        "b = B()\nprint(b.run(X))",
        "a = A()\na.run(X)",
        "print(X)",
    ],
    "a neighbour sees its data": [
        "X, y = np.arange(8.0).reshape(4, 2), np.arange(4.0)",
        "k = KNeighborsRegressor(1, algorithm='brute').fit(X, y)",
        "X[:] = X + 10",
        "print(k.predict(np.array([[0.0, 1.0]])))",
        "print(X.sum())",
    ],
    "two pipelines, one scaler": [
        "X, y = np.arange(6.0)[:, None], np.arange(6.0)",
        "sc = StandardScaler()\np, q = make_pipeline(sc, Ridge()), make_pipeline(sc, Ridge(5))",
        "p.fit(X, y)",
        "q.fit(X * 3, y)",
        "print(sc.mean_)",
        "print(p.predict(X).round(6), q.predict(X).round(6))",
    ],
    "the labels of a model": [
        "X = np.arange(12.0).reshape(6, 2)",
        "km = KMeans(2, n_init=1, random_state=0)\nlabels = km.fit_predict(X)",
        "labels[0] = 9",
        "print(km.labels_.tolist())",
        "print(labels.tolist())",
    ],
    "one generator, two names": [
        "rng = np.random.RandomState(0)\nother = rng",
        "a = rng.rand(2)",
        "b = other.rand(2)",
        "print(a.round(4).tolist())",
        "print(b.round(4).tolist(), round(rng.rand(), 4))",
    ],
    "bound anew in a loop": [
        "outer = [[1], [2]]",
        "for one in outer:\n    one.append(0)",
        "for one in ([5], [6]):\n    one.append(1)",
        "print(outer)",
        "print(one)",
    ],
    "a loop that does not run": [
        "x = [1]\nb = x",
        "for x in []:\n    x.append(2)",
        "x.append(3)",
        "print(b)",
        "print(x)",
    ],
    "a name that hosted notebooks have": [
        "X = np.arange(6.0)[:, None]",
        "sc = MinMaxScaler()",
        "Z = sc.fit_transform(X)",
        "W = sc.transform(X * 2)",
        "print(Z.sum(), W.sum())",
    ],
    "numbers that a function reads": [
        "a, b = 1, 2",
        "def f(x):\n    return x * a + b",
        "print(f(3))",
        "a, b = 10, 20",
        "print(f(3))",
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_what_sees_a_change_in_the_notebook_sees_it_in_the_tasks(name: str, tmp_path: Path) -> None:
    cells = [IMPORTS, *NOTEBOOKS[name]]

    assert Counter(run_tasks(cells, tmp_path)) == Counter(run_cells(cells))
