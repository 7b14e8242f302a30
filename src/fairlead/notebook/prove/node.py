"""What a value looks like to another process: a tree of small parts, each with a digest.

Two processes cannot hold their objects beside each other. Each writes its values down as nodes; the content of large
parts goes to a shelf, a folder of files named after their digests: what several runs have in common lies there once.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

Kind = Literal["leaf", "array", "texts", "branch", "code", "unknown"]


@dataclass(frozen=True, slots=True)
class Node:
    """Hold one part of a value.

    Parameters
    ----------
    kind : ``leaf`` (one scalar), ``array`` (numbers on the shelf), ``texts`` (texts on the shelf), ``branch`` (parts),
        ``code`` (a function or class of the notebook: equal code is the same, other code says nothing) or ``unknown``.
    type : of the value, as people know it: ``pandas.DataFrame``.
    value : of a leaf its text, the hexadecimal form of a float; of an array ``dtype shape``; of an unknown the reason.
    children : the parts with what they are called, in order.
    content : name of the file on the shelf.
    digest : of all of this; equal digests mean equal values, as far as everything in them is known.
    whole : whether there is nothing unknown in it.
    """

    kind: Kind
    type: str
    value: str = ""
    children: tuple[tuple[str, Node], ...] = ()
    content: str = ""
    digest: str = ""
    whole: bool = True

    def to_json(self) -> list[Any]:
        """Return plain values, from which `from_json` makes an equal node."""
        children = [[label, child.to_json()] for label, child in self.children]
        return [self.kind, self.type, self.value, children, self.content]

    @classmethod
    def from_json(cls, values: Sequence[Any]) -> Node:
        """Rebuild a node."""
        kind, kind_of_value, value, children, content = values
        return node(kind, kind_of_value, value, [(label, cls.from_json(child)) for label, child in children], content)

    def unknowns(self, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Node]]:
        """Yield every part that cannot be compared, with the way to it."""
        if self.whole:
            return
        if self.kind == "unknown":
            yield path, self
        for label, child in self.children:
            yield from child.unknowns((*path, label))


def node(
    kind: Kind, kind_of_value: str, value: str = "", children: Sequence[tuple[str, Node]] = (), content: str = ""
) -> Node:
    """Make a node with its digest.

    >>> node("leaf", "int", "1").digest == node("leaf", "int", "1").digest
    True
    >>> node("leaf", "int", "1").digest == node("leaf", "bool", "1").digest
    False
    """
    digest = hashlib.blake2b(digest_size=20)
    for part in (kind, kind_of_value, value, content):
        data = part.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "little") + data)
    for label, child in children:
        data = label.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "little") + data + bytes.fromhex(child.digest))
    whole = kind != "unknown" and all(child.whole for _, child in children)
    return Node(kind, kind_of_value, value, tuple(children), content, digest.hexdigest(), whole)


def leaf(kind_of_value: str, value: str) -> Node:
    """Make the node of a scalar."""
    return node("leaf", kind_of_value, value)


def unknown(kind_of_value: str, reason: str) -> Node:
    """Make the node of something that nobody can compare."""
    return node("unknown", kind_of_value, reason)


class Shelf:
    """Keep the content of large parts in files named after their digests.

    Parameters
    ----------
    folder : where the files lie.
    room : bytes that may be kept; what comes later is known by its digest alone.
    """

    def __init__(self, folder: Path, room: int = 4_000_000_000) -> None:
        self.folder = folder
        self.room = room

    def put(self, data: Any) -> str:
        """Keep bytes, and return what they are called."""
        view = memoryview(data).cast("B") if not isinstance(data, bytes) else data
        name = hashlib.blake2b(view, digest_size=20).hexdigest()
        path = self.folder / name
        if not path.exists() and len(view) <= self.room:
            self.room -= len(view)
            made = self.folder / f".{name}-{os.getpid()}"
            made.write_bytes(view)
            made.replace(path)
        return name

    def get(self, name: str) -> bytes | None:
        """Return bytes that were kept; None if there was no room for them."""
        path = self.folder / name
        return path.read_bytes() if path.exists() else None

    def put_texts(self, texts: Sequence[Any]) -> str:
        """Keep a list of texts; None stands for a missing one."""
        return self.put(json.dumps(texts, ensure_ascii=True).encode())

    def get_texts(self, name: str) -> list[Any] | None:
        """Return texts that were kept."""
        data = self.get(name)
        found: list[Any] | None = None if data is None else json.loads(data)
        return found
