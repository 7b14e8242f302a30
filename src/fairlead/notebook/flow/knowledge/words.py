"""Tables of words are written as text, many to a line; this reads them."""

from __future__ import annotations


def table(**meanings: str) -> dict[str, str]:
    """Return what each word means.

    >>> table(grows="oak elm", swims="eel")
    {'oak': 'grows', 'elm': 'grows', 'eel': 'swims'}
    """
    return {word: meaning for meaning, text in meanings.items() for word in text.split()}


def words(text: str) -> frozenset[str]:
    """Return the words of a text.

    >>> sorted(words("oak elm"))
    ['elm', 'oak']
    """
    return frozenset(text.split())
