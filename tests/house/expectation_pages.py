"""Write the pages of the documentation about expectations, from the expectations themselves.

python tests/house/expectation_pages.py
"""

import contextlib
import io
import textwrap
from collections.abc import Mapping
from importlib import import_module
from typing import Any

from pages import DOCS

from fairlead.data import Suite
from fairlead.data.files.suite_file import suite_text
from fairlead.data.kind import REQUIRED, Kind, load_kinds

FOLDER = DOCS / "expectations"
TITLES = {
    "missing": "Missing values",
    "bounds": "Values between bounds",
    "membership": "Sets, and other tables",
    "uniqueness": "Repetition",
    "lengths": "Length of text",
    "patterns": "Regular expressions",
    "likes": "Patterns of SQL's LIKE",
    "formats": "Formats",
    "types": "Types",
    "order": "Order of rows",
    "spread": "Outliers",
    "pairs": "Two columns",
    "records": "Several columns of a row",
    "statistics": "Statistics of a column",
    "quantiles": "Quantiles",
    "counts": "Counts of different and missing values",
    "distinct": "The set of different values",
    "divergence": "Distributions",
    "kolmogorov": "Distributions, by Kolmogorov and Smirnov",
    "association": "Association of two columns",
    "freshness": "Freshness",
    "rows": "Number of rows",
    "columns": "Names and number of columns",
}
"""A heading for each module of `fairlead.data.expectations`, in the order of the list."""
WIDTH = 120


def shipped() -> list[Kind]:
    """List the expectations that come with Fairlead."""
    return [kind for kind in load_kinds().values() if not kind.is_custom]


def family_of(kind: Kind) -> str:
    """Name the module that an expectation is written in."""
    modules = {name: import_module(f"fairlead.data.expectations.{name}") for name in TITLES}
    return next(name for name, module in modules.items() if any(one is kind for one in vars(module).values()))


def written_index() -> str:
    """Return the page that lists all expectations."""
    lines = [
        "# Expectations",
        "",
        f"There are {len(shipped())}. Each has a short name, which is a name of `fairlead.data`, and, where Great "
        "Expectations has",
        "the same, its name there; both can be used in suite files. "
        "[Add one](../how-to/add-an-expectation.md) of your own.",
        "",
    ]
    for family, title in TITLES.items():
        lines += [f"## {title}", "", "| | |", "|---|---|"]
        lines += [
            f"| [`{kind.alias}`]({kind.alias}.md) | {first_line(kind)} |"
            for kind in shipped()
            if family_of(kind) == family
        ]
        lines.append("")
    return "\n".join(lines).rstrip("\n") + "\n"


def written(kind: Kind) -> str:
    """Return the page of an expectation; its example is run for it."""
    example = kind.example
    assert example is not None
    line = kind(**example.kwargs)
    code = program(kind, example.table, example.kwargs)
    toml = suite_text(Suite("example", [line])).split("\n\n", 1)[1]
    parts = [
        f"# {kind.alias}",
        f"`{kind.name}`",
        *doc_of(kind),
        "## Arguments",
        arguments(kind),
        "All expectations also take [the same options](../reference/suites.md#options-of-every-expectation)"
        + (
            f"; `on_row` is `{kind.default_on_row!r}` here unless it is given."
            if kind.default_on_row != "quarantine"
            else "."
        ),
        "## Example",
        f"```python\n{code}```",
        f"```text\n{printed(code)}```",
        "In a suite file:",
        f"```toml\n{toml}```",
    ]
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def doc_of(kind: Kind) -> list[str]:
    """Return the paragraphs of the manual, their lines as in the source, single backquotes as in Markdown."""
    return [kind.doc.replace("``", "`")]


def first_line(kind: Kind) -> str:
    """Return the first sentence of the manual."""
    return " ".join(kind.doc.split("\n\n")[0].split()).replace("``", "`").replace("|", "\\|")


def arguments(kind: Kind) -> str:
    """Return the table of arguments."""
    rows = ["| argument | type | default | |", "|---|---|---|---|"]
    for one in kind.parameters:
        default = "" if one.default is REQUIRED else f"`{one.default!r}`"
        rows.append(f"| `{one.name}` | {one.type} | {default} | {one.help} |")
    return "\n".join(rows)


def program(kind: Kind, table: Mapping[str, Any], kwargs: Mapping[str, Any]) -> str:
    """Return a program that runs the example and prints what it found."""
    given = ", ".join(f"{name}={value!r}" for name, value in kwargs.items())
    columns = ", ".join(f"{name!r}: {list(values)!r}" for name, values in table.items())
    body = f"table = pl.DataFrame({{{columns}}})\nresult = Suite('example', [{kind.alias}({given})]).run(table)\n"
    modules = [f"import {name}\n" for name in ("datetime", "decimal") if f"{name}." in body]
    if "Decimal(" in body:
        modules.append("from decimal import Decimal\n")
    text = (
        "".join(modules)
        + f"import polars as pl\n\nfrom fairlead.data import Suite, {kind.alias}\n\n{body}{PRINT[kind.way]}"
    )
    return formatted(text)


PRINT = {
    "rows": "found = result.results[0]\nprint(found.success, found.unexpected, found.values, found.index)\n",
    "measure": "found = result.results[0]\nprint(found.success, found.observed_value)\n",
    "schema": "found = result.results[0]\nprint(found.success, found.observed_value)\n",
}


def formatted(code: str) -> str:
    """Return the program as ruff formats it."""
    import subprocess
    import sys

    command = [sys.executable, "-m", "ruff", "format", "--line-length", str(WIDTH), "-"]
    return subprocess.run(command, input=code, capture_output=True, text=True, check=True).stdout


def printed(code: str) -> str:
    """Run a program and return what it prints."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(code, "example", "exec"), {})
    return "\n".join(textwrap.wrap(out.getvalue().strip(), 120, subsequent_indent="  ", break_long_words=False)) + "\n"


def pages() -> dict[str, str]:
    """Return every page as it should be, by its file name."""
    return {"index.md": written_index(), **{f"{kind.alias}.md": written(kind) for kind in shipped()}}


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    wanted = pages()
    for stale in {path.name for path in FOLDER.glob("*.md")} - wanted.keys():
        (FOLDER / stale).unlink()
    for name, text in wanted.items():
        (FOLDER / name).write_text(text)
