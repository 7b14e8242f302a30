"""Each dependency is pinned with hashes, and has a reason that is written down."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS = PROJECT["optional-dependencies"]
LOCK = (ROOT / "requirements.lock").read_text()
RECORD = (ROOT / "docs" / "decisions" / "0006-dependencies.md").read_text()


def name_of(requirement: str) -> str:
    """Give the bare name of a requirement.

    >>> name_of("psycopg[binary]>=3")
    'psycopg'
    """
    return re.split(r"[\[<>=~! ;]", requirement, maxsplit=1)[0]


DECLARED = sorted({name_of(line) for lines in (PROJECT["dependencies"], *EXTRAS.values()) for line in lines})


@pytest.mark.parametrize("name", DECLARED)
def test_a_declared_dependency_is_locked_with_a_hash(name: str) -> None:
    assert re.search(rf"^{re.escape(name)}==[^\n]+\\\n +--hash=sha256:[0-9a-f]{{64}}", LOCK, re.M)


@pytest.mark.parametrize("name", DECLARED)
def test_a_declared_dependency_has_a_reason_in_the_decision_record(name: str) -> None:
    assert re.search(rf"\b{re.escape(name)}\b", RECORD)


def test_the_lock_names_no_place() -> None:
    assert not re.search(r"https?:|file:| @ |--(?:extra-)?index-url|--find-links|--trusted-host", LOCK)


def test_every_locked_package_has_a_hash() -> None:
    packages = re.findall(r"^[\w.-]+==\S+ (.*)$", LOCK, re.M)
    assert len(packages) > len(DECLARED)
    assert set(packages) == {"\\"}


def test_the_extra_all_is_every_extra_that_a_user_may_want() -> None:
    wanted = {line for name, lines in EXTRAS.items() if name not in ("all", "dev", "docs") for line in lines}
    assert sorted(wanted) == sorted(EXTRAS["all"])


def test_every_extra_that_an_error_advises_to_install_exists() -> None:
    sources = "\n".join(path.read_text() for path in (ROOT / "src").rglob("*.py"))
    advised = set(re.findall(r'MissingExtraError\.needs\(\s*[^,()]+,\s*"([^"]+)"', sources))
    assert "postgres" in advised
    assert advised <= set(EXTRAS)
