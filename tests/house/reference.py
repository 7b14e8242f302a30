"""Write the part of docs/reference/cli.md that the program itself knows: its commands and their options.

python tests/house/reference.py
"""

from collections.abc import Iterator
from typing import Any

import typer.main
from pages import DOCS

from fairlead.cli import app

PAGE = DOCS / "reference" / "cli.md"
MARK = "<!-- What follows is written by tests/house/reference.py from the program itself. -->\n"


def all_commands(found: Any, name: str = "fairlead") -> Iterator[tuple[str, Any]]:
    """Yield each command for people with the words that call it; a group's own come after it."""
    for word, command in getattr(found, "commands", {}).items():
        if command.hidden:
            continue
        yield f"{name} {word}", command
        yield from all_commands(command, f"{name} {word}")


def options_of(command: Any) -> Iterator[str]:
    """Yield every spelling of every option of a command."""
    for parameter in command.params:
        if parameter.param_type_name == "option":
            yield from (*parameter.opts, *parameter.secondary_opts)


def written() -> str:
    """Return the page as it should be: what a person wrote above the mark, and all commands below."""
    above, _, _ = PAGE.read_text().partition(MARK)
    program: Any = typer.main.get_command(app)
    return above + MARK + "".join(section(name, command) for name, command in all_commands(program))


def section(name: str, command: Any) -> str:
    """Return the section of one command."""
    about = "\n".join(line.strip() for line in (command.help or "").splitlines())
    parts = [f"\n## {name}\n", about]
    rows = [row(parameter) for parameter in command.params if not getattr(parameter, "hidden", False)]
    if rows:
        parts.append("| | |\n|---|---|\n" + "\n".join(rows))
    examples = [line.strip() for line in (command.epilog or "").splitlines() if line.startswith("  ")]
    if examples:
        parts.append("```console\n" + "\n".join(f"$ {line}" for line in examples) + "\n```")
    return "\n\n".join(part.strip("\n") for part in parts).join(["\n", "\n"])


def row(parameter: Any) -> str:
    """Return the line of one argument or option."""
    choices = getattr(parameter.type, "choices", None)
    value = "\\|".join(choices) if choices else parameter.metavar  # a bare | would begin another cell
    if parameter.param_type_name == "argument":
        spelled = f"`{value}`"
    else:
        takes = "" if parameter.is_flag or not value else f" {value}"
        names = sorted((*parameter.opts, *parameter.secondary_opts), key=len, reverse=True)
        spelled = ", ".join(f"`{one}{takes}`" for one in names)
    return f"| {spelled} | {parameter.help}{notes(parameter)} |"


def notes(parameter: Any) -> str:
    """Return what else is to be known: that an option may be repeated, and its default."""
    found = []
    if getattr(parameter, "multiple", False):
        found.append("May be given several times.")
    if parameter.default not in (None, False, ()) and parameter.param_type_name == "option":
        found.append(f"Default: `{parameter.default}`.")
    return " " + " ".join(found) if found else ""


if __name__ == "__main__":
    PAGE.write_text(written())
