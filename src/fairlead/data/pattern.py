"""Regular expressions that mean the same in every way of evaluation, and that cannot hang.

The notation is Python's. Most expressions go to the engine of Polars, which takes time proportional to the text.
What it lacks (looking ahead or behind, references to groups) is left to the package `regex`, with a time limit for each
value. Whether a character counts as a word or space character differs between the two for a few rare characters.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from fairlead.errors import MissingExtraError, SuiteError

SECONDS_A_VALUE = 1.0
"""How long one value may take; an ordinary one takes microseconds."""


@lru_cache(maxsize=512)
def compiled(regex: str) -> Any:
    """Return the expression compiled by the package `regex`.

    Raises
    ------
    SuiteError
        It is not a regular expression.
    """
    try:
        import regex as engine  # an extra, and only rules about text need it
    except ImportError as error:
        raise MissingExtraError.needs("regex", "tables", "Matching a regular expression") from error
    try:
        re.compile(regex)  # the notation is Python's own: what it refuses is refused
        return engine.compile(regex)
    except (re.error, engine.error, OverflowError, RecursionError) as error:
        raise SuiteError.bad_regex(regex, str(error)) from None


def check_regex(regex: str) -> None:
    """Refuse what is no regular expression, before there is a table.

    Raises
    ------
    SuiteError
        It is not a regular expression.
    """
    try:
        re.compile(regex)
    except (re.error, OverflowError, RecursionError) as error:
        raise SuiteError.bad_regex(regex, str(error)) from None


def searcher(regex: str) -> Callable[[str], bool]:
    """Return a function that tells whether the expression is found in a text.

    Raises
    ------
    SuiteError
        It is not a regular expression; or, from the function, a value takes too long.

    >>> searcher(r"^[A-Z]{3}$")("JFK")
    True
    """
    search = compiled(regex).search

    def is_found(text: str) -> bool:
        try:
            return search(text, timeout=SECONDS_A_VALUE) is not None
        except TimeoutError:
            raise SuiteError.slow_regex(regex, len(text), SECONDS_A_VALUE) from None

    return is_found


def in_rust(regex: str) -> str:
    r"""Write the expression for Polars: ``$`` and ``\Z`` are written as what they mean in Python.

    >>> in_rust("^a$")
    '^a(?:\\n?\\z)'
    >>> in_rust(r"[$]\$\Z")
    '[$]\\$\\z'
    """
    is_multiline = "(?m" in regex or re.match(r"\(\?[a-z]*m", regex) is not None
    written, in_class, place = [], False, 0
    while place < len(regex):
        char = regex[place]
        if char == "\\" and place + 1 < len(regex):
            pair = regex[place : place + 2]
            written.append(r"\z" if pair == r"\Z" and not in_class else pair)
            place += 2
            continue
        if char == "[" and not in_class:
            in_class = True
            head = re.match(r"\[\^?\]?", regex[place:])
            assert head is not None
            # Rust reads [ inside a class as the start of another one.
            written.append(head.group().replace("]", r"\]"))
            place += len(head.group())
            continue
        if char == "]" and in_class:
            in_class = False
        elif in_class and char in "[&~":
            char = "\\" + char
        elif char == "$" and not in_class and not is_multiline:
            char = r"(?:\n?\z)"
        written.append(char)
        place += 1
    return "".join(written)


def like_to_regex(pattern: str, escape: str | None = None) -> str:
    r"""Write a pattern of SQL's LIKE as a regular expression: ``%`` is any text, ``_`` any character.

    >>> like_to_regex("a%_")
    '(?s)^a.*.\\Z'
    >>> like_to_regex("50!%", escape="!")
    '(?s)^50%\\Z'
    """
    written, place = [], 0
    while place < len(pattern):
        char = pattern[place]
        if escape and char == escape and place + 1 < len(pattern):
            place += 1
            written.append(re.escape(pattern[place]))
        else:
            written.append({"%": ".*", "_": "."}.get(char) or re.escape(char))
        place += 1
    return rf"(?s)^{''.join(written)}\Z"
