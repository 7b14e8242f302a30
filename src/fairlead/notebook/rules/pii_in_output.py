"""People in what a cell has printed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from fairlead.notebook.facts import Facts
from fairlead.notebook.notebook import Cell, Place
from fairlead.notebook.rules.rule import Hit, rule

_EMAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,4}[A-Za-z]{2,12}\b")
_PHONE = re.compile(
    r"(?<![\w.+-])(?:\+\d{1,3}[ -]\(?\d{1,4}\)?(?:[ -]\d{2,4}){2,3}|\(\d{3}\) \d{3}-\d{4}|\d{3}-\d{3}-\d{4})"
    r"(?![\w-]|\.\d)"
)
_CARD = re.compile(r"(?<![\w.-])(?:[3-6]\d{3}([ -])\d{4}\1\d{4}\1\d{4}|[3-6]\d{15})(?![\w-]|\.\d)")
_NUMBER_OF_A_PERSON = re.compile(r"(?<![\w-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-])")
_NOBODY = re.compile(
    r"(?:@|\.)(?:example|test|localhost|invalid|domain|email|company|foo|bar)\.|noreply|no-reply|@users\.|^git@|^(?:user|name|me)@"
    r"|\.(?:png|jpg|py|svg|whl)$",
    re.IGNORECASE,
)
_NOT_ROWS = re.compile(
    r"Author-email|Requirement already|Collecting |Downloading |Traceback|Copyright|License|Cloning into"
)
_EMAILS, _CARDS, _PHONES, _PERSONS = "e-mail addresses", "card numbers", "phone numbers", "social security numbers"
_CARDS_IN_FOURS = "card numbers in fours"
_HINTS = {
    _EMAILS: re.compile("@"),
    _CARDS: re.compile(r"[3-6]\d{15}"),
    _CARDS_IN_FOURS: re.compile(r"[ -]\d{4}[ -]\d{4}[ -]\d{4}"),
    _PHONES: re.compile(r"[-+]\d(?:\d{3}|\d{0,2}[ -])"),
    _PERSONS: re.compile(r"-\d\d-\d{4}"),
}
"""What is in every such text: most notebooks have none of it, and the patterns themselves take their time."""
_LONGEST = 500_000
"""Characters of an output that are looked at."""


@rule("safety", "warning")
def pii_in_output(facts: Facts) -> Iterator[Hit]:
    """Find e-mail addresses, phone numbers and card numbers in the rows that a notebook shows.

    What it does
    ------------
    Looks in the saved outputs of every cell for at least two different e-mail addresses, phone numbers or social
    security numbers, or for card numbers whose check digit is right (Luhn). One finding a cell. Addresses at
    example.com and what installing packages prints are left alone.

    Why it hurts in production
    --------------------------
    ``df.head()`` saves five customers with name and address in a file that is mailed and committed. That is a leak of
    personal data, and nobody notices, since nobody looks for it in a notebook.

    Example
    -------
    A cell ``customers.head()`` whose saved table has a column of e-mail addresses is reported. It is fine once the
    output is cleared, or if the column is dropped or masked before the table is shown.

    Fix
    ---
    Clear the outputs before the notebook leaves your computer, and show tables without the columns that name people.

    Known limits
    ------------
    Names and postal addresses are not recognised. A public data set with real addresses is reported too. Of very long
    outputs only the first half million characters are read.
    """
    kinds = [kind for kind, hint in _HINTS.items() if hint.search(facts.printed)]
    for cell in facts.notebook.code_cells if kinds else ():
        for kind, count in _people(cell, kinds):
            first = cell.source.partition("\n")[0]
            message = f"What cell {cell.number} shows holds {count} {kind}."
            yield Hit(
                Place(cell.number, 1, 0, 1, len(first)), message, "medium", evidence={"kind": kind, "count": count}
            )
            break


def _people(cell: Cell, kinds: Sequence[str]) -> Iterator[tuple[str, int]]:
    for output in cell.outputs:
        if output.kind == "error":
            continue
        text = (output.html or output.text)[:_LONGEST]
        if len(text) < 12 or _NOT_ROWS.search(text):
            continue
        if _EMAILS in kinds and "@" in text:
            emails = {match[0] for match in _EMAIL.finditer(text) if not _NOBODY.search(match[0])}
            if len(emails) >= 2:
                yield _EMAILS, len(emails)
        if _CARDS in kinds or _CARDS_IN_FOURS in kinds:
            cards = {match[0] for match in _CARD.finditer(text) if _has_check_digit(match[0])}
            if cards and (len(cards) >= 2 or not next(iter(cards)).isdigit()):
                yield _CARDS, len(cards)
        for kind, pattern in ((_PHONES, _PHONE), (_PERSONS, _NUMBER_OF_A_PERSON)):
            found = {match[0] for match in pattern.finditer(text)} if kind in kinds else ()
            if len(found) >= 2:
                yield kind, len(found)


def _has_check_digit(text: str) -> bool:
    """Tell whether the last digit is right, by the formula of Luhn (ISO/IEC 7812-1)."""
    digits = [int(one) for one in text if one.isdigit()]
    doubled = [digit * 2 - 9 * (digit > 4) for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0 and len(set(digits)) > 3
