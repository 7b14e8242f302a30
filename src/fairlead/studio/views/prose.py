"""Sentences with marks of code in them, as HTML: what stands between backticks is code, the rest is escaped."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

_CODE = re.compile(r"`+([^`\n]+)`+")
_STRONG = re.compile(r"\*\*([^*\n]+)\*\*")
_SOFT = re.compile(r"(?<![\w*])[*_]([^*_\n]+)[*_](?![\w*])")


def prose(text: object) -> Markup:
    """Return a sentence of a finding or a hint.

    >>> prose("`df` is <late>")
    Markup('<code>df</code> is &lt;late&gt;')
    """
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text))))


def markdown(text: str) -> Markup:
    """Return text of a notebook with its bold and slanted words, and code; all else of Markdown stays as it was typed.

    >>> markdown("**95 %** <b> `x`")
    Markup('<strong>95 %</strong> &lt;b&gt; <code>x</code>')
    """
    parts = _CODE.split(str(escape(text)))
    words = [_SOFT.sub(r"<em>\1</em>", _STRONG.sub(r"<strong>\1</strong>", one)) for one in parts[::2]]
    codes = [f"<code>{one}</code>" for one in parts[1::2]]
    return Markup("".join(piece for pair in zip(words, [*codes, ""], strict=True) for piece in pair))
