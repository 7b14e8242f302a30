"""A file that the notebook reads and that is not there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fairlead.notebook.facts import Facts
from fairlead.notebook.rules.rule import Hit, rule

_IS_A_PATH = re.compile(r"(?!~|/|[A-Za-z]:[\\/]|\\\\|[a-z][a-z0-9+]*:)[^\n<>|*?\"]{1,250}$")
"""A relative path, without a gap to be filled, and no address."""
_BRINGERS = ("wget", "curl", "unzip", "kaggle", "gdown", "tar", "dvc", "gsutil", "aws", "git", "cp", "mv")
_FETCHERS = (
    "urllib.request.urlretrieve",
    "wget.download",
    "gdown.download",
    ".extractall",
    ".get_file",
    "shutil.unpack_archive",
    "requests.get",
    "urllib.request.urlopen",
    ".urlretrieve",
    "google.colab.files.upload",
    "shutil.copy",
    "shutil.move",
)


@rule("portability", "warning")
def data_snapshot_missing(facts: Facts) -> Iterator[Hit]:
    """Find files that the notebook reads and that do not lie where it looks for them.

    What it does
    ------------
    Looks for every relative path that is read (``read_csv``, ``open``, ``load`` ...) beside the notebook. One that is
    not there, and that the notebook itself neither writes nor fetches before, is reported.

    Why it hurts in production
    --------------------------
    Whoever gets the notebook cannot run it: the table that the model was made from is on somebody's laptop. A model
    whose data are lost cannot be made again, nor can anybody find out why it decides as it does.

    Example
    -------
    A notebook that reads ``data/customers.csv`` is reported if there is no such file beside it; it is fine as soon as
    the file, or a pointer to it that a data version tool resolves, lies there.

    Fix
    ---
    Put the file, or a small sample of it, beside the notebook, or let the first cell fetch a fixed version of it.

    Known limits
    ------------
    Only paths that can be read off are looked for. A notebook that fetches or unpacks anything may fetch the file
    too, so nothing is said about it. Text that comes without a folder (standard input) has no surroundings.
    """
    beside = facts.surroundings.files
    told: set[str] = set()
    for use in facts.files:
        text = use.text
        if text is None or not text.whole or text.value in told or not _IS_A_PATH.match(text.value):
            continue
        if use.kind == "write":
            told.add(text.value)
        elif use.kind == "read" and use.sure and beside.get(text.value) is False:
            if not told and _brings_files(facts):
                return
            told.add(text.value)
            message = f"'{text.value}' is read here, but there is no such file beside the notebook."
            yield Hit(facts.index.place(use.call), message, evidence={"path": text.value})


def _brings_files(facts: Facts) -> bool:
    """Tell whether the notebook fetches or unpacks files: then they need not lie there before."""
    names = {magic.name for cell in facts.notebook.code_cells for magic in cell.magics if magic.kind != "help"}
    shell = any(name in _BRINGERS or name in ("bash", "sh", "writefile") for name in names)
    return shell or next(facts.index.calls(*_FETCHERS), None) is not None
