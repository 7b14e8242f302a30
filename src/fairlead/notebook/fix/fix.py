"""Mend what is safe, one finding at a time: each mend must prove itself by a new check, or it is taken back."""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from fairlead.finding import Finding
from fairlead.notebook.check import check_notebook
from fairlead.notebook.facts import Facts, Surroundings
from fairlead.notebook.fix.edit import Edit, edited, lines_touched
from fairlead.notebook.fix.mends import MENDS
from fairlead.notebook.fix.written import written
from fairlead.notebook.notebook import Notebook, Place
from fairlead.notebook.read import notebook_of
from fairlead.notebook.rules import chosen_rules
from fairlead.notebook.rules.rule import Hit

_MOST = 300
"""Mends of one notebook after which it is enough."""

_WAIVED = "a finding is waived or known in its lines"


_COUNTS_LINES = frozenset(("no-tests-no-asserts", "no-functions"))
"""Rules that a notebook may break only because a mend has made it a line longer."""


@dataclass(frozen=True, slots=True)
class Mended:
    """Hold a finding that is gone: its rule, where it stood, and what it said."""

    rule: str
    place: Place
    message: str


@dataclass(frozen=True, slots=True)
class Left:
    """Hold a finding that `fix_notebook` keeps its hands off, and why."""

    rule: str
    place: Place
    message: str
    reason: str


@dataclass(frozen=True, slots=True)
class Fixed:
    """Hold a notebook with what could be mended.

    Parameters
    ----------
    content : of the new file; the old one where nothing was mended.
    before, after : the notebook as it was and as it is.
    mended : in the order in which it was done.
    left : findings of rules that have a mend, places as they are now.
    """

    content: bytes
    before: Notebook
    after: Notebook
    mended: tuple[Mended, ...] = ()
    left: tuple[Left, ...] = ()


@dataclass(frozen=True, slots=True)
class _State:
    """Hold the notebook between two mends: its text, what it says, and how often each rule hits."""

    text: str
    notebook: Notebook
    facts: Facts
    counts: Counter[str]


def fix_notebook(
    content: bytes,
    path: str,
    findings: Iterable[Finding],
    *,
    held: Iterable[Finding] = (),
    beside: Path | None = None,
    surroundings: Surroundings | None = None,
) -> Fixed:
    """Mend what is safe in a notebook, and change nothing else in its file.

    Parameters
    ----------
    findings : of `check_notebook` on this content; only these are mended, and what they turn into.
    held : findings that are waived or known: their lines are left as they are.
    beside : the folder in which files for ``%run`` are looked for.

    >>> content = b"from sklearn.cluster import KMeans" + bytes([10]) + b"model = KMeans(3)"
    >>> notebook = notebook_of(content, "a.py")
    >>> fix_notebook(content, "a.py", check_notebook(notebook)).content.splitlines()[1]
    b'model = KMeans(3, random_state=42)'
    """
    wanted = list(findings)
    start = notebook_of(content, path, beside=beside)
    text, unread = _text(content)
    if text is None:
        return Fixed(content, start, start, left=tuple(_all_left(Facts(start), wanted, unread)))
    new_line = "\r\n" if "\r\n" in text else "\n"
    state = _state(text.replace("\r\n", "\n"), path, beside, surroundings)
    fenced = _fenced(state, wanted, held)
    mended: list[Mended] = []
    left: list[Left] = []
    while len(mended) < _MOST:
        done, state, left = _next(state, {finding.code for finding in wanted}, fenced, path, beside, surroundings)
        if not done:
            break
        mended += done
    if not mended:
        return Fixed(content, start, start, left=tuple(left))
    mark = codecs.BOM_UTF8 if content.startswith(codecs.BOM_UTF8) else b""
    new = mark + state.text.replace("\n", new_line).encode()
    return Fixed(new, start, state.notebook, tuple(mended), tuple(left))


def _text(content: bytes) -> tuple[str | None, str]:
    """Return the text of a file, or why it cannot be written again as it is."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None, "the file is not UTF-8"
    breaks = text.replace("\r\n", "")
    if "\r" in breaks or ("\r\n" in text and "\n" in breaks):
        return None, "the lines of the file end in several ways"
    if "\\r" in text and text.lstrip().startswith("{"):
        return None, "the file may hold line breaks of another kind"
    return text, ""


def _state(text: str, path: str, beside: Path | None, surroundings: Surroundings | None) -> _State:
    notebook = notebook_of(text, path, beside=beside)
    found = check_notebook(notebook, surroundings=surroundings, suppressed=True)
    return _State(text, notebook, Facts(notebook, surroundings or Surroundings()), Counter(one.code for one in found))


def _next(
    state: _State,
    rules: set[str],
    fenced: set[tuple[int, str]],
    path: str,
    beside: Path | None,
    surroundings: Surroundings | None,
) -> tuple[list[Mended], _State, list[Left]]:
    """Return what the first mend that holds takes away, with the notebook after it; without one, why each was left."""
    left = []
    for rule, hit in _hits(state.facts, rules):
        edits = MENDS[rule](state.facts, hit)
        reason = edits if isinstance(edits, str) else _forbidden(state.notebook, edits, fenced)
        if not reason:
            assert not isinstance(edits, str)
            after = _made(state, edits, path, beside, surroundings)
            reason = "it could not be written" if after is None else _worse(state, after, rule)
            if after is not None and not reason:
                return _gone(state, after, rule, hit), after, []
        left.append(Left(rule, hit.place, hit.message, reason))
    return [], state, left


def _gone(before: _State, after: _State, rule: str, hit: Hit) -> list[Mended]:
    """Return the finding that was mended, and those of the same rule behind it that went with it."""
    number = before.counts[rule] - after.counts[rule]
    found = [one for _, one in _hits(before.facts, {rule}) if one.place >= hit.place]
    return [Mended(rule, one.place, one.message) for one in found[: max(number, 1)]]


def _hits(facts: Facts, rules: set[str]) -> Sequence[tuple[str, Hit]]:
    """Return what may be mended, in the order of the table of mends."""
    by_name = {rule.name: rule for rule in chosen_rules(sorted(rules & MENDS.keys()))} if rules & MENDS.keys() else {}
    found = []
    for name in MENDS:
        hits = by_name[name].hits(facts) if name in by_name else ()
        found += [(name, hit) for hit in hits if hit.confidence != "low"]
    return found


def _made(
    state: _State, edits: Sequence[Edit], path: str, beside: Path | None, surroundings: Surroundings | None
) -> _State | None:
    """Return the notebook with edits made; None where they do not fit together."""
    sources = {}
    for number in {edit.cell for edit in edits}:
        try:
            sources[number] = edited(state.notebook.cells[number - 1].source, [e for e in edits if e.cell == number])
        except ValueError:
            return None
    text = written(state.text, state.notebook, sources)
    if text is None or text == state.text:
        return None
    after = _state(text, path, beside, surroundings)
    if len(after.notebook.cells) != len(state.notebook.cells):
        return None
    expected = [sources.get(cell.number, cell.source) for cell in state.notebook.cells]
    return after if [cell.source for cell in after.notebook.cells] == expected else None


def _worse(before: _State, after: _State, rule: str) -> str:
    """Return why a mend does not hold, or ""."""
    for old, new in zip(before.notebook.cells, after.notebook.cells, strict=True):
        if new.problem is not None and old.problem is None:
            return "the cell could not be parsed any more"
    if after.counts[rule] >= before.counts[rule]:
        return "the finding would still be there"
    allowed = _COUNTS_LINES | _follow_from(rule)
    more = [code for code, number in after.counts.items() if number > before.counts[code] and code not in allowed]
    return f"it would bring a finding of `{more[0]}`" if more else ""


def _follow_from(rule: str) -> frozenset[str]:
    """Return the rules that ask about an honest score: a notebook may break them once a leak is mended."""
    (mended,) = chosen_rules([rule])
    return frozenset(one.name for one in chosen_rules(["evaluation"])) if mended.group == "leakage" else frozenset()


def _fenced(state: _State, wanted: Sequence[Finding], held: Iterable[Finding]) -> set[tuple[int, str]]:
    """Return the lines, by cell and text, that stay as they are: those of what is waived, known, or not asked for."""
    notebook = state.notebook
    asked = {(one.code, one.where.cell, one.where.line, one.where.column) for one in wanted if one.where}
    fenced = {_line_of(notebook, one) for one in held}
    for name, hit in _hits(state.facts, {one.code for one in wanted}):
        where = notebook.where(hit.place)
        if (name, where.cell, where.line, where.column) not in asked:
            fenced.add((hit.place.cell, notebook.line_text(hit.place).strip()))
    return fenced


def _line_of(notebook: Notebook, finding: Finding) -> tuple[int, str]:
    """Return the cell and the text of the line in which a finding stands."""
    where = finding.where
    if where is None or where.line is None:
        return 0, ""
    if where.cell is not None:
        return where.cell, notebook.line_text(Place(where.cell, where.line)).strip()
    for cell in reversed(notebook.cells):
        if cell.first_line <= where.line:
            return cell.number, notebook.line_text(Place(cell.number, where.line - cell.first_line + 1)).strip()
    return 0, ""


def _forbidden(notebook: Notebook, edits: Sequence[Edit], fenced: set[tuple[int, str]]) -> str:
    for edit in edits:
        source = notebook.cells[edit.cell - 1].source
        lines = source.split("\n")
        if any((edit.cell, lines[number - 1].strip()) in fenced for number in lines_touched(source, edit)):
            return _WAIVED
    return ""


def _all_left(facts: Facts, wanted: Sequence[Finding], reason: str) -> Sequence[Left]:
    return [Left(rule, hit.place, hit.message, reason) for rule, hit in _hits(facts, {one.code for one in wanted})]
