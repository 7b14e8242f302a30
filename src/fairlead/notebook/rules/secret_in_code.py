"""A key or a password in the source."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Literal

from fairlead.notebook.facts import Facts
from fairlead.notebook.index import Found
from fairlead.notebook.notebook import Cell, Place
from fairlead.notebook.rules.rule import Hit, rule
from fairlead.notebook.secrets import is_placeholder, is_random, masked, may_hold_secrets, secrets_in

_PASSWORD = re.compile(r"(?:^|_|db|user|my|smtp|sql|email|mail)(?:password|passwd|pwd|passphrase)\d?$", re.IGNORECASE)
_KEY = re.compile(
    r"(?:api|access|secret|private|auth|account|app|consumer|client|subscription|service|encryption|bearer|oauth)_?-?"
    r"(?:key|token|secret|id_secret)s?\d?$|(?:^|_)(?:token|secret|apikey|api_key|credential|bearer)s?\d?$|^key$|_key$",
    re.IGNORECASE,
)
_WORDS_OF_TEXTS = re.compile(
    r"(?:pad|sep|cls|unk|mask|bos|eos|oov|start|end|special|next|stop|image|public)_?token", re.I
)


@rule("safety", "critical")
def secret_in_code(facts: Facts) -> Iterator[Hit]:
    """Find keys, tokens and passwords that stand in the notebook.

    What it does
    ------------
    Looks in every cell for keys of known kinds (AWS, GitHub, Google, OpenAI, Slack, Hugging Face, private keys ...),
    for passwords in addresses (``postgresql://user:...@host``), and for texts that are given to a name such as
    ``password``, ``api_key`` or ``token`` and look like one. Placeholders and values read from the environment are
    fine. What it finds is never shown whole.

    Why it hurts in production
    --------------------------
    A notebook is mailed, committed and shown. Whoever sees it can use the key, at your cost and in your name, and it
    stays in the history of the repository after it is deleted. It also cannot be changed without changing the code.

    Example
    -------
    Bad::

        # %%
        import sqlalchemy

        engine = sqlalchemy.create_engine("postgresql://report:kX9vTq2m@db.intern:5432/sales")

    Good::

        # %%
        import os

        import sqlalchemy

        engine = sqlalchemy.create_engine(os.environ["DATABASE_URL"])

    Fix
    ---
    Take it back at once where it was issued (a key that was seen is spent), and read the new one from an environment
    variable or a store of secrets.

    Known limits
    ------------
    A password of everyday words is only seen where its name says what it is. Keys of services that are not known are
    found by name and look alone.
    """
    if may_hold_secrets("\n".join([cell.source for cell in facts.notebook.cells])):
        for cell in facts.notebook.cells:
            yield from _known(cell)
    yield from _named(facts)


def _known(cell: Cell) -> Iterator[Hit]:
    for secret in secrets_in(cell.source):
        begin = cell.source.rfind("\n", 0, secret.start) + 1
        line = cell.source.count("\n", 0, secret.start) + 1
        place = Place(cell.number, line, secret.start - begin, line, secret.end - begin)
        sort = "medium" if secret.kind == "a signed web token" else "high"
        message = f"This looks like {secret.kind} ({secret.masked})."
        yield Hit(place, message, "medium" if sort == "medium" else "high", evidence={"kind": secret.kind})


def _named(facts: Facts) -> Iterator[Hit]:
    """Yield texts whose name says that they are secret."""
    for name, value, found in _named_texts(facts):
        assert isinstance(value, ast.Constant) and isinstance(value.value, str)
        text = value.value
        if len(text) < 4 or (sort := _sort_of(name)) is None:
            continue
        if not (_is_password(name, text) if sort == "password" else is_random(text)):
            continue
        if is_placeholder(text) or next(secrets_in(text), None) is not None:
            continue
        message = f"`{name}` holds a secret in plain text ({masked(text)})."
        yield Hit(facts.index.place_of(value, found.cell), message, evidence={"kind": "a named secret"})


@lru_cache(maxsize=4096)
def _sort_of(name: str) -> Literal["password", "key"] | None:
    """Return what a name says that its text is; the same few names are asked for again and again."""
    if _PASSWORD.search(name):
        return "password"
    return "key" if _KEY.search(name) and not _WORDS_OF_TEXTS.search(name) else None


def _is_password(name: str, text: str) -> bool:
    """Tell whether a text is a password rather than a question for one, a column or a field of a form."""
    if not 4 <= len(text) <= 128 or any(one.isspace() for one in text) or text.lower() in name.lower():
        return False
    if _PASSWORD.search(text) or text.endswith((":", "?")) or text.startswith(("/", "#", ".")):
        return False
    return not text.isalpha() or text.lower() != text or name.isupper()


def _named_texts(facts: Facts) -> Iterator[tuple[str, ast.expr, Found[ast.AST]]]:
    """Yield texts with the names that they are given: by assignment, as an argument, in a dictionary."""
    index = facts.index
    for found in index.of(ast.Assign):
        if type(found[0].value) is ast.Constant and _is_text(found.node.value):
            for target in found.node.targets:
                yield _name(target), found.node.value, found  # type: ignore[misc]
    holders: list[Found[Any]] = [*index.of(ast.Call), *index.of(ast.ClassDef)]
    for holder in holders:
        for argument in holder.node.keywords:
            if argument.arg is not None and _is_text(argument.value):
                yield argument.arg, argument.value, holder
    for table in index.of(ast.Dict):
        for key, value in zip(table.node.keys, table.node.values, strict=True):
            if key is not None and _is_text(key) and _is_text(value):
                yield str(key.value), value, table  # type: ignore[attr-defined,misc]


def _is_text(node: ast.expr) -> bool:
    return type(node) is ast.Constant and type(node.value) is str


def _name(target: ast.expr) -> str:
    if isinstance(target, ast.Name):
        return target.id
    if isinstance(target, ast.Attribute):
        return target.attr
    if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant):
        return str(target.slice.value)
    return ""
