"""Play a page of the documentation: write its files, type its commands, and compare what they print.

    python tests/house/play.py docs/tutorial/first-pipeline.md      # fill in what the commands print

A page is played if one of its blocks has a title. Such a block is a file: ``python title="pipeline.py"``. Or
it is a part of one, put into the place of what has that name: ``title="pipeline.py, clean()"`` (a function),
``title="pipeline.py, the DAG"`` (the ``with`` statement). In its ``console`` blocks each ``$ command`` is
typed into a shell in the page's own folder, and the lines below are what it prints; without lines it must
succeed. ``...`` stands for any text, on a line of its own for any lines. Times, ids and sizes differ from run
to run and are not compared, nor is the order of lines: tasks run side by side.
"""

import ast
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pages import Block, blocks

SECONDS = 120
"""So long a command of a page may take on a slow machine."""

FILL_IN = "?"
"""A line that stands for output which is still to be filled in."""

ELLIPSIS = "..."
RUN_ID = re.compile(r"\b\d{8}-\d{6}-([a-z0-9]{6})\b")
DIFFERS = (
    (re.compile(r"; running side by side saved [^;\n]+"), ""),
    (RUN_ID, "RUN"),
    (re.compile(r"\b(?:\d{4}-\d\d-\d\d )?\d\d:\d\d:\d\d\b"), "TIME"),
    (re.compile(r"\b\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)"), "TIME"),
    (re.compile(r"\"seconds\": [\d.]+"), "TIME"),
    (re.compile(r"\b\d+ (?:min \d\d s|h \d\d min)"), "TIME"),
    (re.compile(r"\b\d+(?:\.\d+)? (?:ms|s)\b"), "TIME"),
    (re.compile(r"\b\d+(?:\.\d+)? (?:B|kB|MB)(?=\W|$)"), "SIZE"),
    (re.compile(r"\b[0-9a-f]{12,64}\b"), "DIGEST"),
    (re.compile(r"\b(process|pid) \d+"), r"\1 PID"),
    (re.compile(r"│[^│\n]*│"), "│ │"),
    (re.compile(r"[ \t]+"), " "),
    (re.compile(r"TIME [a-z0-9]{6}(?= )"), "TIME RUN"),
)


@dataclass(frozen=True, slots=True)
class Command:
    """A command of a page, what it is said to print, and the line of the page that it stands on."""

    text: str
    output: list[str]
    line: int


@dataclass(slots=True)
class Stage:
    """Where a page is played: its folder, and the folder that its commands have gone to."""

    folder: Path
    where: Path = field(init=False)

    def __post_init__(self) -> None:
        self.where = self.folder

    def write(self, block: Block) -> None:
        """Write a titled block to its file."""
        assert block.title is not None
        name, _, part = block.title.partition(", ")
        path = self.where / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(with_part(path.read_text(), part, block.text) if part else block.text)

    def type(self, command: str) -> tuple[int, list[str]]:
        """Run a command as a shell would and return its exit code and what it printed."""
        place = self.folder.parent / "place"
        # A shell that ends says where it has gone to; the next command begins there.
        script = f"trap 'pwd > {shlex.quote(str(place))}' EXIT\n{command}"
        done = subprocess.run(
            ["bash", "-c", script],
            cwd=self.where,
            env=environment(self.folder),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=SECONDS,
        )
        self.where = Path(place.read_text().strip())
        return done.returncode, done.stdout.replace(str(self.folder), "/home/you").rstrip("\n").splitlines()


def environment(home: Path) -> dict[str, str]:
    """Return an environment without anybody's own settings, in which `fairlead` and `python` are ours."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("FAIRLEAD_", "PYTEST_"))}
    programs = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    # Python knows a changed source file by its size and its second; a page changes files faster than that.
    return {
        **kept,
        "PATH": programs,
        "HOME": str(home),
        "TZ": "UTC",
        "NO_COLOR": "1",
        "FAIRLEAD_WORKERS": "2",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def is_played(page: Path) -> bool:
    """Tell whether a page's commands are really run."""
    return any(block.title for block in blocks(page))


def play(page: Path, folder: Path) -> Iterator[tuple[Command, int, list[str]]]:
    """Play a page in an empty folder; yield each command with its exit code and what it really printed."""
    home = folder / "you"
    home.mkdir()
    stage = Stage(home)
    for block in blocks(page):
        if block.title:
            stage.write(block)
        elif block.info == "console":
            for command in commands(block):
                yield command, *stage.type(command.text)


def commands(block: Block) -> Iterator[Command]:
    """Split a console block into commands, each with the lines below it."""
    lines = block.text.splitlines()
    n = 0
    while n < len(lines):
        begin = n
        if not lines[n].startswith("$ "):
            raise ValueError(f"line {block.line + n} is no command: {lines[n]}")
        text = [lines[n].removeprefix("$ ")]
        here = re.search(r"<<'(\w+)'", text[0])
        while text[-1].endswith("\\") or (here and text[-1] != here[1]):
            n += 1
            text.append(lines[n])
        n += 1
        output = []
        while n < len(lines) and not lines[n].startswith("$ "):
            output.append(lines[n])
            n += 1
        while output and not output[-1]:
            output.pop()  # an empty line before the next command is only there for the eye
        yield Command("\n".join(text), output, block.line + begin)


def with_part(source: str, part: str, text: str) -> str:
    """Return the source of a file with one function or its DAG exchanged; a new function precedes the DAG.

    >>> with_part("def a(): 1\\n\\n\\nwith DAG('d'): 2\\n", "a()", "def a(): 3\\n")
    "def a(): 3\\n\\n\\nwith DAG('d'): 2\\n"
    """
    tree = ast.parse(source)
    dag = next(node for node in tree.body if isinstance(node, ast.With))
    name = part.removesuffix("()")
    found = next((node for node in tree.body if getattr(node, "name", None) == name), None)
    lines = source.splitlines(keepends=True)
    if part == "the DAG":
        return "".join(lines[: dag.lineno - 1]) + text
    if found is None:
        return "".join(lines[: dag.lineno - 1]) + text + "\n\n" + "".join(lines[dag.lineno - 1 :])
    begin = min([found.lineno, *(one.lineno for one in getattr(found, "decorator_list", []))])
    return "".join(lines[: begin - 1]) + text + "".join(lines[found.end_lineno :])


def agrees(said: Sequence[str], printed: Sequence[str]) -> bool:
    """Tell whether what a page says was printed, apart from what differs from run to run.

    >>> agrees(["✓ a  12 ms", "..."], ["✓ a  1.20 s", "✓ b"]), agrees(["✓ a"], ["✓ a", "✓ b"])
    (True, False)
    """
    wanted, left = comparable(said), comparable(printed)
    for pattern in sorted(wanted, key=lambda line: ELLIPSIS in line):
        if pattern == ELLIPSIS:
            continue
        found = next((line for line in left if matches(line, pattern)), None)
        if found is None:
            return False
        left.remove(found)
    return not left or ELLIPSIS in wanted


def matches(line: str, pattern: str) -> bool:
    """Tell whether a line is as said, where ``...`` stands for any text."""
    return re.fullmatch(".*".join(map(re.escape, pattern.split(ELLIPSIS))), line) is not None


def comparable(lines: Sequence[str]) -> list[str]:
    """Return lines without what differs from run to run; empty ones are left out."""
    text = "\n".join(lines)
    for short in set(RUN_ID.findall(text)):
        text = re.sub(rf"(?<!-)\b{short}\b", "RUN", text)
    for pattern, instead in DIFFERS:
        text = pattern.sub(instead, text)
    return [line.strip() for line in text.splitlines() if line.strip()]


def fill_in(page: Path) -> None:
    """Put what the commands of a page print into it, where it says something else."""
    with tempfile.TemporaryDirectory() as folder:
        played = list(play(page, Path(folder)))
    lines = page.read_text().splitlines()
    for command, code, printed in reversed(played):
        if not command.output and code == 0:
            continue
        if not agrees(command.output, printed):
            begin = command.line - 1
            indent = lines[begin][: len(lines[begin]) - len(lines[begin].lstrip())]
            begin += command.text.count("\n") + 1
            lines[begin : begin + len(command.output)] = [(indent + line).rstrip() for line in shown(printed)]
            print(f"{page}:{command.line}: {command.text}")
    page.write_text("\n".join(lines) + "\n")


def shown(printed: Sequence[str]) -> Iterator[str]:
    """Yield what is worth showing: of the end of a log the last line, as tracebacks differ everywhere.

    >>> list(shown(["a", "  │ b", "  │ c", "  │ d"]))
    ['a', '...', '  │ d']
    """
    previous = ""
    for line, following in zip(printed, [*printed[1:], ""], strict=True):
        in_log = line.startswith("  │")
        if not in_log or not following.startswith("  │"):
            yield line
        elif not previous.startswith("  │"):
            yield ELLIPSIS
        previous = line


if __name__ == "__main__":
    for page in map(Path, sys.argv[1:]):
        if is_played(page):
            fill_in(page)
        else:
            print(f"{page} is not played: none of its blocks has a title")
