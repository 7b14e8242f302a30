"""A key or a password in what a cell has printed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fairlead.notebook.facts import Facts
from fairlead.notebook.notebook import Cell, Place
from fairlead.notebook.rules.rule import Hit, rule
from fairlead.notebook.secrets import is_placeholder, is_random, masked, may_hold_secrets, secrets_in

_NAMED = re.compile(
    r"(?:api[_-]?key|secret(?:[_-]?key)?|access[_-]?token|auth[_-]?token|password|passwd)['\"]?\s{0,3}[:=]\s{0,3}['\"]?"
    r"([^\s'\",;]{8,120})",
    re.IGNORECASE,
)
_WORDS = ("api", "secret", "token", "passw")
"""One of which is in whatever `_NAMED` finds."""
_LONGEST = 2_000_000
"""Characters of a cell's outputs that are looked at."""


@rule("safety", "critical")
def secret_in_output(facts: Facts) -> Iterator[Hit]:
    """Find keys, tokens and passwords in what cells have printed.

    What it does
    ------------
    Looks in the saved outputs of every cell for keys of known kinds and passwords in addresses, and for texts behind
    words such as ``api_key=`` that look drawn by lot. One finding a cell; the secret is never shown whole.

    Why it hurts in production
    --------------------------
    The code may read the key from the environment, as it should, and a forgotten ``print(os.environ)`` saves it in
    the file all the same. Who gets the notebook gets the key.

    Example
    -------
    A cell ``print(config)`` whose saved output says ``api_key: 4f9a...`` is reported. It is fine once the output is
    cleared, or if the line prints only the names of the settings.

    Fix
    ---
    Take the key back where it was issued, clear the outputs (`jupyter nbconvert --clear-output`), and print names
    rather than values.

    Known limits
    ------------
    Pictures are not read, and of very long outputs only the first two million characters are.
    """
    printed = facts.printed
    named = printed.casefold()
    if not may_hold_secrets(printed) and not any(word in named for word in _WORDS):
        return
    for cell in facts.notebook.code_cells:
        found = _found(cell) if cell.outputs else None
        if found is not None:
            kind, shown = found
            lines = cell.source.split("\n")
            place = Place(cell.number, 1, 0, 1, 0) if not lines[0] else Place(cell.number, 1, 0, 1, len(lines[0]))
            message = f"What cell {cell.number} has printed holds {kind} ({shown})."
            yield Hit(place, message, evidence={"kind": kind})


def _found(cell: Cell) -> tuple[str, str] | None:
    left = _LONGEST
    for output in cell.outputs:
        for text in (output.text, output.html):
            text, left = text[:left], left - min(left, len(text))
            for secret in secrets_in(text):
                return secret.kind, secret.masked
            for match in _NAMED.finditer(text):
                if not is_placeholder(match[1]) and is_random(match[1], 3.3):
                    return "a named secret", masked(match[1])
    return None
