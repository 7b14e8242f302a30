"""Damage notebooks in many ways and check each: nothing may crash, and nothing may take long.

    python tests/notebook/fuzz.py --count 10000

prints each mutant that broke the checker; the same seed makes the same mutants.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

from fairlead.notebook.check import check_notebook
from fairlead.notebook.read import notebook_of

HERE = Path(__file__).parent
TOKENS = [
    *(
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ":",
        "=",
        "==",
        ",",
        ".",
        '"',
        "'",
        '"""',
        "\\",
        "#",
        "%",
        "!",
        "?",
        "@",
        "->",
        "*",
    ),
    *(
        "lambda x:",
        "def f():",
        "class A:",
        "for i in x:",
        "if x:",
        "else:",
        "try:",
        "await ",
        "return ",
        "yield ",
        "del x",
    ),
    *(
        "global df",
        "import ",
        "from x import *",
        "with a as b:",
        "match x:\n    case y:",
        "\n",
        "\n    ",
        "\t",
        "\f",
        "\0",
    ),
    *(
        "print x",
        "exec 'x'",
        "0777",
        "1" * 5000,
        "1e999",
        "µ",
        "ﬁt",
        "\u2028",
        "\ud800",
        "x := 1",
        "f'{x!r:{y}}'",
        "b'\\xff'",
    ),
]
CELLS = [
    "a = [a]\na.append(a)\nb = {'a': a}\na[0] = b\nfor a in a:\n    b = a = b",
    "def f(n):\n    return g(n)\ndef g(n):\n    return f(n)\nf(g)",
    "class A(A):\n    A = A()\n    def A(self):\n        return A(A)\nA.A.A = A",
    "x = x = x = x\nx, *x = x\nx[x] = x\ndel x, x\nx += x",
    "df = df[df[df]][df]\ndf.loc[df, df] = df\ndf = df.merge(df).join(df)",
    "from sklearn.pipeline import Pipeline\np = Pipeline([])\np.steps.append(p)\np = Pipeline([('q', p)])\np.fit(p, p)",
    "%%bash\nls",
    "%%capture out\nprint(1)",
    "%time x = 1",
    "x = !ls *.csv",
    "df?",
    "%run nothing.py",
    "!pip install x",
    "print 'hello %s' % name",
    "try:\n    pass\nexcept Exception, e:\n    raise e, None",
    "print >>f, x",
    "变量 = 1\nπ = 变量",
    "async def f():\n    async for x in y:\n        yield x\nawait f()",
    "return 3",
    "yield x",
    "match p:\n    case {'a': [x, *rest], **kw} if x:\n        y = x\n    case A(b=c) | c:\n        pass",
    "try:\n    x = 1\nexcept* ValueError as e:\n    x = e",
    "# fairlead: ignore[",
    "# fairlead: ignore[no-such] x\n# fairlead: ignore-cell",
    "f = lambda f=f: f(f)\nf = f(f)",
    "model.fit(model, model).fit(model).score(model)\nmodel = model.fit",
    "exec(x)\nglobals()[y] = 1",
]


def deep(chooser: random.Random) -> str:
    """Return code that is nested deeply."""
    n = chooser.choice([30, 90, 150, 400, 3000])
    return chooser.choice(
        [
            "(" * n + "1" + ")" * n,
            "x = " + "-" * n + "1",
            "x" + ".a" * n,
            "x" + "[0]" * n,
            "x = " + "+".join(["df"] * n),
            "x = f" + "(f" * n + ")" * n,
            "x = " + "[" * n + "]" * n,
            "x" + ".f()" * n,
            "\n".join("    " * i + "if x:" for i in range(min(n, 99))) + "\n" + "    " * min(n, 99) + "pass",
            "if a: pass\n" + "elif b: pass\n" * n,
            "x = " + "lambda: " * n + "1",
            "x = " + "a if b else " * n + "c",
            "not " * n + "x",
            "x = " + " and ".join(["a", "b"] * n),
            "\n".join(f"x{i} = x{i - 1}" for i in range(n)),
            "\n".join("    " * i + f"def f{i}():" for i in range(min(n, 90))) + "\n" + "    " * min(n, 90) + "return x",
        ]
    )


def changed_code(code: str, chooser: random.Random) -> str:
    """Return code with one to four small damages."""
    for _ in range(chooser.randint(1, 4)):
        lines = code.split("\n")
        at = chooser.randrange(len(lines))
        what = chooser.randrange(8)
        if what == 0:
            del lines[at]
        elif what == 1:
            lines.insert(at, chooser.choice(lines))
        elif what == 2:
            lines[at] = lines[at][: chooser.randint(0, len(lines[at]))]
        elif what == 3:
            words = lines[at].split(" ")
            chooser.shuffle(words)
            lines[at] = " ".join(words)
        elif what == 4:
            place = chooser.randint(0, len(lines[at]))
            lines[at] = lines[at][:place] + chooser.choice(TOKENS) + lines[at][place:]
        elif what == 5:
            lines.insert(at, chooser.choice(CELLS))
        elif what == 6:
            lines[at] = chooser.choice(["", "    ", "\t"]) + lines[at].strip()
        else:
            one, other = chooser.choice(lines).split(" ")[0], chooser.choice(lines).split(" ")[-1]
            if one and other:
                code = code.replace(one, other)
                continue
        code = "\n".join(lines)
    return code


def as_ipynb(code: str, chooser: random.Random) -> object:
    """Return code as the content of an .ipynb with counts and outputs that make no sense."""
    cells: list[object] = []
    for source in code.split("# %%"):
        count = chooser.choice([None, chooser.randint(0, 99), "7", -1, 1.5, True, [1]])
        output = chooser.choice(
            [
                {"output_type": "stream", "name": "stdout", "text": ["a\n", "b"]},
                {
                    "output_type": "error",
                    "ename": "KeyError",
                    "evalue": "'x'",
                    "traceback": ["----> 99 x", "\x1b[31mE"],
                },
                {"output_type": "execute_result", "data": {"text/plain": "0.95"}},
                {"output_type": "pyout", "text": 3},
                {"output_type": None},
                None,
                [],
            ]
        )
        cells.append(
            {
                "cell_type": chooser.choice(["code", "code", "code", "markdown", "heading", "raw", "odd", None]),
                chooser.choice(["source", "source", "input", "sauce"]): chooser.choice(
                    [source, source.splitlines(True), None]
                ),
                "execution_count": count,
                "outputs": chooser.choice([[output], [output, output], output, None]),
                "metadata": chooser.choice([{}, {"tags": ["fairlead-ignore", 3]}, None, [], {"tags": "x"}]),
            }
        )
    if chooser.random() < 0.2:
        cells.append(chooser.choice([None, 3, "x", [], {"cell_type": "code", "source": deep(chooser)}]))
    key = chooser.choice(["cells", "cells", "cells", "worksheets"])
    metadata = chooser.choice([{}, {"kernelspec": {"language": "R"}}, {"language_info": {"name": "python"}}, None, [1]])
    return {key: cells if key == "cells" else [{"cells": cells}], "metadata": metadata, "nbformat": 4}


def damaged_text(text: str, chooser: random.Random) -> str | bytes:
    """Return text with a piece cut out, doubled or overwritten; sometimes as bytes of another encoding."""
    start = chooser.randrange(len(text) + 1)
    end = min(len(text), start + chooser.randint(0, 40))
    middle = chooser.choice(["", text[start:end] * 2, chooser.choice(TOKENS), "\\u0000", "null", "<<<<<<< HEAD\n"])
    damaged = text[:start] + middle + text[end:]
    encoding = chooser.choice(["", "", "utf-8", "latin-1", "utf-16", "utf-8-sig"])
    return damaged.encode(encoding, "replace") if encoding else damaged


def mutant(sources: list[str], chooser: random.Random) -> tuple[str | bytes, str]:
    """Return the content and the name of one damaged notebook."""
    code = chooser.choice(sources)
    if chooser.random() < 0.25:
        parts = code.split("# %%")
        chooser.shuffle(parts)
        code = "# %%".join(parts + [chooser.choice(parts)])
    if chooser.random() < 0.85:
        code = changed_code(code, chooser)
    if chooser.random() < 0.1:
        code += "\n# %%\n" + deep(chooser)
    if chooser.random() < 0.4:
        text = json.dumps(as_ipynb(code, chooser))
        return (damaged_text(text, chooser) if chooser.random() < 0.3 else text), "mutant.ipynb"
    return (damaged_text(code, chooser) if chooser.random() < 0.2 else code), "mutant.py"


def sources() -> list[str]:
    """Return the notebooks that are damaged: the whole corpus."""
    files = sorted([*HERE.glob("corpus/*/*.py"), *HERE.glob("labelled/scripts/*.py")])
    return [file.read_text() for file in files] + CELLS


def broken(count: int, seed: int) -> Iterator[tuple[int, str | bytes, str]]:
    """Yield the mutants that crash the checker, make a rule fail, or take longer than two seconds of CPU."""
    material = sources()
    for number in range(count):
        chooser = random.Random(f"{seed}-{number}")
        content, name = mutant(material, chooser)
        begin = time.process_time()
        try:
            findings = check_notebook(notebook_of(content, name), select=["all"], confidence="low")
        except Exception:
            yield number, content, traceback.format_exc()
            continue
        took = time.process_time() - begin
        failed = [finding for finding in findings if finding.code == "rule-failed"]
        if failed:
            yield number, content, "".join(finding.evidence["traceback"] for finding in failed)
        elif took > 2:
            yield number, content, f"took {took:.1f} s"


def main(arguments: list[str], say: Callable[[str], object] = print) -> int:
    """Check `--count` mutants and say which of them broke the checker."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path, help="a folder for the mutants that broke it")
    given = parser.parse_args(arguments)
    found = 0
    for number, content, story in broken(given.count, given.seed):
        found += 1
        say(f"--- mutant {number}\n{story}")
        if given.keep:
            given.keep.mkdir(parents=True, exist_ok=True)
            data = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
            (given.keep / f"mutant_{number}").write_bytes(data)
    say(f"{given.count} mutants, {found} of them broke the checker.")
    return int(found > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
