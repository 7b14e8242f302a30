"""What stands in the project's files is finished, and true on every machine."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FORBIDDEN = {
    # A folder of "you" is an example; anybody else's is a leak.
    "a path of one person's machine": re.compile(r"(?<![\w.:/-])/(?:home/(?!you\b)|opt/|root/|tmp/|work/)"),
    "the host of a package index": re.compile(r"pypi\.org|pythonhosted\.org|registry\.npmjs|deb\.debian\.org"),
    "unfinished work": re.compile(r"\b(?:TO[D]O|FIX[M]E|XX[X])\b"),
}


def project_files() -> list[Path]:
    """List the files that are, or would be, in the repository."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [
        path for name in sorted(names.split("\0")) if name and (path := ROOT / name).is_file() and path.suffix != ".png"
    ]


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_contains(what: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for path in project_files()
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1)
        if FORBIDDEN[what].search(line)
    ]
    assert not found


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("a path of one person's machine", "open('/" + "home/ana/data.csv')"),
        ("the host of a package index", "https://py" + "pi.org/simple"),
        ("unfinished work", "# TO" + "DO: later"),
    ],
)
def test_forbidden_text_would_be_noticed(what: str, text: str) -> None:
    assert FORBIDDEN[what].search(text)
