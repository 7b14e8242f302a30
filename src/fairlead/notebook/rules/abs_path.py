"""A path that exists on one computer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fairlead.notebook.facts import Facts
from fairlead.notebook.files import ONE_PLACE, FileUse
from fairlead.notebook.rules.rule import Hit, Step, rule

_ABSOLUTE = re.compile(r"(?:file://)?/[A-Za-z.~]|[A-Za-z]:[\\/]|\\\\[\w.$-]+\\|//[\w.$-]+/[\w.$-]|~(?:[/\\]|$)")
_EVERYWHERE = re.compile(r"(?:file://)?/(?:tmp|dev|proc|etc|usr/(?:share|lib|local/share)|var/tmp)(?:/|$)|~[/\\]\.")
"""Folders that every computer of a kind has, and folders of settings in one's home."""
_ASKED = frozenset(("exists", "isfile", "isdir", "is_file", "is_dir", "lexists"))
"""Whoever only asks whether a path is there goes on without it."""

_WHY = (
    "The server has no `{}`. The first line that needs it stops with FileNotFoundError, and so does every colleague "
    "who opens the notebook. Somebody then edits the path by hand, and the two copies drift apart."
)


@rule("portability", "error", fixable=True)
def abs_path(facts: Facts) -> Iterator[Hit]:
    r"""Find paths that exist only on one computer.

    What it does
    ------------
    Follows strings to where files are read, written or listed (``read_csv``, ``open``, ``savefig``, ``glob`` ...),
    through variables, f-strings, ``os.path.join``, ``Path(...) / ...`` and parameters of functions. A string that
    gets there and begins with a home folder (``/Users/john``, ``/home/you``, ``~``), a drive (``C:\``), a network
    share, or a folder of Colab or Kaggle is reported once, where it is written.

    Why it hurts in production
    --------------------------
    The server has no ``/Users/john/Desktop``. The first line that reads the file stops with FileNotFoundError, and so
    does every colleague who opens the notebook. Somebody then edits the path by hand, and the two copies drift apart.

    Example
    -------
    Bad::

        # %%
        import pandas as pd

        churn = pd.read_csv("/Users/john/Desktop/churn_final_v3.csv")

    Good::

        # %%
        import os
        from pathlib import Path

        import pandas as pd

        DATA = Path(os.environ.get("DATA_DIR", "data"))
        churn = pd.read_csv(DATA / "churn.csv")

    Fix
    ---
    Name the folder once, at the top, relative to the project or from a parameter or an environment variable, and
    build every path from it.

    Known limits
    ------------
    Addresses (``https://``, ``s3://``) are another matter. Paths that come out of a configuration file or an unknown
    function are not known. Folders that every computer has (``/tmp``, ``/etc``, ``/dev``) are left alone, and so are
    paths of which is only asked whether they are there (``os.path.exists``).
    """
    seen: set[tuple[int, int, int]] = set()
    for use in facts.files:
        text = use.text
        if text is None or not _ABSOLUTE.match(text.value) or _EVERYWHERE.match(text.value):
            continue
        if use.by.rpartition(".")[2] in _ASKED:
            continue
        one_place = ONE_PLACE.match(text.value) is not None
        if not (use.sure or one_place) or (use.by.endswith("requests.get") and text.value.startswith("/")):
            continue
        place = facts.index.place_of(text.node, text.cell)
        key = (place.cell, place.line, place.column)
        if key not in seen:
            seen.add(key)
            yield _hit(facts, use, text.value, "high" if use.sure and one_place else "medium")


def _hit(facts: Facts, use: FileUse, path: str, confidence: str) -> Hit:
    assert use.text is not None
    place = facts.index.place_of(use.text.node, use.text.cell)
    reached = facts.index.place(use.call)
    name = use.by.removeprefix("?.").rpartition("pandas.")[2]
    elsewhere = "" if (reached.cell, reached.line) == (place.cell, place.line) else f" in cell {reached.cell}"
    shown = path if len(path) <= 60 else path[:57] + "..."
    where = _whose(path)
    steps = (Step("path", place, f"{shown!r} is written here"), Step("use", reached, f"{name} gets it"))
    return Hit(
        place,
        f"The path {shown!r} exists only {where}; `{name}`{elsewhere} needs it.",
        "high" if confidence == "high" else "medium",
        path=steps if elsewhere else (),
        evidence={"path": path, "by": use.by},
        why=_WHY.format(_folder_of(path)),
    )


def _folder_of(path: str) -> str:
    r"""Return the folder of a path to a file.

    >>> _folder_of("/Users/john/Desktop/a.csv"), _folder_of("C:\\data\\a.csv"), _folder_of("/content/drive/")
    ('/Users/john/Desktop', 'C:\\data', '/content/drive')
    """
    folder = re.sub(r"[/\\][^/\\]*\.\w+$", "", path).rstrip("/\\") or path
    return folder if len(folder) <= 60 else folder[:57] + "..."


def _whose(path: str) -> str:
    if path.startswith("~"):
        return "in the home folder of whoever runs it"
    if path.startswith(("/content", "/gdrive")):
        return "on Google Colab"
    if path.startswith("/kaggle"):
        return "on Kaggle"
    if path.startswith(("/dbfs", "/databricks")):
        return "on Databricks"
    if path.startswith(("\\\\", "//")):
        return "inside one network"
    return "on one computer"
