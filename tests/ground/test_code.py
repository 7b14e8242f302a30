"""The identity of a task's code: what changes it, what does not, and what cannot be known."""

import ast
import copy
import importlib
import json
import linecache
import os
import py_compile
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from random import Random
from types import FunctionType, ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fairlead.code
from fairlead.code import CodeDigest, CodeReader

PIPELINE = '''
"""The churn pipeline."""
from __future__ import annotations
import functools, json, math, re
import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum
from pathlib import Path

import helpers
import helpers as tools
import shapes.round as circles
from helpers import clean, scale as stretch
from settings import SETTINGS

try:
    import no_such_module
except ImportError:
    no_such_module = None

LIMIT = 10
UNUSED = 1
NAMES = {"b": 1, "a": 2}
KINDS = {"red", "green", "blue"}
SINCE = date(2024, 1, 10)
STEP = timedelta(days=7)
HERE = Path(__file__).parent / "data"
DIGITS = re.compile(r"[0-9]+", re.ASCII)
RULES = {"clean": clean, "double": lambda x: x * 2}
half = functools.partial(divmod, 7)
third = functools.partial(helpers.power, exponent=3)

class Colour(Enum):
    RED = 1
    BLUE = 2

class Base:
    offset = 1
    def shift(self, x):
        return x + self.offset

class Model(Base):
    """A model."""
    rate = 0.5
    def fit(self, x):
        return self.shift(x) * self.rate
    @property
    def name(self):
        return "model"
    @staticmethod
    def check(x):
        return x > floor_of(x)
    @classmethod
    def make(cls):
        return cls()

@dataclass
class Row:
    price: float = 1.5
    tags: list = field(default_factory=list)
    @property
    def taxed(self):
        return self.price * 1.2

SETUP = Row(price=3.0)

def floor_of(x):
    return math.floor(x)

def unused(x):
    return x + UNUSED

def retry(times):
    def around(function):
        @functools.wraps(function)
        def wrapper(*args):
            for _ in range(times):
                result = function(*args)
            return result
        return wrapper
    return around

@retry(times=3)
def fetch(x):
    return x - 1

@functools.lru_cache(maxsize=10)
def cached(x):
    return x - 2

def adder(amount):
    def add(x):
        return x + amount
    return add

plus = adder(5)

def even(n):
    return n == 0 or odd(n - 1)

def odd(n):
    return n != 0 and even(n - 1)

async def later(x):
    return x

triple = lambda x: x * 3

def extract(x, start=0, *, label="a", kind: int = 3) -> float:
    """Do everything."""
    # a comment
    total = start
    if x > LIMIT:
        total += clean(x)
    total += stretch(x) + helpers.power(x) + tools.OFFSET + circles.area(x)
    total += NAMES["a"] + len(KINDS) + SINCE.year + STEP.days
    model = Model.make()
    total += model.fit(x)
    row = Row(2.0)
    if SETUP.price and Colour.RED and DIGITS.match("1") and HERE and RULES and half and third:
        total += row.taxed + SETTINGS["depth"]["inner"]
    total += fetch(x) + cached(x) + plus(x) + even(4) + triple(x)
    def inner(y):
        return y + 100
    squares = [inner(n) * n for n in range(3) if n]
    text = f"{x:.2f} items {label!r}"
    if (n := len(squares)) > 2:
        total += n
    match x:
        case 1:
            total += 1
        case _:
            pass
    import deep.lazy
    from deep.named import answer
    total += deep.lazy.used(x) + answer()
    return total, text, later, sorted(squares, key=lambda v: -v)
'''

HELPERS = '''
"""Helpers."""
OFFSET = 4
_EXPONENT = 2

def power(x, exponent=None):
    return _power(x, exponent or _EXPONENT)

def _power(x, exponent):
    return x ** exponent

def clean(x):
    """Clean it."""
    return abs(x)

def scale(x):
    return x * 2

def unused(x):
    return x + 99
'''

FILES: Mapping[str, str] = {
    "pipeline.py": PIPELINE,
    "helpers.py": HELPERS,
    "settings.py": 'SETTINGS = {"depth": {"inner": 1}}\n',
    "shapes/__init__.py": "",
    "shapes/round.py": "import math\n\ndef area(r):\n    return math.pi * r * r\n\ndef edge(r):\n    return r\n",
    "deep/__init__.py": "",
    "deep/lazy.py": "def used(x):\n    return x\n",
    "deep/named.py": "from .more import base\n\ndef answer():\n    return base + 2\n",
    "deep/more.py": "base = 40\n",
}

_folder_number = iter(range(10**9))


def write(root: Path, files: Mapping[str, str]) -> None:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)


@contextmanager
def imported(folder: Path, files: Mapping[str, str], name: str = "pipeline") -> Iterator[ModuleType]:
    """Write a project into a new folder, and import one of its modules from there."""
    root = folder / f"project{next(_folder_number)}"
    write(root, files)
    before = set(sys.modules)
    sys.path.insert(0, str(root))
    importlib.invalidate_caches()
    try:
        module = importlib.import_module(name)
        assert Path(str(module.__file__)).is_relative_to(root)
        yield module
    finally:
        sys.path.remove(str(root))
        for added in set(sys.modules) - before:
            if str(root) in str(getattr(sys.modules[added], "__file__", "")):
                del sys.modules[added]


def digest_of(folder: Path, files: Mapping[str, str] | str, function: str = "extract") -> CodeDigest:
    if isinstance(files, str):
        files = {"pipeline.py": textwrap.dedent(files)}
    with imported(folder, files) as module:
        return CodeReader(Path(str(module.__file__)).parent).digest(getattr(module, function))


def edited(path: str, old: str, new: str) -> dict[str, str]:
    assert FILES[path].count(old) == 1, f"{old!r} must stand once in {path}"
    return {**FILES, path: FILES[path].replace(old, new)}


# name: (file, what is replaced, by what, the piece that explain will name - None: the digest stays)
EDITS: dict[str, tuple[str, str, str, str | None]] = {
    "comment": ("pipeline.py", "# a comment", "# another comment", None),
    "comment at the end of a line": ("pipeline.py", "total = start", "total = start  # begin", None),
    "docstring": ("pipeline.py", '"""Do everything."""', '"""Do all of it."""', None),
    "docstring removed": ("pipeline.py", '    """Do everything."""\n', "", None),
    "docstring of the file": ("pipeline.py", "The churn pipeline.", "A pipeline.", None),
    "docstring of a helper": ("helpers.py", "Clean it.", "Scrub it.", None),
    "docstring of a class": ("pipeline.py", "A model.", "The model.", None),
    "blank lines above": ("pipeline.py", "LIMIT = 10", "\n\n\nLIMIT = 10", None),
    "blank lines inside": ("pipeline.py", "    row = Row(2.0)\n", "\n\n    row = Row(2.0)\n\n", None),
    "spaces": ("pipeline.py", "total += fetch(x)", "total  +=  fetch( x )", None),
    "parentheses": ("pipeline.py", "return self.price * 1.2", "return (self.price * (1.2))", None),
    "quotes": ("pipeline.py", 'label="a"', "label='a'", None),
    "digits grouped": ("pipeline.py", "return y + 100", "return y + 1_0_0", None),
    "line broken": ("pipeline.py", "return x + self.offset", "return (x +\n            self.offset)", None),
    "helper that is not used": ("pipeline.py", "return x + UNUSED", "return x - UNUSED", None),
    "constant that is not used": ("pipeline.py", "UNUSED = 1", "UNUSED = 2", None),
    "helper in another file that is not used": ("helpers.py", "x + 99", "x + 98", None),
    "function of a submodule that is not used": (
        "shapes/round.py",
        "    return r\n",
        "    return -r\n",
        None,
    ),
    "new function": ("pipeline.py", "def unused(x):", "def fresh():\n    return 1\n\ndef unused(x):", None),
    "new import that is not used": (
        "pipeline.py",
        "import functools, json",
        "import functools, os, json",
        None,
    ),
    "set in another order": ("pipeline.py", '{"red", "green", "blue"}', '{"blue", "red", "green"}', None),
    "constant written in another way": ("pipeline.py", "LIMIT = 10", "LIMIT = 5 + 5", None),
    "helpers in another order": (
        "pipeline.py",
        "def even(n):\n    return n == 0 or odd(n - 1)\n\ndef odd(n):\n    return n != 0 and even(n - 1)\n",
        "def odd(n):\n    return n != 0 and even(n - 1)\n\ndef even(n):\n    return n == 0 or odd(n - 1)\n",
        None,
    ),
    "body": ("pipeline.py", "total = start", "total = start + 1", "extract"),
    "local variable renamed": (
        "pipeline.py",
        "def inner(y):\n        return y ",
        "def inner(z):\n        return z ",
        "extract",
    ),
    "default": ("pipeline.py", "start=0", "start=1", "extract"),
    "keyword default": ("pipeline.py", 'label="a"', 'label="b"', "extract"),
    "annotation": ("pipeline.py", "kind: int = 3", "kind: float = 3", "extract"),
    "return annotation": ("pipeline.py", ") -> float:", ") -> int:", "extract"),
    "nested function": ("pipeline.py", "return y + 100", "return y + 101", "extract"),
    "comprehension": ("pipeline.py", "for n in range(3) if n]", "for n in range(3)]", "extract"),
    "lambda inside": ("pipeline.py", "lambda v: -v", "lambda v: v", "extract"),
    "f-string": ("pipeline.py", "{x:.2f} items", "{x:.3f} items", "extract"),
    "walrus": ("pipeline.py", "(n := len(squares)) > 2", "(n := len(squares)) > 1", "extract"),
    "match": ("pipeline.py", "case 1:", "case 2:", "extract"),
    "type of a number": ("pipeline.py", "Row(2.0)", "Row(2)", "extract"),
    "constant": ("pipeline.py", "LIMIT = 10", "LIMIT = 11", "LIMIT"),
    "type of a constant": ("pipeline.py", "LIMIT = 10", "LIMIT = 10.0", "LIMIT"),
    "true for one": ("pipeline.py", "LIMIT = 10", "LIMIT = True", "LIMIT"),
    "constant of another file": ("helpers.py", "OFFSET = 4", "OFFSET = 5", "helpers.OFFSET"),
    "nested value of a global dict": ("settings.py", '"inner": 1', '"inner": 2', "SETTINGS"),
    "order of a dict": ("pipeline.py", '{"b": 1, "a": 2}', '{"a": 2, "b": 1}', "NAMES"),
    "set with another item": ("pipeline.py", '"red", "green"', '"red", "grey"', "KINDS"),
    "date": ("pipeline.py", "date(2024, 1, 10)", "date(2024, 1, 11)", "SINCE"),
    "timedelta": ("pipeline.py", "timedelta(days=7)", "timedelta(days=8)", "STEP"),
    "path": ("pipeline.py", '.parent / "data"', '.parent / "raw"', "HERE"),
    "regex": ("pipeline.py", 'r"[0-9]+"', 'r"[0-9]*"', "DIGITS"),
    "flags of a regex": ("pipeline.py", "re.ASCII", "re.IGNORECASE", "DIGITS"),
    "helper": ("helpers.py", "return abs(x)", "return -abs(x)", "helpers.clean"),
    "helper under another name": ("helpers.py", "return x * 2", "return x * 3", "helpers.scale"),
    "helper's helper": ("helpers.py", "x ** exponent", "x ** -exponent", "helpers._power"),
    "helper's constant": ("helpers.py", "_EXPONENT = 2", "_EXPONENT = 3", "helpers._EXPONENT"),
    "helper's default": ("helpers.py", "exponent=None", "exponent=1", "helpers.power"),
    "helper of a submodule": ("shapes/round.py", "r * r", "r * r * r", "shapes.round.area"),
    "other helper under the same name": (
        "pipeline.py",
        "scale as stretch",
        "unused as stretch",
        "helpers.unused",
    ),
    "other library under the same name": (
        "pipeline.py",
        "import functools, json, math, re",
        "import functools, json, re\nimport cmath as math",
        "floor_of",
    ),
    "helper by attribute in place of the name": (
        "pipeline.py",
        "total += clean(x)",
        "total += helpers.clean(x)",
        "extract",
    ),
    "decorator's argument": (
        "pipeline.py",
        "@retry(times=3)",
        "@retry(times=4)",
        "retry.around.wrapper.times",
    ),
    "decorator's body": (
        "pipeline.py",
        "result = function(*args)",
        "result = -function(*args)",
        "retry.around.wrapper",
    ),
    "decorator's outer body": (
        "pipeline.py",
        "def around(function):\n",
        "def around(function):\n        times * 2\n",
        "retry",
    ),
    "decorated function": ("pipeline.py", "return x - 1", "return x - 11", "fetch"),
    "decorator removed": ("pipeline.py", "@retry(times=3)\n", "", "fetch"),
    "decorator added": ("pipeline.py", "def even(n)", "@retry(1)\ndef even(n)", "even"),
    "function behind lru_cache": ("pipeline.py", "return x - 2", "return x - 22", "cached"),
    "argument of lru_cache": ("pipeline.py", "maxsize=10", "maxsize=11", "cached"),
    "method": ("pipeline.py", "self.shift(x) * self.rate", "self.shift(x) + self.rate", "Model"),
    "attribute of a class": ("pipeline.py", "rate = 0.5", "rate = 0.6", "Model"),
    "base class": ("pipeline.py", "return x + self.offset", "return x - self.offset", "Base"),
    "attribute of a base class": ("pipeline.py", "offset = 1", "offset = 2", "Base"),
    "base class removed": ("pipeline.py", "class Model(Base):", "class Model:", "Model"),
    "property": ("pipeline.py", 'return "model"', 'return "a model"', "Model"),
    "static method": ("pipeline.py", "x > floor_of(x)", "x >= floor_of(x)", "Model"),
    "what a static method uses": ("pipeline.py", "math.floor(x)", "math.ceil(x)", "floor_of"),
    "class method": ("pipeline.py", "return cls()", "return cls", "Model"),
    "field of a dataclass": ("pipeline.py", "price: float = 1.5", "price: float = 1.6", "Row"),
    "decorator of a class": ("pipeline.py", "@dataclass\n", "@dataclass(order=True)\n", "Row"),
    "property of a dataclass": ("pipeline.py", "self.price * 1.2", "self.price * 1.3", "Row"),
    "instance of a dataclass": ("pipeline.py", "Row(price=3.0)", "Row(price=3.5)", "SETUP"),
    "enum": ("pipeline.py", "RED = 1", "RED = 3", "Colour"),
    "enum's other member": ("pipeline.py", "BLUE = 2", "BLUE = 4", "Colour"),
    "function in a table": ("pipeline.py", "lambda x: x * 2", "lambda x: x * 5", "<lambda>"),
    "global lambda": ("pipeline.py", "lambda x: x * 3", "lambda x: x * 4", "<lambda>#2"),
    "argument of a partial": ("pipeline.py", "divmod, 7", "divmod, 8", "half"),
    "function of a partial": ("pipeline.py", "partial(divmod", "partial(pow", "half"),
    "keyword of a partial": ("pipeline.py", "exponent=3", "exponent=4", "third"),
    "closure value": ("pipeline.py", "adder(5)", "adder(6)", "adder.add.amount"),
    "closure body": ("pipeline.py", "return x + amount", "return x - amount", "adder.add"),
    "recursion": ("pipeline.py", "n == 0 or odd", "n == 1 or odd", "even"),
    "recursion's other half": ("pipeline.py", "n != 0 and even", "n != 1 and even", "odd"),
    "async for sync": ("pipeline.py", "async def later", "def later", "later"),
    "module imported inside": ("deep/lazy.py", "return x", "return x + 1", "deep.lazy (file)"),
    "comment in a module imported inside": ("deep/lazy.py", "return x", "return x  # as it is", None),
    "name imported inside": ("deep/named.py", "base + 2", "base + 3", "deep.named (file)"),
    "what a module imported inside imports": ("deep/more.py", "40", "41", "deep.more (file)"),
    "package of a module imported inside": ("deep/__init__.py", "", "import warnings", "deep (file)"),
    "library set up at the top": ("pipeline.py", "LIMIT = 10", "LIMIT = 10\nrandom.seed(1)", "<module>"),
    "library set up in a helper's file": (
        "helpers.py",
        "OFFSET = 4",
        "OFFSET = 4\nimport random\nrandom.seed(1)",
        "helpers.<module>",
    ),
    "library set up in a loop": (
        "pipeline.py",
        "LIMIT = 10",
        "LIMIT = 10\nfor n in (1, 2):\n    random.seed(n)",
        "<module>",
    ),
    "library set up in a block": (
        "pipeline.py",
        "LIMIT = 10",
        "LIMIT = 10\nwith open(__file__):\n    random.seed(1)",
        "<module>",
    ),
    "setting of a library removed": (
        "pipeline.py",
        "LIMIT = 10",
        "LIMIT = 10\ndel json.__author__",
        "<module>",
    ),
    "pipeline drawn at the top": (
        "pipeline.py",
        "LIMIT = 10",
        "LIMIT = 10\nfrom fairlead import DAG\nDAG('a')",
        None,
    ),
    "printed at the top": ("pipeline.py", "LIMIT = 10", "LIMIT = 10\nprint('hello')", None),
    "main guard": (
        "pipeline.py",
        "LIMIT = 10",
        "LIMIT = 10\nif __name__ == '__main__':\n    random.seed(1)",
        None,
    ),
    "constant changed from outside": (
        "helpers.py",
        "def clean(x)",
        "import settings\nsettings.SETTINGS['depth']['inner'] = 7\n\ndef clean(x)",
        "SETTINGS",
    ),
    "method replaced from outside": (
        "pipeline.py",
        "def extract(",
        "Model.fit = lambda self, x: x\n\ndef extract(",
        "Model",
    ),
    "attribute of a class set from outside": (
        "pipeline.py",
        "def extract(",
        "Model.rate = 0.7\n\ndef extract(",
        "Model",
    ),
    "helper replaced from outside": (
        "pipeline.py",
        "def extract(",
        "helpers.power = math.pow\n\ndef extract(",
        "extract",
    ),
}


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> CodeDigest:
    return digest_of(tmp_path_factory.mktemp("plain"), FILES)


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_changes_the_digest_exactly_if_it_can_change_the_result(
    name: str, plain: CodeDigest, tmp_path: Path
) -> None:
    path, old, new, changed = EDITS[name]
    code = digest_of(tmp_path, edited(path, old, new))
    differing = {piece for piece in {*plain.pieces, *code.pieces} if plain.pieces.get(piece) != code.pieces.get(piece)}
    assert plain.unknown == code.unknown == ()
    if changed is None:
        assert not differing
        assert code.digest == plain.digest
    else:
        assert changed in differing
        assert code.digest != plain.digest


def test_every_number_in_code_that_is_used_counts_and_no_other(plain: CodeDigest, tmp_path: Path) -> None:
    unused = {("pipeline.py", "UNUSED = 1"), ("helpers.py", "    return x + 99")}
    seen = 0
    for path, text in FILES.items():
        lines = text.splitlines()
        for node in ast.walk(ast.parse(text)):
            if not isinstance(node, ast.Constant) or type(node.value) not in (int, float):
                continue
            line = lines[node.lineno - 1]
            start, end = node.col_offset, node.end_col_offset
            bumped = [
                *lines[: node.lineno - 1],
                f"{line[:start]}{node.value + 1}{line[end:]}",
                *lines[node.lineno :],
            ]
            code = digest_of(tmp_path, {**FILES, path: "\n".join(bumped)})
            assert (code.digest != plain.digest) is ((path, line) not in unused), (path, line)
            seen += 1
    assert seen > 40


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("projects")


def _logical_lines() -> list[int]:
    """Return the lines of PIPELINE before which a comment may stand: where a statement begins."""
    statements = [node for node in ast.walk(ast.parse(PIPELINE)) if isinstance(node, ast.stmt)]
    decorated = {node.lineno for node in statements if getattr(node, "decorator_list", None)}
    return sorted({node.lineno for node in statements} - decorated)


@settings(max_examples=25)
@given(places=st.sets(st.sampled_from(_logical_lines()), min_size=1), filler=st.text("# \tab\u00e9", max_size=8))
def test_comments_and_blank_lines_anywhere_do_not_count(
    plain: CodeDigest, folder: Path, places: set[int], filler: str
) -> None:
    lines = []
    for number, line in enumerate(PIPELINE.splitlines(), start=1):
        indent = line[: len(line) - len(line.lstrip())]
        lines += [f"{indent}#{filler}", ""] * (number in places) + [line]
    assert digest_of(folder, {**FILES, "pipeline.py": "\n".join(lines)}).pieces == plain.pieces


@pytest.mark.parametrize("library", ["fractions", "shlex", "statistics", "textwrap", "dataclasses"])
def test_real_code_that_is_written_out_anew_has_the_same_digests(library: str, tmp_path: Path) -> None:
    text = Path(str(importlib.import_module(library).__file__)).read_text()
    rewritten = ast.unparse(ast.parse(text))
    assert rewritten != text

    def digests(source: str) -> dict[str, CodeDigest]:
        with imported(tmp_path, {"project_copy.py": source}, "project_copy") as module:
            reader = CodeReader(Path(str(module.__file__)).parent)
            functions = {name: one for name, one in vars(module).items() if isinstance(one, FunctionType | type)}
            return {name: reader.digest(one) for name, one in functions.items() if one.__module__ == "project_copy"}

    before, after = digests(text), digests(rewritten)
    assert before == after
    assert len({code.digest for code in before.values()}) == len(before) > 0


PLAIN_DATA = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(),
        st.binary(),
        st.dates(),
        st.timedeltas(),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.tuples(inner, inner),
        st.dictionaries(st.text(max_size=3), inner, max_size=4),
    ),
    max_leaves=8,
)


@pytest.fixture(scope="module")
def returning(folder: Path) -> Iterator[Callable[[object], Callable[[], object]]]:
    """Give a function that makes functions of a project that return a value they have closed over."""
    source = "def returning(value):\n    return lambda: value\n"
    with imported(folder, {"closures.py": source}, "closures") as module:
        yield module.returning


@given(PLAIN_DATA, PLAIN_DATA)
def test_two_values_have_the_same_digest_exactly_if_they_are_written_alike(
    returning: Callable[[object], Callable[[], object]], folder: Path, one: object, other: object
) -> None:
    reader = CodeReader(folder)
    same, twin, different = (reader.digest(returning(value)) for value in (one, copy.deepcopy(one), other))
    assert same == twin
    assert (same.digest == different.digest) is (repr(one) == repr(other))
    assert set(same.pieces) == {"returning.<lambda>", "returning.<lambda>.value"}
    assert not same.unknown


@given(st.sets(st.one_of(st.text(max_size=4), st.integers()), max_size=6), st.randoms())
def test_the_order_in_which_a_set_was_filled_does_not_count(
    returning: Callable[[object], Callable[[], object]], folder: Path, items: set[object], random: Random
) -> None:
    shuffled = sorted(items, key=lambda _: random.random())
    reader = CodeReader(folder)
    assert reader.digest(returning(items)) == reader.digest(returning(set(shuffled)))


def run_python(folder: Path, *arguments: str, seed: str = "0") -> str:
    source = str(Path(fairlead.code.__file__).parents[2])
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": source}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout


def test_the_digest_is_the_same_in_every_process_and_folder(plain: CodeDigest, tmp_path: Path) -> None:
    script = """
import json, sys
from pathlib import Path
sys.path.insert(0, ".")
import pipeline
from fairlead.code import CodeReader
code = CodeReader(Path.cwd()).digest(pipeline.extract)
print(json.dumps([code.digest, dict(code.pieces), code.unknown]))
"""
    for seed in ("0", "1", "4711"):
        write(tmp_path / seed, FILES)
        printed = run_python(tmp_path / seed, "-c", script, seed=seed)
        assert json.loads(printed) == [plain.digest, dict(plain.pieces), []]


def test_a_file_run_as_main_has_the_digest_of_the_file_imported(plain: CodeDigest, tmp_path: Path) -> None:
    digesting = """
if __name__ == "__main__":
    from fairlead.code import CodeReader
    print(CodeReader(HERE.parent).digest(extract).digest)
"""
    write(tmp_path, {**FILES, "pipeline.py": PIPELINE + digesting})
    assert run_python(tmp_path, "pipeline.py").strip() == plain.digest


# what stands above the function: (source, the name that is unknown - None: everything is known)
UNKNOWN: dict[str, tuple[str, str | None]] = {
    "a live object": ("import io\nthing = io.StringIO()", "thing"),
    "a live object in a dict": ("import io\nthing = {'a': [io.StringIO()]}", "thing"),
    "a random generator": ("import random\nthing = random.Random(1)", "thing"),
    "an iterator": ("thing = iter([1, 2])", "thing"),
    "a global written by a function": ("thing = 1\ndef other():\n    global thing\n    thing = 2", "thing"),
    "a global that only a function makes": ("def other():\n    global thing\n    thing = 2", "thing"),
    "a dict written by a function": ("thing = {}\ndef other(x):\n    thing[x] = 2", "thing"),
    "a nested dict written": ("thing = {'a': {}}\ndef other(x):\n    thing['a'][x] = 2", "thing"),
    "a list that grows": ("thing = []\ndef other(x):\n    thing.append(x)", "thing"),
    "a list that is added to": ("thing = []\ndef other(x):\n    global thing\n    thing += [x]", "thing"),
    "a list's bound method": ("thing = [].append", "thing"),
    "an attribute written": ("class thing:\n    x = 1\ndef other(x):\n    thing.x = x", "thing"),
    "a list that contains itself": ("thing = []\nthing.append(thing)", "thing"),
    "a polars frame": ("import polars as pl\nthing = pl.DataFrame({'a': [1]})", "thing"),
    "a pandas frame": ("import pandas as pd\nthing = pd.DataFrame({'a': [1]})", "thing"),
    "an array of objects": ("import numpy as np\nthing = np.array([object()])", "thing"),
    "a NumPy generator": ("import numpy as np\nthing = np.random.default_rng(0)", "thing"),
    "a C function of no module": ("import ctypes\nthing = ctypes.CFUNCTYPE(int)()", "thing"),
    "eval": ("thing = eval", "builtins.eval"),
    "an import by name": ("from importlib import import_module as thing", "importlib.import_module"),
    "a module imported by name": ("import importlib as thing", None),
    "a counter in a closure": (
        "def make():\n    n = 0\n    def count():\n        nonlocal n\n        n += 1\n        return n\n"
        "    return count\nthing = make()",
        "make.count.n",
    ),
    "a local variable of the same name": (
        "thing = {}\ndef other(x):\n    thing = {}\n    thing[x] = 2",
        None,
    ),
    "an argument of the same name": ("thing = []\ndef other(thing):\n    thing.append(2)", None),
    "a logger": ("import logging\nthing = logging.getLogger('x')", None),
    "a lock": ("import threading\nthing = threading.Lock()", None),
    "a sentinel": ("thing = object()", None),
    "an array of numbers": ("import numpy as np\nthing = np.array([1.5, 2])", None),
    "a NumPy number": ("import numpy as np\nthing = np.float32(1.5)", None),
    "a function of NumPy": ("from numpy import add as thing", None),
    "a function of the library": ("from math import floor as thing", None),
    "a method of the library's own object": ("from random import choice as thing", None),
    "an object that polars offers": ("from polars import col as thing", None),
    "the environment": ("from os import environ as thing", None),
    "a type": ("thing = dict[str, int | None]", None),
    "a type of typing": ("from typing import Optional\nthing = Optional[int]", None),
    "a named tuple": ("from collections import namedtuple\nthing = namedtuple('P', 'x y')(1, 2)", None),
    "a default dict": ("from collections import defaultdict\nthing = defaultdict(list, a=1)", None),
    "a namespace": ("from types import SimpleNamespace\nthing = SimpleNamespace(a=1)", None),
    "an object of an own class": ("class K:\n    def __init__(self):\n        self.x = 1\nthing = K()", None),
    "a text of an own class": ("class K(str):\n    pass\nthing = K('a')", None),
    "a flag": ("import re\nthing = re.ASCII | re.DOTALL", None),
    "a name that is missing": ("", None),
    "a list without a name": ("thing = 1\ndef other():\n    [thing].append(1)", None),
    "a module": ("import json\nthing = [json]", None),
    "a closure over what was never set": (
        "def make():\n    def inner(): return later\n    return inner\n    later = 1\nthing = make()",
        None,
    ),
}


@pytest.mark.parametrize("name", UNKNOWN)
def test_what_cannot_be_followed_is_named(name: str, tmp_path: Path) -> None:
    above, unknown = UNKNOWN[name]
    code = digest_of(tmp_path, f"{above}\ndef extract():\n    return thing\n")
    assert code.unknown == (() if unknown is None else (unknown,))


DISPATCHED = "from functools import singledispatch\n@singledispatch\ndef thing(x): return 1\n@thing.register\n"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("import numpy as np\nthing = np.array([1, 2])", "import numpy as np\nthing = np.array([1, 3])"),
        ("import numpy as np\nthing = np.float64(1.5)", "import numpy as np\nthing = np.float64(2.5)"),
        (
            "import numpy as np\nthing = np.array([1, 2])",
            "import numpy as np\nthing = np.array([1, 2], dtype='i4')",
        ),
        ("from math import floor as thing", "from math import ceil as thing"),
        ("from random import choice as thing", "from random import choices as thing"),
        (
            "from collections import namedtuple\nthing = namedtuple('P', 'x y')(1, 2)",
            "from collections import namedtuple\nthing = namedtuple('P', 'x y')(1, 3)",
        ),
        (
            "from collections import defaultdict\nthing = defaultdict(list)",
            "from collections import defaultdict\nthing = defaultdict(set)",
        ),
        (
            "class K:\n    def __init__(self):\n        self.x = 1\nthing = K()",
            "class K:\n    def __init__(self):\n        self.x = 1\nthing = K()\nthing.x = 2",
        ),
        (
            "class K:\n    def __call__(self):\n        return 1\nthing = K()",
            "class K:\n    def __call__(self):\n        return 2\nthing = K()",
        ),
        ("class K(str):\n    pass\nthing = K('a')", "class K(str):\n    pass\nthing = K('b')"),
        ("class K:\n    x = 1\nthing = K().__init__", "class K:\n    x = 2\nthing = K().__init__"),
        (
            "import operator\nthing = operator.itemgetter(1)",
            "import operator\nthing = operator.itemgetter(2)",
        ),
        (
            "from decimal import Decimal\nthing = Decimal('1.0')",
            "from decimal import Decimal\nthing = Decimal('1.00')",
        ),
        ("thing = (1, 2)", "thing = [1, 2]"),
        (
            "class thing:\n    class Inner:\n        x = 1\nthing.Inner.x = 2",
            "class thing:\n    class Inner:\n        x = 1\nthing.Inner.x = 3",
        ),
        (
            "import random as thing\nfor n in (1, 3):\n    thing.seed(n)",
            "import random as thing\nfor n in (2, 3):\n    thing.seed(n)",
        ),
        (
            "class K:\n    @staticmethod\n    def f(): return 1\nthing = [vars(K)['f']]\nK = None",
            "class K:\n    @staticmethod\n    def f(): return 2\nthing = [vars(K)['f']]\nK = None",
        ),
        (
            "import functools\nclass thing: pass\nthing.f = functools.cache(lambda self: 1)",
            "import functools\nclass thing: pass\nthing.f = functools.cache(lambda self: 2)",
        ),
        ("thing = {1, 2}", "thing = frozenset({1, 2})"),
        ("thing = 'a'", "thing = b'a'"),
        ("thing = '->extract'", "thing = '=extract'"),
        (
            "def _one(x): return 1\ndef _two(x): return 2\nthing = [_one, _two]",
            "def _one(x): return 1\ndef _two(x): return 2\nthing = [_two, _one]",
        ),
        (
            f"{DISPATCHED}def _(x: int): return 2",
            f"{DISPATCHED}def _(x: int): return 3",
        ),
        (
            "from contextlib import contextmanager\n@contextmanager\ndef thing(): yield 1",
            "from contextlib import contextmanager\n@contextmanager\ndef thing(): yield 2",
        ),
        ("def thing(): return 1\nthing.weight = 1", "def thing(): return 1\nthing.weight = 2"),
        ("class Row:\n    x = 1\nthing = dict[str, Row]", "class Row:\n    x = 2\nthing = dict[str, Row]"),
        (
            "class M(type):\n    x = 1\nclass thing(metaclass=M):\n    pass",
            "class M(type):\n    x = 2\nclass thing(metaclass=M):\n    pass",
        ),
        (
            "LIMIT = 1\nclass thing:\n    x = [n for n in range(LIMIT)]",
            "LIMIT = 2\nclass thing:\n    x = [n for n in range(LIMIT)]",
        ),
        (
            "LIMIT = 1\nclass thing:\n    def f(self): return [LIMIT for _ in 'a']",
            "LIMIT = 2\nclass thing:\n    def f(self): return [LIMIT for _ in 'a']",
        ),
        (
            "class A:\n    def f(self): return 1\nclass thing:\n    f = A.f",
            "class A:\n    def f(self): return 2\nclass thing:\n    f = A.f",
        ),
        (
            "def make(k):\n    class T:\n        def f(self): return k\n    return T\nthing = make(1)",
            "def make(k):\n    class T:\n        def f(self): return k\n    return T\nthing = make(2)",
        ),
        (
            "if 1:\n    def thing(): return 1\nelse:\n    def thing(): return 2",
            "if 0:\n    def thing(): return 1\nelse:\n    def thing(): return 2",
        ),
        (
            "try:\n    import no_such_module as thing\nexcept ImportError:\n    import json as thing",
            "try:\n    import math as thing\nexcept ImportError:\n    import json as thing",
        ),
    ],
)
def test_a_change_of_what_a_name_stands_for_changes_the_digest(one: str, other: str, tmp_path: Path) -> None:
    codes = [digest_of(tmp_path, f"{above}\ndef extract():\n    return thing\n") for above in (one, other)]
    assert codes[0].digest != codes[1].digest
    assert codes[0].unknown == codes[1].unknown == ()


def test_two_functions_that_call_each_other_have_two_digests(tmp_path: Path) -> None:
    with imported(tmp_path, FILES) as module:
        reader = CodeReader(Path(str(module.__file__)).parent)
        even, odd = reader.digest(module.even), reader.digest(module.odd)
    assert set(even.pieces) == set(odd.pieces) == {"even", "odd"}
    assert even.digest != odd.digest
    assert even.pieces != odd.pieces


def test_two_names_that_swap_their_meaning_change_the_digest(tmp_path: Path) -> None:
    helpers = {"one.py": "def f(): return 1\n", "two.py": "def f(): return 2\n"}
    body = "def extract():\n    return a.f() - b.f()\n"
    codes = [
        digest_of(tmp_path, {**helpers, "pipeline.py": f"import {one} as a, {two} as b\n{body}"})
        for one, two in (("one", "two"), ("two", "one"))
    ]
    assert set(codes[0].pieces) == set(codes[1].pieces)
    assert codes[0].digest != codes[1].digest


def test_a_loaded_module_that_is_imported_inside_counts_by_what_is_used_of_it(tmp_path: Path) -> None:
    pipeline = """
        import helpers as _loaded, deep.lazy as _too
        def extract(x):
            import helpers as tools
            import deep.lazy
            from helpers import clean
            def inner():
                return tools.power(x)
            return inner() + clean(x) + deep.lazy.used(x)
    """
    code = digest_of(tmp_path, {**FILES, "pipeline.py": textwrap.dedent(pipeline)})
    assert set(code.pieces) == {
        *(
            "extract",
            "helpers.clean",
            "helpers.power",
            "helpers._power",
            "helpers._EXPONENT",
            "deep.lazy.used",
        )
    }


def test_a_module_that_is_used_as_a_value_counts_with_all_its_names(tmp_path: Path) -> None:
    pipeline = "import helpers\ndef extract(name):\n    return getattr(helpers, name)\n"
    codes = [
        digest_of(tmp_path, {**FILES, **change, "pipeline.py": pipeline})
        for change in ({}, {"helpers.py": HELPERS.replace("x + 99", "x + 98")})
    ]
    assert codes[0].pieces["helpers.unused"] != codes[1].pieces["helpers.unused"]


def test_a_relative_import_inside_a_function_is_followed(tmp_path: Path) -> None:
    def code(number: int) -> CodeDigest:
        files = {
            "pack/__init__.py": "",
            "pack/flow.py": "def extract():\n    from . import parts as p\n    return p.f()\n",
            "pack/parts.py": "def f():\n    from .more import g\n    return g()\n",
            "pack/more.py": f"def g():\n    return {number}\n",
        }
        with imported(tmp_path, files, "pack.flow") as module:
            return CodeReader(Path(str(module.__file__)).parents[1]).digest(module.extract)

    assert code(1).digest == code(1).digest != code(2).digest


@pytest.mark.parametrize(
    ("pipeline", "path"),
    [
        ("import pack\ndef extract():\n    return pack.lazy\n", "pack/__init__.py"),
        ("import pack\ndef extract():\n    from pack import lazy\n    return lazy\n", "pack/__init__.py"),
        ("import pack.deep\ndef extract():\n    import pack.deep as d\n    return d.f()\n", "pack/deep.py"),
        (
            "import pack.deep\ndef extract():\n    import pack.deep\n    return pack.deep.f()\n",
            "pack/deep.py",
        ),
        ("import pack\ndef extract():\n    from pack.deep import f\n    return f()\n", "pack/deep.py"),
    ],
    ids=["attribute made on demand", "name made on demand", "renamed", "dotted", "not loaded"],
)
def test_a_change_in_a_package_is_seen_through_every_way_to_import_it(pipeline: str, path: str, tmp_path: Path) -> None:
    files = {
        "pack/__init__.py": "def __getattr__(name):\n    return 1\n",
        "pack/deep.py": "def f():\n    return 1\n",
        "pipeline.py": pipeline,
    }
    before = digest_of(tmp_path, files)
    after = digest_of(tmp_path, {**files, path: files[path].replace("1", "2")})
    assert before.digest != after.digest
    assert before.unknown == after.unknown == ()


@pytest.mark.parametrize("body", ["return eval(x)", "return importlib.import_module(x)"])
def test_a_file_that_is_imported_later_and_runs_what_a_text_says_is_unknown(body: str, tmp_path: Path) -> None:
    lazy = f"import importlib\ndef used(x):\n    {body}\n"
    code = digest_of(tmp_path, {**FILES, "deep/lazy.py": lazy})
    assert code.unknown == (f"deep.lazy.{'eval' if 'eval' in body else 'importlib'}",)


def test_a_module_that_is_imported_later_and_has_no_source_is_unknown(tmp_path: Path) -> None:
    (tmp_path / "compiled").mkdir()
    py_compile.compile(__file__, str(tmp_path / "compiled" / "later.pyc"))
    above = f"import sys\nsys.path.append({str(tmp_path)!r})\n"
    pipeline = f"{above}def extract():\n    import compiled.later\n"
    with imported(tmp_path, {"pipeline.py": pipeline}) as module:
        code = CodeReader(tmp_path).digest(module.extract)
    sys.path.remove(str(tmp_path))
    assert code.unknown == ("compiled.later",)


def test_the_place_of_the_file_counts_and_the_place_of_the_project_does_not(tmp_path: Path) -> None:
    source = "def extract():\n    return __file__\n"
    one, other = (digest_of(tmp_path, {"pipeline.py": source}) for _ in range(2))
    assert one == other
    with imported(tmp_path, {"deep/flow.py": source}, "deep.flow") as module:
        assert CodeReader(Path(str(module.__file__)).parents[1]).digest(module.extract).digest != one.digest


def test_code_outside_the_project_counts_by_name_only(tmp_path: Path) -> None:
    for outside in ("lib/site-packages/helpers.py", ".venv/helpers.py", ".fairlead/helpers.py"):
        folder = str(Path(outside).parent)
        text = "import helpers\nfrom helpers import clean\ndef extract(x):\n    return clean(helpers.power(x))\n"
        codes = []
        for number in (1, 2):
            files = {"pipeline.py": text, outside: f"def clean(x): return {number}\ndef power(x): return x\n"}
            root = tmp_path / f"project{next(_folder_number)}"
            # The library's folder is on the path as an environment would put it there.
            with imported(
                root,
                {
                    "start.py": f"import sys\nsys.path.append(__file__.replace('start.py', {folder!r}))\n",
                    **files,
                },
                "start",
            ):
                module = importlib.import_module("pipeline")
                codes.append(CodeReader(Path(str(module.__file__)).parent).digest(module.extract))
            del sys.path[-1]
        assert codes[0] == codes[1]
        assert set(codes[0].pieces) == {"extract"}


def test_a_file_edited_after_its_import_does_not_lend_its_digest_to_the_code_in_memory(
    tmp_path: Path,
) -> None:
    old, new = (f"def helper():\n    return {n}\ndef extract():\n    return helper()\n" for n in (1, 2))
    with imported(tmp_path, {"pipeline.py": old}) as module:
        Path(str(module.__file__)).write_text(new)
        code = CodeReader(Path(str(module.__file__)).parent).digest(module.extract)
    assert code.digest not in (digest_of(tmp_path, old).digest, digest_of(tmp_path, new).digest)
    assert set(code.pieces) == {"extract", "helper (bytecode)"}


def test_a_class_edited_after_its_import_counts_as_it_is_in_memory(tmp_path: Path) -> None:
    old, new = (f"class K:\n    def f(self):\n        return {n}\ndef extract():\n    return K().f()\n" for n in (1, 2))
    digests = []
    for imported_text, text_now in ((old, new), (new, old), (old, old)):
        with imported(tmp_path, {"pipeline.py": imported_text}) as module:
            Path(str(module.__file__)).write_text(text_now)
            digests.append(CodeReader(Path(str(module.__file__)).parent).digest(module.extract).digest)
    assert len({*digests, digest_of(tmp_path, new).digest}) == 4


@pytest.mark.parametrize("now", ["", "def extract(:", None])
def test_a_file_that_is_gone_or_broken_leaves_the_code_in_memory(now: str | None, tmp_path: Path) -> None:
    with imported(tmp_path, {"pipeline.py": "K = 1\ndef extract():\n    return K\n"}) as module:
        file = Path(str(module.__file__))
        file.unlink() if now is None else file.write_text(now)
        code = CodeReader(file.parent).digest(module.extract)
    assert set(code.pieces) == {"K", "extract (bytecode)"}
    assert not code.unknown


def test_a_notebook_cell_is_read_by_its_source() -> None:
    def cell(source: str, number: int) -> CodeDigest:
        filename = f"<cell {number}>"
        linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
        space: dict[str, Any] = {"__name__": "__main__"}
        exec(compile(source, filename, "exec", dont_inherit=True), space)
        return CodeReader(Path.cwd()).digest(space["extract"])

    plain = cell("K = 1\ndef extract(x):\n    return x + K\n", 1)
    assert set(plain.pieces) == {"K", "extract"}
    assert cell("K = 1\n\ndef extract(x):\n    'Add.'\n    return x + K  # sum\n", 2) == plain
    assert cell("K = 1\ndef extract(x):\n    return x - K\n", 3).digest != plain.digest


def test_a_dataclass_in_a_notebook_is_no_live_object() -> None:
    def cell(source: str) -> CodeDigest:
        space: dict[str, Any] = {"__name__": "__main__"}
        exec(compile(source, "<no cell>", "exec", dont_inherit=True), space)
        return CodeReader(Path.cwd()).digest(space["extract"])

    source = """
from dataclasses import dataclass, field
@dataclass
class Row:
    price: float = 1.5
    tags: list = field(default_factory=list)
    def taxed(self):
        return self.price * 1.2
def extract():
    return Row(2.0).taxed()
"""
    plain = cell(source)
    assert not plain.unknown
    assert cell(source) == plain
    assert cell(source.replace("1.2", "1.3")).digest != plain.digest
    assert cell(source.replace("1.5", "1.6")).digest != plain.digest


def test_a_class_of_a_notebook_is_followed_where_its_methods_lead_to_its_names() -> None:
    def cell(source: str) -> CodeDigest:
        space: dict[str, Any] = {"__name__": "a notebook that is no module"}
        exec(compile(source, "<no cell>", "exec", dont_inherit=True), space)
        return CodeReader(Path.cwd()).digest(space["K"])

    one, other = (cell(f"LIMIT = {n}\nclass K:\n    def f(self):\n        return LIMIT\n") for n in (1, 2))
    assert one.digest != other.digest
    assert one.unknown == other.unknown == ()
    assert cell("class K:\n    x = 1\n").unknown == ("K",)


def test_a_set_of_nameless_functions_has_one_digest_in_every_load(tmp_path: Path) -> None:
    lambdas = ",\n".join(f"lambda x: x + {n}" for n in range(30))
    source = f"thing = {{{lambdas}}}\ndef extract():\n    return thing\n"
    assert len({digest_of(tmp_path, source).digest for _ in range(4)}) == 1


def test_code_without_source_is_digested_by_its_bytecode() -> None:
    def code(source: str) -> CodeDigest:
        space: dict[str, Any] = {"__name__": "__main__"}
        exec(compile(source, "<nowhere>", "exec", dont_inherit=True), space)
        return CodeReader(Path.cwd()).digest(space["extract"])

    plain = code("def extract(x):\n    return [x + n for n in (1, 2)]\n")
    assert set(plain.pieces) == {"extract (bytecode)"}
    assert code("\n\ndef extract(x):\n    'Add.'\n\n    return [x + n for n in (1, 2)]  # sum\n") == plain
    assert code("def extract(x):\n    return [x + n for n in (1, 3)]\n").digest != plain.digest
    assert code("def extract(x):\n    return [x - n for n in (1, 2)]\n").digest != plain.digest
    assert code("def extract(x, y=1):\n    return [x + n for n in (1, 2)]\n").digest != plain.digest
    one, other = (code(f"def extract(x):\n    return x in {{'a', '{last}'}}\n") for last in "bc")
    assert one.digest != other.digest
    assert code("def extract(x: int):\n    return [x + n for n in (1, 2)]\n").digest != plain.digest
    assert code("def extract(x):\n    global x_seen\n    x_seen = x\n    return x_seen\n").unknown == ("x_seen",)


TASKS = """
    class Handle:
        __fairlead_task__ = True
        def __init__(self, function):
            self.function = function
    def extract():
        return 1
    def load():
        return extract
    plain = extract
    extract = Handle(extract)
"""


def test_a_name_that_was_rebound_to_a_task_stands_for_its_function(tmp_path: Path) -> None:
    with imported(tmp_path, {"pipeline.py": textwrap.dedent(TASKS)}) as module:
        reader = CodeReader(Path(str(module.__file__)).parent)
        load = reader.digest(module.load)
        task, function = reader.digest(module.extract), reader.digest(module.plain)
    assert set(load.pieces) == {"load", "extract"}
    assert task == function
    assert not load.unknown
    changed = digest_of(tmp_path, TASKS.replace("return 1", "return 2"), "load")
    assert changed.pieces["extract"] != load.pieces["extract"]


def test_anything_callable_can_be_digested(tmp_path: Path) -> None:
    source = """
        import functools
        class Scale:
            def __init__(self, factor):
                self.factor = factor
            def __call__(self, x):
                return x * self.factor
            def twice(self, x):
                return 2 * x * self.factor
            @classmethod
            def make(cls):
                return cls(1)
            @staticmethod
            def fixed(x):
                return x
        double, triple = Scale(2), Scale(3)
        bound, other_bound = double.twice, triple.twice
        made, fixed = Scale.make, Scale.fixed
        short, long = functools.partial(divmod, 1), functools.partial(divmod, 2)
        small = lambda x: x
        @functools.cache
        def cached():
            return 1
    """
    names = (
        "Scale",
        "double",
        "triple",
        "bound",
        "other_bound",
        "made",
        "fixed",
        "short",
        "long",
        "small",
        "cached",
    )
    codes = [digest_of(tmp_path, source, name) for name in names]
    assert len({code.digest for code in codes}) == len(names)
    assert not any(code.unknown for code in codes)
    assert all(code.pieces for code in codes)
    assert codes == [digest_of(tmp_path, source, name) for name in names]


def test_the_location_of_anything_callable_is_that_of_its_function(tmp_path: Path) -> None:
    source = """
        class Scale:
            def __call__(self, x):
                return x
            @classmethod
            def make(cls):
                return cls()
    """ + textwrap.dedent(TASKS).replace("\n", "\n        ")
    with imported(tmp_path, {"pipeline.py": textwrap.dedent(source)}) as module:
        reader = CodeReader(Path(str(module.__file__)).parent)
        location = {name: reader.location(getattr(module, name)) for name in ("extract", "plain")}
        assert location["extract"] == location["plain"]
        assert reader.location(module.Scale()) == ("pipeline.py", 3)
        assert reader.location(module.Scale.make) == ("pipeline.py", 5)


def test_the_location_is_where_the_function_itself_is_written(tmp_path: Path) -> None:
    line = PIPELINE.splitlines().index
    with imported(tmp_path, FILES) as module:
        reader = CodeReader(Path(str(module.__file__)).parent)
        area = importlib.import_module("shapes.round").area
        found = {
            "extract": reader.location(module.extract),
            "fetch": reader.location(module.fetch),
            "cached": reader.location(module.cached),
            "third": reader.location(module.third),
            "area": reader.location(area),
            "library": reader.location(textwrap.dedent),
        }
    assert found["extract"] == (
        "pipeline.py",
        line('def extract(x, start=0, *, label="a", kind: int = 3) -> float:') + 1,
    )
    assert found["fetch"] == ("pipeline.py", line("@retry(times=3)") + 1)
    assert found["cached"] == ("pipeline.py", line("@functools.lru_cache(maxsize=10)") + 1)
    assert found["third"] == ("helpers.py", HELPERS.splitlines().index("def power(x, exponent=None):") + 1)
    assert found["area"] == ("shapes/round.py", 3)
    assert found["library"] == (textwrap.__file__, textwrap.dedent.__code__.co_firstlineno)


def test_a_sum_of_two_thousand_terms_is_no_problem(tmp_path: Path) -> None:
    codes = []
    for number in (2000, 2001):
        text = f"def extract(x):\n    return {' + '.join(['x'] * number)}\n"
        # Not as "pipeline": pytest rewrites the asserts of a module of that name, which the example has, and that is
        # no work for so deep a tree.
        with imported(tmp_path, {"steps.py": text}, "steps") as module:
            codes.append(CodeReader(Path(str(module.__file__)).parent).digest(module.extract))
    assert codes[0].digest != codes[1].digest


def test_a_chain_of_a_thousand_helpers_is_followed_to_its_end(tmp_path: Path) -> None:
    chain = "\n".join(f"def f{n}(): return f{n + 1}()" for n in range(1000)) + "\n"
    codes = [digest_of(tmp_path, f"{chain}def f1000(): return {n}\n", "f0") for n in (1, 2)]
    assert codes[0].pieces["f1000"] != codes[1].pieces["f1000"]
    assert len(codes[0].pieces) == 1001


def test_reading_code_loads_no_table_library() -> None:
    heavy = {"fsspec", "numpy", "pandas", "polars", "sklearn", "sqlalchemy"}
    script = f"import sys, fairlead.code; print(*sorted({heavy} & set(sys.modules)))"
    assert run_python(Path.cwd(), "-c", script).strip() == ""
