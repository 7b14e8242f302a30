"""What ruff finds in the same files, as findings; it runs as a program of its own, with its own settings."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from fairlead.errors import CheckError
from fairlead.finding import Finding, Severity, Where

PREFIX = "ruff:"
_ERRORS = ("E9", "F821", "F822", "F823", "invalid-syntax", "io-error")
"""Codes of ruff for what stops a notebook; everything else is a warning."""


def ruff_findings(files: Sequence[tuple[str, bytes]]) -> dict[str, tuple[Finding, ...]]:
    """Return what ruff finds, by file.

    Raises
    ------
    CheckError
        There is no ruff, or it does not answer.
    """
    program = _program()
    found: dict[str, list[Finding]] = {}
    on_disk = [file for file, _ in files if os.path.exists(file)]
    if on_disk:
        for raw in _answers(program, ["--", *on_disk], None):
            found.setdefault(str(raw["filename"]), []).append(_finding(raw))
    for file, content in files:
        if file not in on_disk:  # what came on stdin
            found[os.path.abspath(file)] = [_finding(raw) for raw in _answers(program, _stdin(file), content)]
    return {file: tuple(_named(found.get(os.path.abspath(file), ()), file)) for file, _ in files}


def _program() -> str:
    """Return ruff as it is installed beside this Python, or else on the path."""
    beside = shutil.which("ruff", path=str(Path(sys.executable).parent))
    program = beside or shutil.which("ruff")
    if program is None:
        raise CheckError.no_ruff()
    return program


def _stdin(file: str) -> list[str]:
    return ["--stdin-filename", file if file.endswith((".ipynb", ".py")) else "stdin.ipynb", "-"]


def _answers(program: str, files: Sequence[str], content: bytes | None) -> list[Mapping[str, Any]]:
    command = [program, "check", "--output-format", "json", "--exit-zero", "--no-fix", "--quiet", *files]
    done = subprocess.run(command, input=content, capture_output=True, check=False)
    try:
        answers = json.loads(done.stdout)
    except ValueError:
        answers = None
    if done.returncode != 0 or not isinstance(answers, list):
        words = done.stderr.decode(errors="replace").strip().splitlines() or ["it printed no JSON"]
        raise CheckError.ruff_failed(words[-1])
    return answers


def _finding(raw: Mapping[str, Any]) -> Finding:
    code = str(raw.get("code") or "syntax")
    begin, end = raw.get("location") or {}, raw.get("end_location") or {}
    return Finding(
        f"{PREFIX}{code}",
        Severity.ERROR if code.startswith(_ERRORS) else Severity.WARNING,
        str(raw.get("message", "")),
        Where(
            file=str(raw["filename"]), cell=raw.get("cell"), line=begin.get("row"), column=begin.get("column"),
            end_line=end.get("row"), end_column=end.get("column"),
        ),
        evidence={"group": "ruff", "confidence": "high", **({"url": raw["url"]} if raw.get("url") else {})},
        fix=(raw.get("fix") or {}).get("message"),
    )  # fmt: skip


def _named(findings: Iterable[Finding], file: str) -> Iterable[Finding]:
    """Return findings that name the file as the person did."""
    return (replace(finding, where=replace(finding.where, file=file)) for finding in findings)
