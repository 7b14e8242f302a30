"""Any notebook comes to an end: deep, circular, exploding, and mutated ones."""

import ast
import random
from pathlib import Path

import pytest

from fairlead.notebook.facts import Facts
from fairlead.notebook.read import notebook_of

HOSTILE = {
    "a sum of hundreds of terms": "x = " + " + ".join(["a"] * 700),
    "a chain of hundreds of methods": "import pandas as pd\ndf = pd.read_csv('a.csv')" + ".dropna()" * 500,
    "loops in loops": "".join(f"{' ' * i}for i{i} in range(9):\n" for i in range(15)) + " " * 15 + "x = 1",
    "functions that call one another": "def f(x):\n    return g(x)\ndef g(x):\n    return f(x)\nf(1)",
    "calls that multiply": "def f0(x): return x\n"
    + "\n".join(f"def f{i}(x):\n    f{i - 1}(x); f{i - 1}(x); return f{i - 1}(x)" for i in range(1, 14))
    + "\nf13(1)",
    "a list in itself": "a = []\na.append(a)\nfor b in a:\n    b.append(a)\nimport numpy as np\nnp.array(a)",
    "an object in itself": "class A:\n    def __init__(self):\n        self.me = self\na = A()\nprint(a.me.me, [a, a])",
    "a class of itself": "class A(A):\n    pass\nA().x",
    "a filter in a loop": "import pandas as pd\nd = pd.read_csv('a')\n"
    "while True:\n    d = d[d.x > d.y.mean()]\n    d = d[:-1]",
}


@pytest.mark.parametrize("code", HOSTILE.values(), ids=HOSTILE)
def test_hostile_code_ends(code: str) -> None:
    flow = Facts(notebook_of(code, "hostile.py")).flow

    assert len(flow.events) < 1000
    assert flow.trials == ()


SCRIPTS = sorted((Path(__file__).parents[1] / "labelled" / "scripts").glob("*.py"))


def mutant(source: str, pieces: list[ast.expr], chance: random.Random) -> str:
    """Return a script in which some expressions are replaced by others."""

    class Swap(ast.NodeTransformer):
        def generic_visit(self, node: ast.AST) -> ast.AST:
            node = super().generic_visit(node)
            loads = isinstance(getattr(node, "ctx", ast.Load()), ast.Load)
            return chance.choice(pieces) if isinstance(node, ast.expr) and loads and chance.random() < 0.04 else node

    return ast.unparse(Swap().visit(ast.parse(source)))


def test_mutants_of_real_scripts_surprise_nobody() -> None:
    chance = random.Random(7)
    sources = [file.read_text() for file in chance.sample(SCRIPTS, 12)]
    sources = [source for source in sources if _parses(source)]
    pieces = [one for source in sources for one in ast.walk(ast.parse(source)) if isinstance(one, ast.expr)]
    for source in sources * 4:
        code = mutant(source, pieces, chance)
        if _parses(code):
            assert Facts(notebook_of(code, "mutant.py")).flow.complete, code


def _parses(source: str) -> bool:
    try:
        ast.parse(source)
    except SyntaxError:
        return False
    return True
