"""The documentation cannot lag behind the code: its examples run, its commands exist."""

import functools
import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main
from pages import DOCS, PAGES, ROOT, blocks

from fairlead.cli import app

RUN, COMPILE = "python", "python {.no-run}"
SHELL_ENDS_A_COMMAND = {"&", "&&", ";", "|", "||", ">", "#"}


def pages_with(*infos: str) -> list[Any]:
    chosen = [page for page in PAGES if any(block.info in infos for block in blocks(page))]
    return [pytest.param(page, id=str(page.relative_to(ROOT))) for page in chosen]


def program_of(page: Path) -> str:
    """Join a page's runnable blocks, each on the lines it has in the page, so that tracebacks name them."""
    lines: list[str] = []
    for block in blocks(page):
        if block.info == RUN:
            lines += [""] * (block.line - 1 - len(lines)) + block.text.splitlines()
    return "\n".join(lines) + "\n"


def command_lines(page: Path, program: str) -> Iterator[list[str]]:
    """Give the words of each `$ program ...` in the page's console blocks, comments and pipes left out."""
    for block in blocks(page):
        if block.info != "console":
            continue
        for line in block.text.replace("\\\n", " ").splitlines():
            if line.startswith(f"$ {program} "):
                yield words_of_one_command(line.removeprefix("$ "))


def words_of_one_command(line: str) -> list[str]:
    lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    words = []
    for word in lexer:
        if word in SHELL_ENDS_A_COMMAND:
            break
        words.append(word)
    return words


@functools.cache
def the_program() -> Any:
    return typer.main.get_command(app)


def unknown_words(words: list[str]) -> list[str]:
    """List the commands and options of a `fairlead` command line that do not exist."""
    command: Any = the_program()
    unknown = []
    for word in words[1:]:
        if word.startswith("-"):
            options = {option for param in command.params for option in (*param.opts, *param.secondary_opts)}
            if word.split("=")[0] not in options | {"--help"}:
                unknown.append(word)
        elif hasattr(command, "commands"):
            if word not in command.commands:
                return [*unknown, word]
            command = command.commands[word]
    return unknown


# The pages of expectations are many and small: test_expectation_pages.py runs them in one process.
IN_ONE_PROCESS = DOCS / "expectations"


@pytest.mark.parametrize("page", [one for one in pages_with(RUN) if one.values[0].parent != IN_ONE_PROCESS])
def test_python_blocks_run_in_order_as_one_program(page: Path, tmp_path: Path) -> None:
    program = tmp_path / "page.py"
    program.write_text(program_of(page))
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run([sys.executable, program], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, f"{page} (line numbers are the page's):\n{done.stderr}"


def test_python_blocks_that_do_not_run_still_compile() -> None:
    for page in PAGES:
        for block in blocks(page):
            if block.info == COMPILE:
                compile("\n" * (block.line - 1) + block.text, page, "exec")


def test_python_blocks_carry_no_other_mark() -> None:
    marked = {
        (page.name, block.info)
        for page in PAGES
        for block in blocks(page)
        if block.info.startswith("python") and block.title is None
    }
    assert {info for _, info in marked} <= {RUN, COMPILE}, marked


def test_toml_blocks_parse() -> None:
    for page in PAGES:
        for block in blocks(page):
            if block.info.startswith("toml"):
                tomllib.loads(block.text)


def test_a_program_keeps_the_line_numbers_of_its_page(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# A\n\n```python\nx = 1\n```\n\n- item:\n\n  ```python\n  print(x)\n  ```\n")
    assert program_of(page).splitlines() == ["", "", "", "x = 1", "", "", "", "", "", "print(x)"]


@pytest.mark.parametrize("page", pages_with("console"))
def test_commands_and_options_in_console_blocks_exist(page: Path) -> None:
    wrong = [
        f"{shlex.join(words)}: {unknown}"
        for words in command_lines(page, "fairlead")
        if (unknown := unknown_words(words))
    ]
    assert not wrong


def test_make_targets_in_console_blocks_exist() -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.M))
    named = {words[1] for page in PAGES for words in command_lines(page, "make")}
    assert {"demo", "test"} <= named <= targets


def test_an_unknown_command_or_option_would_be_noticed() -> None:
    assert unknown_words(["fairlead", "fly"]) == ["fly"]
    assert unknown_words(["fairlead", "run", "--wings=2"]) == ["--wings=2"]


def test_every_decision_is_listed_and_has_the_four_headings() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = (folder / "index.md").read_text()
    records = sorted(page for page in folder.glob("*.md") if page.name != "index.md")
    assert [int(page.name[:4]) for page in records] == list(range(1, len(records) + 1))
    for page in records:
        assert f"({page.name})" in listed
        headings = re.findall(r"^## (.+)$", page.read_text(), re.M)
        assert headings == ["Context", "Decision", "Evidence", "Consequences"], page.name
