"""`fairlead validate --suggest`: propose a suite."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fairlead.data.profile.proposal import SuggestedSuite


def propose(table: str, output: Path | None, overwrite: bool, as_json: bool) -> int:
    """Propose a suite from a table, on the screen or as a file.

    Raises
    ------
    SuiteError
        The file is there already, or cannot be written.
    """
    from fairlead.cli.documents import print_document
    from fairlead.cli.screen import Screen
    from fairlead.data.profile.proposal import suggest
    from fairlead.errors import SuiteError

    if output is not None and output.exists() and not overwrite:
        raise SuiteError.would_overwrite(output)
    found = suggest(table, name=_name(table, output))
    if output is not None:
        found.save(output)
    if as_json:
        print_document(_document(found, output))
        return 0
    if output is None:
        sys.stdout.write(found.text())  # so that `> suite.toml` gives a suite
        return 0
    Screen().write(*_summary(found, table, output))
    return 0


def _name(table: str, output: Path | None) -> str:
    stem = (output or Path(table)).name.partition(".")[0]
    return stem if stem and not set(stem) & set("*?[") else "suggested"


def _summary(found: SuggestedSuite, table: str, output: Path) -> Iterator[str]:
    from shlex import quote

    from fairlead.cli.screen import count, one_line

    yield f"Proposed {count(len(found), 'rule')} from {count(found.rows, 'row')}: {output}"
    if found.private:
        yield f"Private, as they seem to say who somebody is: {one_line(', '.join(found.private))}"
    if found.questions:
        yield from ("", "Questions that only you can answer:")
        yield from (f"  {one_line(question)}" for question in found.questions)
    yield ""
    yield "Read the file: the evidence stands above each rule. Change what is not meant so, and then:"
    yield f"  fairlead validate {quote(table)} --suite {quote(str(output))}"


def _document(found: SuggestedSuite, output: Path | None) -> dict[str, Any]:
    return {
        "suite": found.name,
        "rows": found.rows,
        "file": None if output is None else str(output),
        "keys": found.keys,
        "private": found.private,
        "questions": found.questions,
        "rules": [
            {
                "rule": one.expectation.label,
                "type": one.expectation.name,
                "sentence": one.expectation.sentence,
                "evidence": one.evidence,
                "confidence": one.confidence,
            }
            for one in found
        ],
    }
