"""Lines that are the shell's or IPython's and that the rest of the notebook depends on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fairlead.notebook.facts import Facts
from fairlead.notebook.notebook import Cell, Magic, Place
from fairlead.notebook.rules.rule import Hit, rule

_WORDS: dict[str, str] = {
    **dict.fromkeys(("pip", "pip3", "conda", "mamba", "uv", "apt", "apt-get", "npm", "brew"), "installs software"),
    **dict.fromkeys(("wget", "curl", "gdown", "kaggle", "git", "gsutil", "aws", "dvc"), "fetches files"),
    **dict.fromkeys(("unzip", "tar", "gunzip", "7z", "unrar"), "unpacks files"),
    **dict.fromkeys(("rm", "mv", "cp", "mkdir", "touch", "sed", "chmod", "ln", "rsync"), "changes files"),
    **dict.fromkeys(("cd", "pushd", "popd"), "changes the folder for every path after it"),
    **dict.fromkeys(("env", "set_env", "export"), "changes the environment"),
    **dict.fromkeys(("run", "load", "loadpy", "macro", "edit"), "brings in code from elsewhere"),
    **dict.fromkeys(("python", "python3", "jupyter", "Rscript", "java", "make"), "starts another program"),
    **dict.fromkeys(("store", "sql", "bigquery", "R", "rpush", "rpull"), "brings in data from outside Python"),
    **dict.fromkeys(("writefile", "file"), "writes a file"),
    **dict.fromkeys(("bash", "sh", "script", "cmd", "perl", "ruby", "system", "sx"), "runs a script of the shell"),
}
"""What the programs and magics do on which a notebook comes to depend; all others only show or measure something."""

_HARMLESS = re.compile(
    r"(?:pip3?|conda|uv pip) (?:list|freeze|show|info|check)\b"
    r"|(?:python3?|git|pip|java|conda) (?:--version|-V|status|log)"
    r"|env\s*$|run\s+-[pt]|python3? -c"
)
_PIP = re.compile(r"(?:pip3?|conda|mamba|uv pip)\s+install\s+(.*)")
_ASSIGNED = re.compile(r"[\w.\[\], '\"]+?=\s*[!%]")


@rule("portability", "warning")
def magic_shell(facts: Facts) -> Iterator[Hit]:
    """Find shell lines and magics on which the rest of the notebook depends.

    What it does
    ------------
    Reports lines such as ``!pip install``, ``!wget``, ``!unzip``, ``%cd``, ``%env``, ``%run``, ``%%bash``,
    ``%%writefile`` and ``files = !ls``: the first of each kind in a cell. Magics that only show or measure
    (``%matplotlib inline``, ``%time``, ``%load_ext``, ``!nvidia-smi``, ``!head``) are fine.

    Why it hurts in production
    --------------------------
    These lines are not Python. A program or a service cannot run them; whoever converts the notebook has to guess
    what they did. A package that is installed while the notebook runs may be another version each time, and ``%cd``
    moves every path that comes after it.

    Example
    -------
    Bad::

        # %%
        !pip install lightgbm
        %cd project/data

    Good::

        # %%
        %matplotlib inline
        import pandas as pd

        orders = pd.read_csv("data/orders.csv")

    Fix
    ---
    Put packages into requirements.txt or pyproject.toml, downloads into a task of their own, and use ``pathlib``,
    ``shutil`` and ``subprocess`` for what is left.

    Known limits
    ------------
    Magics of your own extensions are not known and are left alone. Of several lines of one kind in a cell, only the
    first is reported.
    """
    for cell in facts.notebook.code_cells:
        seen: set[str] = set()
        for magic in cell.magics:
            said = _said(magic)
            if said is not None and said not in seen:
                seen.add(said)
                yield Hit(_place(cell, magic), _message(magic, said), evidence={"magic": magic.name})


def _said(magic: Magic) -> str | None:
    """Return what a line does, or None if it does no harm."""
    if magic.kind == "help":
        return None
    text = magic.text.lstrip("!% ")
    if magic.kind != "cell" and _ASSIGNED.match(magic.text):
        return "takes a result from the shell"
    if _HARMLESS.match(text):
        return None
    return _WORDS.get(magic.name.rpartition("/")[2])


def _message(magic: Magic, said: str) -> str:
    line = magic.text.split("\n", 1)[0].strip()
    shown = line if len(line) <= 60 else line[:57] + "..."
    packages = _PIP.search(line)
    loose = "" if packages is None or _is_pinned(packages[1]) else ", and takes whatever version is newest"
    return f"`{shown}` {said}{loose}; it is not Python."


def _is_pinned(packages: str) -> bool:
    return "==" in packages or "-r " in packages or "@" in packages or "-e " in packages or packages.strip() == "."


def _place(cell: Cell, magic: Magic) -> Place:
    lines = cell.source.split("\n")
    text = lines[magic.line - 1] if magic.line <= len(lines) else ""
    return Place(cell.number, magic.line, len(text) - len(text.lstrip()), magic.line, len(text))
