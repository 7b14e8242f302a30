"""`fairlead check --fix` and `--show-fixes`, in a shell: what they write, what they print, and how they exit."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from fairlead.cli.edge import perform

CODE = "from sklearn.cluster import KMeans\nmodel = KMeans(3)\n"
MENDED = CODE.replace("(3)", "(3, random_state=42)")
RULE = ("--select", "no-seed-model")


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    path = tmp_path / "train.py"
    path.write_text(CODE)
    return path


def test_fix_mends_the_file_and_checks_it_again(script: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert perform(("check", "train.py", "--fix", *RULE)) == 0
    assert script.read_text() == MENDED
    out = capsys.readouterr().out
    assert out.startswith("✓ train.py: 1 finding mended: no-seed-model.\n")
    assert "train.py is clean" in out


def test_show_fixes_prints_a_diff_and_writes_nothing(script: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert perform(("check", "train.py", "--fix", "--show-fixes", *RULE)) == 0
    assert script.read_text() == CODE
    out = capsys.readouterr().out
    assert "-model = KMeans(3)\n+model = KMeans(3, random_state=42)\n" in out
    assert "1 finding can be mended" in out


def test_what_is_left_is_told_with_the_reason(script: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script.write_text("from lab import KMeans\nmodel = KMeans(3)\n")
    assert perform(("check", "train.py", "--fix", "--fail-on", "warning", *RULE)) == 1
    out = capsys.readouterr().out
    assert "train.py: nothing was mended.\n  left: line 2, no-seed-model: where `KMeans` comes from is not known" in out


def test_with_json_only_json_goes_to_stdout(script: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert perform(("check", "train.py", "--fix", "--json", *RULE)) == 0
    said = capsys.readouterr()
    assert said.out.startswith("{")
    assert "1 finding mended" in said.err


def test_a_known_finding_is_not_mended(script: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert perform(("check", "train.py", "--write-baseline", "known.json", *RULE)) == 0
    script.write_text(CODE + "other = KMeans(4)\n")
    assert perform(("check", "train.py", "--fix", "--baseline", "known.json", *RULE)) == 0
    assert script.read_text() == CODE + "other = KMeans(4, random_state=42)\n"


def test_a_notebook_on_stdin_comes_out_mended(script: Path) -> None:
    command = [sys.executable, "-m", "fairlead", "check", "-", "--fix", *RULE]
    done = subprocess.run(command, input=CODE.encode(), capture_output=True, check=True, cwd=script.parent)
    assert done.stdout.decode() == MENDED
    assert b"1 finding mended" in done.stderr


def test_a_link_stays_a_link_and_rights_stay(script: Path) -> None:
    script.chmod(0o640)
    link = script.parent / "link.py"
    link.symlink_to(script)
    assert perform(("check", "link.py", "--fix", *RULE)) == 0
    assert link.is_symlink()
    assert script.read_text() == MENDED
    assert script.stat().st_mode & 0o777 == 0o640
    assert [one.name for one in script.parent.glob(".train*")] == []
