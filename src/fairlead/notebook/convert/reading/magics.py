"""What becomes of IPython's own lines: left out, statements of Python, or what cannot be carried over."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from fairlead.notebook.cell import code_cell
from fairlead.notebook.convert.cutting import units_of_cell
from fairlead.notebook.convert.unit import Unit
from fairlead.notebook.notebook import Cell, Magic

_ENVIRONMENT = re.compile(r"%(?:env|set_env)\s+(?P<name>[A-Za-z_]\w*)(?:\s*=\s*|\s+)(?P<value>[^${}\s][^${}]*)$")
_HARMLESS = frozenset(
    [
        "config",
        "load_ext",
        "reload_ext",
        "autoreload",
        "time",
        "timeit",
        "capture",
        "watermark",
        "precision",
        "who",
        "whos",
        "pwd",
        "ls",
        "ll",
        "cat",
        "head",
        "tail",
        "nvidia-smi",
        "echo",
        "python",
        "python3",
        "wc",
        "date",
        "uname",
        "free",
        "df",
        "which",
        "tree",
        "lscpu",
        "html",
        "HTML",
        "javascript",
        "js",
        "markdown",
        "latex",
        "svg",
        "autosave",
        "notebook",
        "colors",
        "xmode",
        "pdb",
        "pinfo",
        "psearch",
        "history",
        "memit",
        "mprun",
        "lprun",
        "prun",
        "apt",
        "apt-get",
        "brew",
        "du",
        "sleep",
        "version",
        "debug",
        "logstart",
        "warning",
        "jupyter",
        "nbextension",
    ]
)
_EFFECTS_ONCE = frozenset(
    [
        "wget",
        "curl",
        "mkdir",
        "unzip",
        "tar",
        "gunzip",
        "git",
        "gdown",
        "kaggle",
        "mv",
        "cp",
        "rm",
        "chmod",
        "touch",
        "gzip",
    ]
)


def fate_of(kind: str, name: str, text: str) -> tuple[str, bool]:
    """Return what becomes of a magic, and whether the notebook cannot be converted with it."""
    line = text.strip().split("\n")[0]
    shown = line if len(line) <= 60 else f"{line[:57]}..."
    if kind == "help":
        return f"{shown}: help is for people", False
    if name in ("pip", "pip3", "conda", "uv"):
        return f"{shown}: packages stand in pyproject.toml", False
    if name == "matplotlib":
        return f"{shown}: figures are saved to plots/", False
    if name in _HARMLESS:
        return f"{shown}: only of use in a notebook", False
    if kind == "cell" and name in ("bash", "sh", "script", "writefile", "file", "system", "sx", "!"):
        return f"{shown}: what it makes has to be there before the pipeline runs", False
    if kind == "shell" and name in _EFFECTS_ONCE:
        return f"{shown}: what it brings or makes has to be there before the pipeline runs", False
    what = f"%%{name} is another language or another process" if kind == "cell" else f"{shown} is a line of the shell"
    return f"{what}: write it in Python, or do it before and take it out", True


def variable_of(magic: Magic) -> tuple[str, str] | None:
    """Return the variable of the environment that a line sets, ``%env NAME=value``, and its value; None for others."""
    if magic.kind != "line" or magic.name not in ("env", "set_env"):
        return None
    found = _ENVIRONMENT.match(magic.text.strip())
    return (found["name"], found["value"].rstrip()) if found is not None else None


def units_that_set(name: str, value: str, cell: Cell) -> Iterator[Unit]:
    """Yield what sets a variable of the environment, as statements of Python."""
    written = code_cell(
        cell.number, f"import os\nos.environ[{json.dumps(name)}] = {json.dumps(value, ensure_ascii=False)}"
    )
    yield from units_of_cell(written, 0, "%env")


def packages_in(text: str) -> list[str]:
    """Return the packages that a line installs: ``!pip install -q pandas``."""
    words = text.replace("!", " ").replace("%", " ").split("\n")[0].split("#")[0].split()
    if "install" not in words:
        return []
    found, skip = [], False
    for word in words[words.index("install") + 1 :]:
        if skip or word in ("&&", ";", "|", ">"):
            skip = False
            if word in ("&&", ";", "|", ">"):
                break
            continue
        if word.startswith("-"):
            skip = word in (
                "-r",
                "--requirement",
                "-c",
                "-i",
                "--index-url",
                "--extra-index-url",
                "-e",
                "--target",
                "-t",
            )
            continue
        found.append(word.strip("'\""))
    return [word for word in found if re.match(r"[A-Za-z][\w.-]*", word) and "/" not in word]
