"""What a person sees who asks for help, and what that costs."""

import os
import subprocess
import sys
from typing import Any

import pytest
import typer.main

from fairlead import __version__
from fairlead.cli import app
from fairlead.cli.commands import COMMANDS

HEAVY = (
    "pandas",
    "polars",
    "sklearn",
    "numpy",
    "sqlalchemy",
    "fsspec",
    "rich",
    "pydantic",
    "starlette",
    "jinja2",
)


def imported_by(shell: Any, *arguments: str) -> set[str]:
    command = [sys.executable, "-X", "importtime", "-m", "fairlead", *arguments]
    done = subprocess.run(command, cwd=shell.folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    return {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if "import time:" in line}


def test_the_help_lists_every_command_in_the_order_of_a_first_day(shell: Any, golden: Any) -> None:
    golden("help.txt", shell("--help").out)


@pytest.mark.parametrize("words", [(), ("models",)])
def test_no_line_of_a_list_of_commands_is_cut(shell: Any, words: tuple[str, ...]) -> None:
    lines = shell(*words, "--help").out.partition("Commands:\n")[2].partition("\n\n")[0].splitlines()
    assert lines
    assert [line for line in lines if line.endswith("...") or line.count("(") != line.count(")")] == []


def test_without_a_command_the_help_is_shown(shell: Any) -> None:
    assert shell() == shell("--help") == shell("-h")


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_each_command_has_examples_that_parse(name: str) -> None:
    command = typer.main.get_command(app).commands[name]  # type: ignore[attr-defined]
    assert len(command.help.split()) > 4
    lines = [line.strip() for line in command.epilog.splitlines() if line.startswith("  ")]
    assert lines
    for line in lines:
        words = line.split()
        assert words[:2] == ["fairlead", name]
        has_word = hasattr(command, "commands") and words[2:] and not words[2].startswith("-")
        inner = command.commands[words[2]] if has_word else command
        inner.make_context(name, words[3 if inner is not command else 2 :], resilient_parsing=True)


def test_the_help_loads_no_heavy_package_and_no_engine(shell: Any) -> None:
    loaded = imported_by(shell, "--help")
    assert "typer" in loaded
    assert not {name for name in loaded if name.startswith((*HEAVY, "fairlead.project"))}


def test_a_run_without_a_terminal_loads_no_rich(shell: Any) -> None:
    shell("init")
    loaded = imported_by(shell, "run")
    assert "fairlead.project" in loaded
    assert not {name for name in loaded if name.startswith(HEAVY)}


def test_the_version_is_the_packages(shell: Any) -> None:
    assert shell("--version").out == f"fairlead {__version__}\n"


def test_a_shell_completes_commands_and_tasks_of_the_latest_run(finished: Any, shell: Any) -> None:
    there = type(shell)(finished.folder)

    def completed(words: str) -> set[str]:
        return set(
            there(
                _FAIRLEAD_COMPLETE="complete_bash",
                COMP_WORDS=words,
                COMP_CWORD=str(len(words.split(" ")) - 1),
            ).out.split()
        )

    assert completed("fairlead re") == {"replay", "resume"}
    assert completed("fairlead run --from val") == {"validate"}
    assert len(completed("fairlead logs 20")) == 2


def test_completion_says_nothing_where_there_is_no_project(shell: Any) -> None:
    answer = shell(_FAIRLEAD_COMPLETE="complete_bash", COMP_WORDS="fairlead logs x", COMP_CWORD="2")
    assert (answer.out.strip(), answer.err) == ("", "")


def test_the_script_and_the_module_are_the_same_program(shell: Any) -> None:
    script = os.path.join(os.path.dirname(sys.executable), "fairlead")
    if not os.path.exists(script):
        pytest.skip("the package is not installed here")
    assert subprocess.run([script, "--version"], capture_output=True, text=True).stdout == shell("--version").out
