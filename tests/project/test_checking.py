"""The parts of `fairlead check` below its command line."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.finding import Finding, Severity, Where
from fairlead.notebook.read import notebook_of
from fairlead.project.checking import cache as cache_module
from fairlead.project.checking.baseline import Known, baseline_text, known_of, read_baseline, unknown
from fairlead.project.checking.cache import Cache
from fairlead.project.checking.diff import changes
from fairlead.project.checking.excerpt import with_sources
from fairlead.project.checking.lines import file_lines
from fairlead.project.checking.many import Job, attempted, examine_all
from fairlead.project.checking.one import Examined, Options
from fairlead.project.checking.settings import matches

sources = st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=40), max_size=6)


def found(line: str, before: str = "", after: str = "") -> Finding:
    """Return a finding of one rule about a line with others around it."""
    notebook = notebook_of("\n".join([before, line, after]), "n.py")
    (one,) = with_sources([Finding("rule", Severity.ERROR, "Message.", Where("n.py", line=2))], notebook)
    return one


class TestLines:
    @pytest.mark.parametrize("indent", [None, 1, 4])
    @pytest.mark.parametrize("ascii_only", [True, False])
    @given(sources)
    def test_each_line_is_found_where_json_has_put_it(
        self, indent: int | None, ascii_only: bool, cells: list[str]
    ) -> None:
        document = {
            "cells": [{"outputs": [{"text": ['"source": ["x"]\n']}], "source": cell.split("\n")} for cell in cells]
        }
        for one in document["cells"]:
            one["source"] = [f"{line}\n" for line in one["source"][:-1]] + one["source"][-1:]  # type: ignore[operator]
        text = json.dumps(document, indent=indent, ensure_ascii=ascii_only)
        lines = text.split("\n")
        for cell, numbers in zip(cells, file_lines(text, cells), strict=True):
            assert len(numbers) == cell.count("\n") + 1
            for part, number in zip(cell.split("\n"), numbers, strict=True):
                assert json.dumps(part, ensure_ascii=ascii_only)[1:-1] in lines[number - 1]

    def test_a_source_that_is_one_string_stands_in_one_line(self) -> None:
        text = '{"cells": [\n{"source": "a\\nb"},\n{"source": "c"}]}'
        assert file_lines(text, ["a\nb", "c"]) == [[2, 2], [3]]

    def test_words_of_metadata_and_format_3_do_not_mislead(self) -> None:
        text = '{"metadata": {"source": "a"},\n"worksheets": [{"cells": [\n{"input": ["b"]}]}]}'
        assert file_lines(text, ["b"]) == [[3]]

    @given(st.text(), sources)
    def test_whatever_the_file_holds_it_is_no_trouble(self, text: str, cells: list[str]) -> None:
        assert len(file_lines(text, cells)) == len(cells)


class TestBaseline:
    def test_a_copy_of_a_known_line_in_another_place_is_the_new_one(self) -> None:
        old, copy = found("x = 1", "a", "b"), found("x = 1", "c", "d")
        new, gone = unknown("n.py", [copy, old], [known_of("n.py", old)])
        assert (new, gone) == ([copy], [])

    def test_a_known_line_between_other_lines_is_still_known(self) -> None:
        old = found("x = 1", "a", "b")
        assert unknown("n.py", [found("x  =  1 ", "c", "d")], [known_of("n.py", old)]) == ([], [])

    def test_an_entry_covers_one_finding_only(self) -> None:
        old = found("x = 1")
        new, _ = unknown("n.py", [old, old, old], [known_of("n.py", old)] * 2)
        assert new == [old]

    @given(st.lists(st.sampled_from("abcde"), max_size=8), st.lists(st.sampled_from("abcde"), max_size=8))
    def test_nothing_is_lost_and_nothing_counted_twice(self, before: list[str], now: list[str]) -> None:
        entries = [known_of("n.py", found(line)) for line in before]
        new, gone = unknown("n.py", [found(line) for line in now], entries)
        assert len(now) - len(new) == len(before) - len(gone)
        assert sorted(finding.evidence["source"] for finding in new) == sorted(_without(now, before))

    def test_what_was_written_is_read_back(self, tmp_path: Path) -> None:
        entries = [Known("b.ipynb", "r", "f", "c", "é"), Known("a.ipynb", "r", "f", "c", '"')]
        path = tmp_path / "known.json"
        path.write_text(baseline_text(entries), encoding="utf-8")
        assert read_baseline(path) == sorted(entries, key=lambda entry: entry.file)


def _without(many: list[str], others: list[str]) -> list[str]:
    left = list(many)
    for one in others:
        if one in left:
            left.remove(one)
    return left


class TestDiff:
    def notebook(self, *cells: str, printed: str = "") -> Any:
        outputs = [{"output_type": "stream", "name": "stdout", "text": printed}] if printed else []
        made = [{"cell_type": "code", "source": cell, "outputs": outputs} for cell in cells]
        return notebook_of(json.dumps({"cells": made}), "n.ipynb")

    def test_only_lines_that_were_not_there_are_new(self) -> None:
        new = changes(self.notebook("a = 1", "b = 2\nc = 3\nd = 4"), self.notebook("b = 2\nd = 4", "a = 1"))
        assert new.lines == {(2, 2)}

    def test_what_is_indented_anew_is_not_new(self) -> None:
        new = changes(self.notebook("if x:\n    a = 1"), self.notebook("a = 1"))
        assert new.lines == {(1, 1)}

    def test_of_a_new_notebook_all_is_new(self) -> None:
        assert changes(self.notebook("a = 1\nb = 2"), None).lines == {(1, 1), (1, 2)}

    def test_a_leak_is_new_if_any_step_of_its_way_is(self) -> None:
        new = changes(self.notebook("fit()", "split()"), self.notebook("fit()"))
        leak = Finding("leak", Severity.ERROR, "M.", Where("n.ipynb", line=1, cell=1))
        assert not new.touch(leak)
        steps = [{"cell": 1, "line": 1}, {"cell": 2, "line": 1}]
        assert new.touch(Finding("leak", Severity.ERROR, "M.", leak.where, evidence={"path": steps}))

    def test_a_secret_in_an_output_is_new_if_the_output_is(self) -> None:
        before, after = self.notebook("a"), self.notebook("a", printed="token")
        told = Finding("secret-in-output", Severity.ERROR, "M.", Where("n.ipynb", line=1, cell=1))
        assert changes(after, before).touch(told)
        assert not changes(after, after).touch(told)

    @given(sources)
    def test_nothing_is_new_in_the_same_notebook(self, cells: list[str]) -> None:
        notebook = self.notebook(*cells)
        assert not changes(notebook, notebook).lines


class TestSecrets:
    def test_no_line_of_the_notebook_shows_what_a_secrets_finding_points_at(self) -> None:
        notebook = notebook_of('key = "hunter2hunter2"; use("/home/you")\n', "n.py")
        secret = Finding("secret-in-code", Severity.CRITICAL, "M.", Where("n.py", 1, 7, end_line=1, end_column=23))
        path = Finding("abs-path", Severity.ERROR, "M.", Where("n.py", 1, 29, end_line=1, end_column=40))
        shown = [one.evidence["source"] for one in with_sources([path, secret], notebook)]
        assert shown == ['key = "••••••••••••••"; use("/home/you")'] * 2

    def test_a_secret_over_several_lines_is_hidden_in_each(self) -> None:
        notebook = notebook_of('key = """begin\nabc\nend"""\n', "n.py")
        secret = Finding("secret-in-code", Severity.CRITICAL, "M.", Where("n.py", 1, 1, end_line=3, end_column=7))
        other = Finding("x", Severity.INFO, "M.", Where("n.py", 2, 1))
        shown = " ".join(one.evidence["source"] for one in with_sources([secret, other], notebook))
        assert "begin" not in shown
        assert "abc" not in shown


class TestCache:
    def test_the_oldest_go_when_it_is_full(self, tmp_path: Path, monkeypatch: Any) -> None:
        monkeypatch.setattr(cache_module, "MOST_ENTRIES", 8)
        cache = Cache(tmp_path)
        for number in range(8):
            key = f"{number:02}abc"
            cache.keep({key: {"n": number}})
            os.utime(tmp_path / key[:2] / f"{key[2:]}.json", (number, number))
        cache.keep({"99abc": {"n": 99}})
        assert [cache.find(f"{number:02}abc") is None for number in range(8)] == [True] * 3 + [False] * 5
        assert cache.find("99abc") == {"n": 99}

    def test_what_is_no_entry_is_none(self, tmp_path: Path) -> None:
        Cache(tmp_path).keep({"aabb": {"n": 1}})
        (tmp_path / "aa" / "bb.json").write_text("[1]")
        assert Cache(tmp_path).find("aabb") is None


def _dies(job: Job) -> Examined:
    if b"die" in job.content:
        os._exit(9)
    return attempted(job)


class TestMany:
    def test_one_that_takes_its_process_down_does_not_take_the_others(self, monkeypatch: Any, tmp_path: Path) -> None:
        monkeypatch.setattr("fairlead.project.checking.many.attempted", _dies)
        contents = [b"die" if number == 5 else b"x = 1" for number in range(12)]
        jobs = [Job(f"{n}.py", content, tmp_path, Options()) for n, content in enumerate(contents)]
        results = dict(examine_all(jobs, 2))
        assert sorted(results) == list(range(12))
        assert [n for n, one in results.items() if one.checked.trouble] == [5]
        assert "has died" in str(results[5].checked.trouble)

    def test_an_error_of_our_own_is_told_and_not_raised(self, monkeypatch: Any, tmp_path: Path) -> None:
        def broken(*_: Any) -> Any:
            raise RuntimeError("a fault")

        monkeypatch.setattr("fairlead.project.checking.many.examine", broken)
        assert "RuntimeError: a fault" in str(attempted(Job("a.py", b"", tmp_path, Options())).checked.trouble)


@pytest.mark.parametrize(
    ("path", "pattern", "is_meant"),
    [
        ("/p/a.ipynb", "a.ipynb", True),
        ("/p/sub/a.ipynb", "*.ipynb", True),
        ("/p/sub/a.ipynb", "sub/", True),
        ("/p/sub/deep/a.ipynb", "sub/*", True),
        ("/p/sub/a.ipynb", "./sub/a.ipynb", True),
        ("/p/sub/a.ipynb", "other", False),
        ("/elsewhere/p/a.ipynb", "sub", False),
    ],
)
def test_patterns_mean_names_paths_and_folders(path: str, pattern: str, is_meant: bool) -> None:
    assert matches(Path(path), pattern, Path("/p")) is is_meant
