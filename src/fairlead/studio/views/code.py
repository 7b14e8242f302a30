"""Code as HTML: coloured by classes, line by line, so that a line can be numbered, marked and linked to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from html import escape
from typing import Any

from markupsafe import Markup

CLASSES = (
    ("Comment", "c"),
    ("Keyword.Constant", "m"),
    ("Keyword", "k"),
    ("Operator.Word", "k"),
    ("Name.Builtin", "n"),
    ("Name.Function", "n"),
    ("Name.Class", "n"),
    ("Name.Decorator", "n"),
    ("Name.Tag", "n"),
    ("Literal.String", "s"),
    ("Literal.Number", "m"),
    ("Literal.Date", "m"),
)
"""Kinds of tokens, as Pygments names them, and the class of css/code.css that colours them; the first one counts."""

LARGEST = 200_000
"""Characters beyond which code is shown without colours: the page should not wait for them."""


def code(
    text: str,
    language: str = "python",
    *,
    label: str = "Code",
    first: int = 1,
    marks: Mapping[int, str] | None = None,
    steps: Mapping[int, Sequence[tuple[int, str]]] | None = None,
    numbered: bool = True,
) -> Markup:
    r"""Return code as a box that the keyboard can reach and scroll.

    Parameters
    ----------
    language : as Pygments calls it; what it does not know is shown without colours.
    label : what a screen reader calls the box.
    first : int, the number of the first line.
    marks : by the number of a line, the tone that marks it: ``failed``, ``warn``, ``running``.
    steps : by the number of a line, the steps of a way that it is, each with its number and its name.

    >>> '<span class="k">import</span>' in code("import os")
    True
    >>> '<span class="line">&lt;b&gt;</span>' in code("<b>", "text", numbered=False)
    True
    """
    marked, stepped = marks or {}, steps or {}
    lines = [
        _line(html, n, marked.get(n), stepped.get(n, ()), numbered)
        for n, html in enumerate(highlighted(text, language), start=first)
    ]
    return Markup(
        f'<pre class="code lines{" numbered" if numbered else ""}" tabindex="0" role="region" '
        f'aria-label="{escape(label)}"><code>{"".join(lines)}</code></pre>'
    )


def _line(html: str, number: int, mark: str | None, steps: Sequence[tuple[int, str]], numbered: bool) -> str:
    kind = f"line is-marked is-{escape(mark)}" if mark else "line"
    place = f' data-n="{number}"' if numbered else ""
    said = "".join(
        f'<span class="line-step"><span class="hidden">step </span>{n}'
        f'<span class="hidden"> {escape(name)}: </span></span>'
        for n, name in steps[:1]
    )
    return f'<span class="{kind}"{place}>{said}{html}</span>\n'


def highlighted(text: str, language: str = "python") -> list[str]:
    """Return the lines of some code, escaped, each with its tokens in spans of a class."""
    return list(_highlighted(text, language))


@lru_cache(maxsize=512)
def _highlighted(text: str, language: str) -> Sequence[str]:
    lexer = _lexer(language) if len(text) <= LARGEST else None
    if lexer is None:
        return tuple(escape(line) for line in text.split("\n"))
    lines = [""]
    for kind, value in lexer.get_tokens(text):
        name = _class_of(str(kind).removeprefix("Token."))
        for n, piece in enumerate(value.split("\n")):
            if n:
                lines.append("")
            if piece:
                lines[-1] += f'<span class="{name}">{escape(piece)}</span>' if name else escape(piece)
    return tuple(lines[: text.count("\n") + 1])


@lru_cache(maxsize=32)
def _lexer(language: str) -> Any:
    """Return what reads a language; None where Pygments has nothing for it."""
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


@lru_cache(maxsize=256)
def _class_of(kind: str) -> str:
    return next((name for start, name in CLASSES if kind == start or kind.startswith(f"{start}.")), "")


def diff_lines(lines: Sequence[Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the lines of a change, each with its code in colours, as a template draws them.

    Parameters
    ----------
    lines : with `kind`, `text`, `before` and `after`, see `fairlead.project.inspecting.mending.Line`.
    """
    signs = {"same": " ", "gone": "−", "new": "+", "cut": "⋯"}
    words = {"same": "", "gone": "removed: ", "new": "added: ", "cut": "lines left out"}
    for line in lines:
        yield {
            "kind": line.kind, "sign": signs[line.kind], "said": words[line.kind],
            "before": line.before or "", "after": line.after or "",
            "html": Markup(highlighted(line.text)[0]) if line.kind != "cut" else "",
        }  # fmt: skip
