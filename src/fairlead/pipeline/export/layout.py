"""How a written file is laid out: as a formatter would leave it, so that nobody has to format it again."""

from __future__ import annotations

from collections.abc import Sequence

WIDTH = 120
"""Characters of a line."""


def call(head: str, arguments: Sequence[str], *, indent: int = 0, tail: str = "") -> list[str]:
    """Return the lines of a call: one if it fits, otherwise one an argument.

    >>> call("x = f", ["1", "n=2"])
    ['x = f(1, n=2)']
    """
    margin = " " * indent
    line = f"{margin}{head}({', '.join(arguments)}){tail}"
    if len(line) <= WIDTH:
        return [line]
    inner = f"{margin}    {', '.join(arguments)}"
    if len(inner) <= WIDTH and arguments:
        return [f"{margin}{head}(", inner, f"{margin}){tail}"]
    return [f"{margin}{head}(", *(f"{margin}    {one}," for one in arguments), f"{margin}){tail}"]


def items(head: str, names: Sequence[str]) -> list[str]:
    """Return the lines of a list: one if it fits, otherwise one a name.

    >>> items("x =", ["a", "b"])
    ['x = [a, b]']
    """
    line = f"{head} [{', '.join(names)}]"
    if len(line) <= WIDTH:
        return [line]
    margin = " " * (len(head) - len(head.lstrip()))
    return [f"{head} [", *(f"{margin}    {one}," for one in names), f"{margin}]"]


def text(value: str) -> str:
    r"""Return a string as Python writes it, in double quotes.

    >>> print(text('say "no"'))
    "say \"no\""
    """
    plain = repr(value)
    if plain.startswith('"'):
        return plain
    return '"' + plain[1:-1].replace("\\'", "'").replace('"', '\\"') + '"'


def listed(names: Sequence[str]) -> str:
    """Return one name as it is and several as a list.

    >>> listed(["a"]), listed(["a", "b"])
    ('a', '[a, b]')
    """
    return names[0] if len(names) == 1 else f"[{', '.join(names)}]"


def seconds(value: float) -> str:
    """Return a time as a timedelta.

    >>> seconds(90.0), seconds(7200), seconds(0.5)
    ('timedelta(seconds=90)', 'timedelta(hours=2)', 'timedelta(seconds=0.5)')
    """
    for unit, length in (("days", 86400), ("hours", 3600), ("minutes", 60)):
        if value >= length and value % length == 0:
            return f"timedelta({unit}={value // length:g})"
    return f"timedelta(seconds={value:g})"
