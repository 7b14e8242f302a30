"""Findings that are known and accepted for now: written once into a file, and from then on only new ones are told.

A finding is known again by its rule and its line of source; of several alike, by the lines around it. So cells may be
moved and lines reformatted, while a copy of a bad line in another cell is new.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fairlead.errors import CheckError
from fairlead.finding import Finding

VERSION = 1


@dataclass(frozen=True, slots=True)
class Known:
    """Hold one entry of a baseline.

    Parameters
    ----------
    file : str, relative to the baseline.
    message : str, for a person who reads the file.
    """

    file: str
    rule: str
    fingerprint: str
    context: str
    message: str = ""


def known_of(file: str, finding: Finding) -> Known:
    """Return the entry that makes a finding known."""
    evidence = finding.evidence
    return Known(
        file, finding.code, str(evidence.get("fingerprint", "")), str(evidence.get("context", "")), finding.message
    )


def read_baseline(path: Path) -> list[Known]:
    """Read the entries of a baseline.

    Raises
    ------
    CheckError
        It is not there, or no baseline.
    """
    try:
        document = json.loads(path.read_bytes())
    except OSError as error:
        raise CheckError.no_baseline(path) from error
    except ValueError as error:
        raise CheckError.bad_baseline(path, "it is not JSON") from error
    if not isinstance(document, dict) or document.get("version") != VERSION:
        raise CheckError.bad_baseline(path, f"it does not say version {VERSION}")
    try:
        return [Known(**entry) for entry in document["known"]]
    except (KeyError, TypeError) as error:
        raise CheckError.bad_baseline(path, "an entry lacks something, or has too much") from error


def baseline_text(entries: Iterable[Known]) -> str:
    """Return the text of a baseline: an entry a line, sorted, so that a change of it reads well.

    >>> print(baseline_text([Known("a.ipynb", "abs-path", "f1", "c1", "Message.")]))
    {"version": 1, "known": [
      {"file": "a.ipynb", "rule": "abs-path", "fingerprint": "f1", "context": "c1", "message": "Message."}
    ]}
    """
    ordered = sorted(entries, key=lambda one: (one.file, one.rule, one.fingerprint, one.context))
    lines = [json.dumps(_document(entry), ensure_ascii=False) for entry in ordered]
    return f'{{"version": {VERSION}, "known": [\n' + ",\n".join(f"  {line}" for line in lines) + "\n]}"


def _document(entry: Known) -> Mapping[str, Any]:
    return {name: getattr(entry, name) for name in ("file", "rule", "fingerprint", "context", "message")}


def unknown(file: str, findings: Sequence[Finding], entries: Iterable[Known]) -> tuple[list[Finding], list[Known]]:
    """Return the findings of a file that a baseline does not know, and its entries that no longer occur."""
    left: dict[tuple[str, str], list[Known]] = defaultdict(list)
    for entry in entries:
        left[entry.rule, entry.fingerprint].append(entry)
    found = [(finding, known_of(file, finding)) for finding in findings]
    found = [(finding, one) for finding, one in found if not _taken(left, one, exactly=True)]
    new = [finding for finding, one in found if not _taken(left, one, exactly=False)]
    return new, [entry for entries_left in left.values() for entry in entries_left]


def _taken(left: Mapping[tuple[str, str], list[Known]], one: Known, *, exactly: bool) -> bool:
    """Take the entry that makes a finding known, if there is one."""
    alike = left.get((one.rule, one.fingerprint), [])
    entry = next((entry for entry in alike if not exactly or entry.context == one.context), None)
    if entry is not None:
        alike.remove(entry)
    return entry is not None
