"""Data from an address whose content may change."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from fairlead.notebook.facts import Facts
from fairlead.notebook.files import FileUse
from fairlead.notebook.index import Found
from fairlead.notebook.notebook import Place
from fairlead.notebook.rules.rule import Hit, rule

_ADDRESS = re.compile(r"(?:https?|ftp)://", re.IGNORECASE)
_FILE = re.compile(
    r"\.(?:csv|tsv|data|txt|json|xlsx?|parquet|zip|t?gz|tar|bz2|pkl|h5|npz|arff|names|dat)(?:$|[?#])", re.I
)
_PINNED = re.compile(
    r"[0-9a-f]{40}|@[0-9a-f]{7,}|/releases/download/|[/@_-]v?\d+\.\d+(?:\.\d+)?(?=[/._-])|zenodo\.org/records?/\d+"
    r"|figshare\.com/(?:ndownloader|files)|/doi/|versionId=|/raw/v\d",
    re.IGNORECASE,
)
_CHECKS = ("sha256", "SHA256", "sha1", "md5", "MD5", "checksum", "known_hash", "file_hash", "hashlib")
_FETCHED = re.compile(r"(?:https?|ftp)://[^\s'\"|;<>)]+", re.IGNORECASE)
_READS_TABLE = re.compile(r"\.(?:read_\w+|scan_\w+|loadtxt|genfromtxt)$")
_FETCHES = re.compile(r"urlretrieve$|wget\.download$|get_file$")
_ASKS = re.compile(r"urlopen$|requests\.get$")
"""What may ask a web service as well as fetch a file: the address must tell."""


@rule("portability", "warning")
def remote_data_unpinned(facts: Facts) -> Iterator[Hit]:
    """Find data that is read from an address without a version or a checksum.

    What it does
    ------------
    Reports tables and files fetched from ``http://`` or ``https://`` (``read_csv``, ``urlretrieve``, ``requests.get``
    of a file, ``!wget``), ``fetch_openml`` without a version and ``load_dataset`` or ``torch.hub.load`` without a
    revision. An address that names a commit, a release, a version or a record in an archive is fine, and so is a
    notebook that compares a checksum.

    Why it hurts in production
    --------------------------
    The file behind the address can change or go away. Then the same notebook gives another model, and nobody can tell
    why, or it stops on a Sunday because somebody else's server is down.

    Example
    -------
    Bad::

        # %%
        import pandas as pd

        wine = pd.read_csv("https://raw.githubusercontent.com/someone/data/master/wine.csv")

    Good::

        # %%
        import pandas as pd

        wine = pd.read_csv("data/wine.csv")

    Fix
    ---
    Download the file once, keep it with its checksum, and read that copy; or name the exact version in the address.

    Known limits
    ------------
    Whether a server promises never to change a file cannot be seen. Calls of web services (``requests.get`` of
    something that is no file) are not data files and are left alone.
    """
    hits = list(_fetched(facts))
    if hits and not facts.mentions(*_CHECKS):
        yield from hits


def _fetched(facts: Facts) -> Iterator[Hit]:
    """Yield where data comes from elsewhere."""
    if not facts.mentions("://", "fetch_openml", "load_dataset", "torch"):
        yield from _fetched_by_shell(facts, set())
        return
    seen: set[str] = set()
    for use in facts.files:
        if use.text is not None and _is_unpinned(use) and use.text.value not in seen:
            seen.add(use.text.value)
            yield _hit(facts.index.place(use.call), use.text.value)
    yield from _fetched_by_shell(facts, seen)
    yield from _loaded_by_name(facts)


def _is_unpinned(use: FileUse) -> bool:
    assert use.text is not None
    address = use.text.value
    if use.kind == "write" or not _ADDRESS.match(address) or _PINNED.search(address):
        return False
    if _READS_TABLE.search(use.by):
        return True
    if _ASKS.search(use.by):
        return use.text.whole and _FILE.search(address) is not None
    return _FETCHES.search(use.by) is not None


def _hit(place: Place, address: str) -> Hit:
    shown = address if len(address) <= 70 else address[:67] + "..."
    return Hit(
        place, f"Data comes from {shown}, which may hold something else tomorrow.", evidence={"address": address}
    )


def _fetched_by_shell(facts: Facts, seen: set[str]) -> Iterator[Hit]:
    for cell in facts.notebook.code_cells:
        for magic in cell.magics:
            if "://" not in magic.text or not ("wget" in magic.text or "curl" in magic.text):
                continue
            for number, line in enumerate(magic.text.split("\n"), magic.line):
                found = _FETCHED.search(line)
                if found and _FILE.search(found[0]) and not _PINNED.search(found[0]) and found[0] not in seen:
                    seen.add(found[0])
                    yield _hit(Place(cell.number, number, 0, number, len(line)), found[0])


_NAMED = {
    "sklearn.datasets.fetch_openml": ("version", "data_id"),
    "datasets.load_dataset": ("revision",),
    "torch.hub.load": (),
}


def _loaded_by_name(facts: Facts) -> Iterator[Hit]:
    for found, name in facts.index.calls(*_NAMED):
        given = {keyword.arg for keyword in found.node.keywords}
        if given & {*_NAMED[name], "data_files", None} or _names_a_version(found, name):
            continue
        word = "version" if name.endswith("openml") else "revision"
        message = f"`{name.rpartition('.')[2]}` takes whatever is newest: no {word} is given."
        yield Hit(facts.index.place(found), message, evidence={"by": name})


def _names_a_version(found: Found[ast.Call], name: str) -> bool:
    """Tell whether positional arguments name a version; local folders and generic readers need none."""
    arguments = found.node.args
    first = arguments[0].value if arguments and isinstance(arguments[0], ast.Constant) else None
    if name == "sklearn.datasets.fetch_openml":
        return len(arguments) > 1
    if not isinstance(first, str) or first in ("csv", "json", "parquet", "text", "imagefolder", "pandas"):
        return True
    return name == "torch.hub.load" and ":" in first
