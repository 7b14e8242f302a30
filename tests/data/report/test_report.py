"""The report of a suite: one file that a browser, a screen reader and a printer understand, and that leaks nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from fairlead.data import Suite, between, not_null
from fairlead.data.report.page import Report, html_report
from fairlead.data.report.sparkline import svg_sparkline, text_sparkline
from fairlead.data.report.style import PAGE_STYLE
from fairlead.data.report.verdict import sentence_of, share_text, verdict_of
from fairlead.data.result import Result, SuiteResult
from fairlead.data.source import open_table
from fairlead.finding import Finding, Severity

EVIL = '<script>alert("1")</script>'
TABLE = pl.DataFrame(
    {
        "id": [1, 2, 3, 4],
        "age": [36, -1, 41, -2],
        "email": ["ada@x.org", None, "alan@x.org", "grace@x.org"],
        "born": [date(1990, 1, 1), date(1791, 12, 26), None, date(2000, 2, 29)],
    }
)
SUITE = Suite(
    "customers",
    [
        not_null("id", severity="critical"),
        between("age", 0, 120),
        between("email", "b", "z"),
        not_null("born", severity="warning", notes="the clinic's own list"),
    ],
    keys=["id", "email"],
    private=["email"],
)


def reported(result: SuiteResult, **more: Any) -> str:
    report = Report(result.suite.name, "data/customers.parquet", result.rows, result.results, result.findings, 0.0)
    return html_report(replace(report, private=result.suite.private, **more))


class Page(HTMLParser):
    """Collect the tags and the text of a page, and check that every tag is closed."""

    EMPTY = frozenset({"meta", "rect", "polyline", "circle"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(html)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.EMPTY:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


class TestWhatItSays:
    def test_the_verdict_stands_before_everything_else(self) -> None:
        page = Page(reported(SUITE.run(TABLE)).partition("</head>")[2].removesuffix("</html>\n"))
        assert page.text.index("Failed") < page.text.index("3 of 4 rules are broken, in 4 rows.")
        assert page.text.index("3 of 4 rules") < page.text.index("What to know") < page.text.index("Verdict")

    def test_broken_rules_come_first_the_worst_at_the_top(self) -> None:
        text = Page(reported(SUITE.run(TABLE)).rpartition("<h2>Rules</h2>")[2].partition("</section>")[0]).text
        places = [text.index(words) for words in ("age is at least 0", "born is not missing", "id is not missing")]
        assert places == sorted(places)

    def test_a_row_is_shown_with_its_number_and_its_keys(self) -> None:
        html = reported(SUITE.run(TABLE))
        assert "<tr><td>1</td><td>2</td><td>-1</td></tr>" in html
        assert '<th scope="col">row</th><th scope="col">id</th><th scope="col">age</th>' in html

    def test_the_verdict_is_a_word_and_not_only_a_colour(self) -> None:
        html = reported(SUITE.run(TABLE))
        assert "✗&nbsp;error" in html
        assert "⚠&nbsp;warning" in html
        assert "✓&nbsp;holds" in html

    def test_a_clean_table_needs_no_list_of_what_to_know(self) -> None:
        text = Page(reported(Suite("s", [not_null("id")]).run(TABLE))).text
        assert "Passed" in text
        assert "The one rule holds for 4 rows." in text
        assert "What to know" not in text

    def test_what_is_said_of_several_findings_is_said_once(self) -> None:
        findings = [Finding("a", Severity.ERROR, f"Number {n}.", why="Because.", fix="run `x`") for n in range(3)]
        html = reported(replace(SUITE.run(TABLE), findings=tuple(findings)))
        assert (html.count("Because."), html.count("<code>x</code>")) == (1, 1)
        assert "Number 2." in html

    def test_a_suite_without_rules_and_a_table_without_rows_make_a_page(self) -> None:
        assert "There are no rules" in Page(reported(Suite("empty").run(TABLE))).text
        assert "All 4 rules hold for 0 rows." in Page(reported(SUITE.run(TABLE.clear()))).text

    def test_the_columns_are_listed(self) -> None:
        text = Page(reported(SUITE.run(TABLE), schema=open_table(TABLE).schema)).text
        assert "4 columns" in text
        assert "Int64" in text

    def test_what_became_of_the_rows_is_told(self, tmp_path: Path) -> None:
        suite = Suite("s", [between("age", 0, 120, fail_above=0.9)])
        split = suite.split(TABLE, tmp_path / "out")
        result = suite.run(TABLE)
        text = Page(reported(replace(result, findings=split.findings), split=split)).text
        assert "Of 4 rows, 2 are valid and 2 (50.00 %) are in quarantine." in " ".join(text.split())
        assert "2 because not: age is at least 0 and at most 120" in text

    def test_the_history_is_drawn_once_there_is_one(self) -> None:
        result = SUITE.run(TABLE)
        assert "spark" not in reported(result).partition("</style>")[2]
        html = reported(result, history={"age is at least 0 and at most 120": [0.01, 0.02, 0.5]})
        labels = [one["aria-label"] for one in Page(html).named("svg") if one.get("role") == "img"]
        assert labels == ["share of broken rows in the last 3 validations: from 1.00 % to 50.00 %"]


class TestSafety:
    def test_nothing_that_a_table_holds_becomes_part_of_the_page(self) -> None:
        table = pl.DataFrame({EVIL: [EVIL, "x"], '"><img src=x onerror=y>': [1, None]})
        suite = Suite(EVIL, [between(EVIL, "y", "z"), not_null('"><img src=x onerror=y>', notes=EVIL)], keys=[EVIL])
        html = reported(suite.run(table), source=EVIL, schema=open_table(table).schema, history={EVIL: [1, 2]})
        page = Page(html)
        assert not page.named("script")
        assert not page.named("img")
        assert EVIL in page.text
        assert suite.run(table)._repr_html_().count("<script") == suite._repr_html_().count("<script") == 0

    def test_no_value_of_a_private_column_is_shown_not_even_as_a_key(self, tmp_path: Path) -> None:
        result = SUITE.run(TABLE)
        split = SUITE.split(TABLE, tmp_path / "out")
        for html in (reported(result), reported(result, split=split), result._repr_html_(), split._repr_html_()):
            assert "x.org" not in html
            assert "Values are not shown: email is private." in html

    def test_what_a_private_column_was_measured_to_be_is_not_shown(self) -> None:
        result = Result(between("email", "a", "b"), False, observed_value="ada@x.org")
        html = reported(replace(SUITE.run(TABLE), results=(result,), findings=()))
        assert "ada@x.org" not in html
        assert "private" in html

    def test_characters_that_cannot_be_seen_are_written_as_escapes(self) -> None:
        table = pl.DataFrame({"a": ["\x1b[2J\u202e"]})
        assert "\\x1b[2J\\u202e" in reported(Suite("s", [between("a", "b", "c")]).run(table))

    def test_a_value_of_ten_megabytes_is_cut(self) -> None:
        table = pl.DataFrame({"a": ["a" * 10_000_000]})
        assert len(reported(Suite("s", [between("a", "b", "c")]).run(table))) < 30_000

    def test_it_needs_no_other_file_and_no_script(self) -> None:
        html = reported(SUITE.run(TABLE))
        page = Page(html)
        assert not {tag for tag, _ in page.tags} & {"script", "link", "img", "iframe", "object"}
        assert "url(" not in html
        assert "http" not in html

    def test_thirty_rules_stay_below_100_kilobytes(self) -> None:
        table = pl.DataFrame({f"column_{n}": [-1.5] * 30 for n in range(30)} | {"id": list(range(30))})
        suite = Suite("s", [between(f"column_{n}", 0, 1) for n in range(30)], keys=["id"])
        result = suite.run(table)
        history = {one.expectation.sentence: [0.5] * 20 for one in result}
        assert len(reported(result, history=history, schema=open_table(table).schema).encode()) < 100_000


class TestAccessibility:
    def test_it_has_a_language_a_title_and_headings_in_order(self) -> None:
        page = Page(reported(SUITE.run(TABLE), schema=open_table(TABLE).schema))
        assert page.named("html")[0]["lang"] == "en"
        assert "customers: failed" in page.text
        headings = [tag for tag, _ in page.tags if re.fullmatch(r"h\d", tag)]
        assert headings[0] == "h1"
        assert headings.count("h1") == 1
        assert set(headings[1:]) == {"h2"}

    def test_every_table_has_a_caption_and_every_head_says_what_it_heads(self) -> None:
        page = Page(reported(SUITE.run(TABLE), schema=open_table(TABLE).schema))
        assert len(page.named("table")) == len(page.named("caption")) > 2
        assert all(one.get("scope") in ("col", "row") for one in page.named("th"))

    def test_every_picture_is_named_or_marked_as_decoration(self) -> None:
        page = Page(reported(SUITE.run(TABLE), history={"age is at least 0 and at most 120": [0.01, 0.02]}))
        assert all(one.get("aria-label") or one.get("aria-hidden") == "true" for one in page.named("svg"))

    @pytest.mark.parametrize("colors", re.findall(r":root\{([^}]*)\}", PAGE_STYLE)[:2], ids=["light", "dark"])
    def test_every_text_has_a_contrast_of_4_5(self, colors: str) -> None:
        color = dict(part.removeprefix("--").split(":") for part in colors.split(";"))
        pairs = [(tone, back) for tone in ("good", "warning", "bad", "note") for back in ("card", f"{tone}-back")]
        pairs += [(ink, back) for ink in ("ink", "soft", "link") for back in ("card", "paper")]
        assert {pair: value for pair in pairs if (value := contrast(color[pair[0]], color[pair[1]])) < 4.5} == {}


def contrast(one: str, other: str) -> float:
    """Compute the contrast of two colours, by WCAG 2.2."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(color: str) -> float:
    digits = color.removeprefix("#")
    digits = digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    parts = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


class TestWords:
    def test_a_warning_is_not_a_failure(self) -> None:
        found = [Finding("a", severity, "") for severity in (Severity.INFO, Severity.WARNING)]
        assert str(verdict_of(found[:1])) == "✓ passed"
        assert str(verdict_of(found)) == "⚠ passed with warnings"
        assert str(verdict_of([*found, Finding("a", Severity.ERROR, "")])) == "✗ failed"

    def test_sentences_count_right(self) -> None:
        good, bad = Result(not_null("a"), True), Result(not_null("a"), False)
        assert sentence_of([good, good], 1) == "All 2 rules hold for 1 row."
        assert sentence_of([bad], 2) == "The one rule is broken, in 2 rows."
        assert sentence_of([good, bad], 2) == "1 of 2 rules is broken, in 2 rows."

    def test_a_share_that_is_not_whole_never_reads_as_none_or_all(self) -> None:
        assert [share_text(share) for share in (1e-9, 1 - 1e-9)] == ["< 0.01 %", "> 99.99 %"]


class TestSparklines:
    def test_a_flat_line_is_drawn_flat(self) -> None:
        assert text_sparkline([0.0, 0.0, 0.0]) == "▁▁▁"
        assert text_sparkline([0.5, 0.5]) == "██"
        assert len(set(re.findall(r",([\d.]+)", svg_sparkline([3, 3, 3], "x")))) == 1

    def test_one_number_and_none_at_all_are_drawn_too(self) -> None:
        assert text_sparkline([]) == ""
        assert "<circle" in svg_sparkline([1.0], "x")
        assert "<circle" not in svg_sparkline([None, None], "x")

    def test_a_gap_stays_a_gap(self) -> None:
        assert svg_sparkline([1, 2, None, 2, 1], "x").count("<polyline") == 2
