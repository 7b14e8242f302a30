"""Make the pieces of sentences that the messages of errors share."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

NAMES_SHOWN = 8
"""A longer list of names is cut here: a message is read in a terminal."""

VALUE_WIDTH = 60
"""Characters of a value that a message shows."""

REASON_LEFT_OUT = "the reason is left out, as it may show a value of a private column"
"""Stands for the words of another library, which often quote a value."""

PACKAGE_OF = {"PIL": "pillow", "cv2": "opencv-python", "sklearn": "scikit-learn", "yaml": "pyyaml"}
"""Modules that newcomers import most and whose package has another name."""


def nearest(name: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate that `name` was most likely meant to be, or None if none comes near.

    >>> nearest("tenre", ["gender", "tenure", "churn"])
    'tenure'
    >>> nearest("AUC", ["auc", "f1"])
    'auc'
    >>> nearest("tenre", ["churn"]) is None
    True
    """
    from difflib import get_close_matches  # only needed once something has gone wrong

    by_folded = {candidate.casefold(): candidate for candidate in candidates}
    matches = get_close_matches(name.casefold(), by_folded, n=1)
    return by_folded[matches[0]] if matches else None


def show(value: object) -> str:
    """Return the value as code, cut to what a message has room for; a text keeps its closing quote."""
    text = repr(value)
    end = text[0] if isinstance(value, str) else ""
    return text if len(text) <= VALUE_WIDTH else f"{text[: VALUE_WIDTH - 1 - len(end)]}…{end}"


def clause(text: str) -> str:
    """Return the words of another library as part of a sentence: one line, without its full stop."""
    return " ".join(text.split()).rstrip(".")


def raised(error: BaseException) -> str:
    """Return an exception as the last line of a traceback shows it, as part of a sentence."""
    return clause(f"{type(error).__name__}: {error}" if str(error) else type(error).__name__)


def count(number: int, noun: str) -> str:
    """Return the number with its noun, in the plural where it belongs."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def quoted(names: Iterable[str]) -> str:
    """Return the names in quotes, the list cut where it gets long."""
    listed = list(names)
    text = ", ".join(f"'{name}'" for name in listed[:NAMES_SHOWN])
    return text if len(listed) <= NAMES_SHOWN else f"{text} and {len(listed) - NAMES_SHOWN} more"


def choice(name: str, known: Iterable[str], otherwise: str) -> str:
    """Return a hint: the nearest known name, or all of them, or `otherwise` if there is none."""
    listed = list(known)
    near = nearest(name, listed)
    if near is not None:
        return f"did you mean '{near}'?"
    if len(listed) == 1:
        return f"the only one there is: '{listed[0]}'."
    return f"use one of {quoted(listed)}." if listed else otherwise


def other_separator(columns: Sequence[str]) -> str | None:
    """Return a hint if the only column is the header of a CSV file that is separated otherwise than by commas.

    >>> other_separator(["tenure;churn"])
    "is it separated by ';'? Write it with commas."
    """
    found = next((one for one in ";\t|" if one in columns[0]), None) if len(columns) == 1 else None
    return found and f"is it separated by {found!r}? Write it with commas."


def place(path: Path | str, line: int | None) -> str | None:
    """Return a file and line as an editor opens them; without a line there is nothing to add to the name."""
    return None if line is None else f"{path}:{line}"


def package_of(module: str) -> str:
    """Return what to install for a module."""
    return PACKAGE_OF.get(module, module)


def shown_url(url: str) -> str:
    """Return the URL without its password and its query, which may hold one too."""
    scheme, separator, rest = url.partition("://")
    if not separator:
        return url
    userinfo, _, place = rest.rpartition("@")
    user = userinfo.partition(":")[0]
    return f"{scheme}://{user}{'@' if user else ''}{place.partition('?')[0]}"


def without_password(text: str, url: str) -> str:
    """Return a driver's words as part of a sentence, with the passwords in `url` struck out."""
    rest = url.partition("://")[2]
    pairs = [pair.partition("=") for pair in rest.partition("?")[2].split("&")]
    passwords = [value for name, _, value in pairs if "pass" in name.lower()]
    passwords.append(rest.rpartition("@")[0].partition(":")[2])
    for password in filter(None, passwords):
        text = text.replace(password, "***")
    return clause(text)
