"""Named tuples, data classes, namespaces and dicts keep what they are given apart."""

import pytest

from fairlead.notebook.facts import Facts
from fairlead.notebook.flow.pairs import leaks_of_pairs
from fairlead.notebook.read import notebook_of

HEAD = """from collections import namedtuple
from dataclasses import dataclass
from types import SimpleNamespace
from typing import NamedTuple
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
df = pd.read_csv("a.csv")
X, y = df.drop(columns="y"), df["y"]
"""
SCORE = "\nprint(LogisticRegression().fit(d.a, d.c).score(d.b, d.d))"
FIELDS = "    a: object\n    b: object\n    c: object\n    d: object = None\n"
RECORDS = {
    "namedtuple": 'D = namedtuple("D", "a, b, c d")\nd = D(*train_test_split(X, y))' + SCORE,
    "list of fields": 'D = namedtuple("D", ["a", "b", "c", "d"])\nd = D(*train_test_split(X, y))' + SCORE,
    "class of named tuples": f"class D(NamedTuple):\n{FIELDS}d = D(*train_test_split(X, y))" + SCORE,
    "named tuple taken apart": 'D = namedtuple("D", "a b c d")\na, b, c, e = D(*train_test_split(X, y))\n'
    "print(LogisticRegression().fit(a, c).score(b, e))",
    "dataclass": f"@dataclass\nclass D:\n{FIELDS}d = D(*train_test_split(X, y))" + SCORE,
    "fields of a base": f"@dataclass\nclass B:\n{FIELDS}@dataclass\nclass D(B):\n    e: int = 0\n"
    "d = D(*train_test_split(X, y))" + SCORE,
    "after the start": "@dataclass\nclass D:\n    X: object\n    y: object\n    def __post_init__(self):\n"
    "        self.a, self.b, self.c, self.d = train_test_split(self.X, self.y)\nd = D(X, y)" + SCORE,
    "namespace": "a, b, c, e = train_test_split(X, y)\nd = SimpleNamespace(a=a, b=b, c=c, d=e)" + SCORE,
    "namespace written later": "d = SimpleNamespace()\nd.a, d.b, d.c, d.d = train_test_split(X, y)" + SCORE,
    "property": "class D:\n    @property\n    def parts(self):\n        return train_test_split(X, y)\n"
    "a, b, c, e = D().parts\nprint(LogisticRegression().fit(a, c).score(b, e))",
    "dict of pairs": 'd = dict(zip(["a", "b", "c", "d"], train_test_split(X, y)))\n'
    'print(LogisticRegression().fit(d["a"], d["c"]).score(d["b"], d["d"]))',
}


def kinds(code: str) -> set[str]:
    """Return what is wrong with the one pair of a script."""
    ((_, _, found, _),) = leaks_of_pairs(Facts(notebook_of(HEAD + code, "a.py")).flow)
    return set(found)


@pytest.mark.parametrize("code", RECORDS.values(), ids=RECORDS)
def test_the_parts_of_a_split_stay_apart(code: str) -> None:
    assert kinds(code) == set()


@pytest.mark.parametrize("code", RECORDS.values(), ids=RECORDS)
def test_what_was_learned_before_the_split_is_seen(code: str) -> None:
    assert kinds("X = StandardScaler().fit_transform(X)\n" + code) == {"preprocessing"}
