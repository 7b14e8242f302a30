"""`fairlead validate --history`: how a suite went over time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fairlead.errors import SuiteError

if TYPE_CHECKING:
    from fairlead.cli.screen import Screen
    from fairlead.store import Store

Row = Mapping[str, Any]
LATEST = 10
"""Validations that are listed one by one."""


def show_history(suite: str | None, as_json: bool) -> int:
    """Show the latest validations by a suite, and how often each rule was broken over time.

    Parameters
    ----------
    suite : its name, or its file; the only one there is, or a list of all, if it is None.

    Raises
    ------
    SuiteError
        No validation by it is stored.
    """
    from fairlead.cli.documents import print_document
    from fairlead.cli.screen import Screen
    from fairlead.project import Project

    with Project.find(needs_pipeline=False).open_store() as store:
        name = _named(store, suite)
        if name is None:
            rows = [store.validations.recent(one, 1)[0] for one in store.validations.suites()]
            document: dict[str, Any] = {"suites": [_latest(row) for row in rows]}
        else:
            rows, document = store.validations.recent(name, LATEST), _document(store, name)
    if as_json:
        print_document(document)
        return 0
    screen = Screen()
    screen.write(*(_suites(screen, rows) if name is None else _lines(screen, rows, document)))
    return 0


def _named(store: Store, suite: str | None) -> str | None:
    known = store.validations.suites()
    if not known:
        raise SuiteError.no_history(None, known)
    if suite is None:
        return known[0] if len(known) == 1 else None
    if suite in known:
        return suite
    if Path(suite).is_file() or ".py:" in suite:
        from fairlead.project import find_suite

        suite = find_suite(suite).name
    if suite not in known:
        raise SuiteError.no_history(suite, known)
    return suite


def _document(store: Store, name: str) -> dict[str, Any]:
    from fairlead.project.validation import VALIDATIONS_SHOWN, history_of, is_number

    rows = store.validations.history(name, VALIDATIONS_SHOWN)
    last = {row["sentence"]: row for row in rows}
    return {
        "suite": name,
        "validations": [_latest(row) for row in store.validations.recent(name, VALIDATIONS_SHOWN)],
        "rules": [
            {
                "rule": last[sentence]["rule"],
                "sentence": sentence,
                "is_share": not is_number(last[sentence]["observed"]) or last[sentence]["unexpected"] is not None,
                "over_time": list(values),
            }
            for sentence, values in history_of(rows).items()
        ],
    }


def _latest(row: Row) -> dict[str, Any]:
    from fairlead.clock import timestamp

    names = ("id", "suite", "source", "row_count", "success", "worst", "split", "run_id", "seconds")
    return {**{name: row[name] for name in names}, "at": timestamp(row["at"])}


def _lines(screen: Screen, rows: Sequence[Row], document: Row) -> Iterator[str]:
    from fairlead.cli.screen import count

    total = len(document["validations"])
    yield screen.strong(f"{document['suite']}: the latest {count(total, 'validation')}, the newest on the right")
    yield ""
    ordered = sorted(document["rules"], key=lambda rule: -(rule["over_time"][-1] or 0) if rule["is_share"] else 1)
    heads = ["over time", "now", "most", "rule"]
    yield from screen.columns(heads, [_rule(rule) for rule in ordered], right={"now", "most"})
    yield ""
    yield from screen.columns(
        ["when", "verdict", "rows", "quarantined", "table"],
        [_validation(row) for row in rows],
        right={"rows", "quarantined"},
    )


def _rule(rule: Row) -> list[str]:
    from fairlead.data.report.sparkline import text_sparkline
    from fairlead.data.report.verdict import observed_text, share_text

    values = rule["over_time"]
    known = [value for value in values if value is not None]
    show = share_text if rule["is_share"] else observed_text
    now = "" if values[-1] is None else show(values[-1])
    return [text_sparkline(values), now, show(max(known)) if known else "", rule["sentence"]]


def _validation(row: Row) -> list[str]:
    from fairlead.cli.screen import moment

    out = str(f"{row['split']['rows_quarantined']:,}") if row["split"] else ""
    return [moment(row["at"]), _verdict(row), f"{row['row_count']:,}", out, row["source"]]


def _verdict(row: Row) -> str:
    return {None: "✓ passed", "info": "✓ passed", "warning": "⚠ warning"}.get(row["worst"], f"✗ {row['worst']}")


def _suites(screen: Screen, rows: Sequence[Row]) -> Iterator[str]:
    heads = ["suite", "last", "verdict", "rows", "table"]
    cells = [[row["suite"], *(_validation(row)[n] for n in (0, 1, 2, 4))] for row in rows]
    yield from screen.columns(heads, cells, right={"rows"})
    yield from ("", f"One of them: fairlead validate --history {rows[0]['suite']}")
