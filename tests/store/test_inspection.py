"""A database is looked at as it is: nothing is made in it, migrated or left behind."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fairlead.clock import ManualClock
from fairlead.project import Project
from fairlead.project.doctor import Subject
from fairlead.project.doctor.store import check_store
from fairlead.store import Store
from fairlead.store.inspection import inspect

pytestmark = pytest.mark.postgres


@pytest.fixture
def subject(tmp_path: Path) -> Subject:
    (tmp_path / "fairlead.toml").write_text("")
    return Subject(tmp_path, Project.find(tmp_path, needs_pipeline=False), environment={})


def codes(seen: Any) -> list[str]:
    return [finding.code for finding in seen.findings]


def test_a_server_is_asked_written_to_and_not_changed(subject: Subject, database: str) -> None:
    assert subject.project is not None
    far = replace(subject, project=replace(subject.project, store_location=database))
    assert inspect(database).version == 0
    assert codes(check_store(far)) == []
    with Store(database):
        pass
    seen = check_store(far)
    assert codes(seen) == [] and "PostgreSQL answers in" in seen.said
    ahead = replace(far, clock=ManualClock(time.time() + 60))
    (finding,) = check_store(ahead).findings
    assert finding.code == "clock-skew" and "behind the one here" in finding.message


def test_a_user_who_may_not_write_is_told(subject: Subject, database: str) -> None:
    assert subject.project is not None
    with Store(database):
        pass
    location = database + "%20-cdefault_transaction_read_only%3Don"
    far = replace(subject, project=replace(subject.project, store_location=location))
    assert codes(check_store(far)) == ["store-not-writable"]


def test_a_database_of_another_encoding_is_told(subject: Subject, server: Any) -> None:
    assert subject.project is not None
    server.run("CREATE DATABASE bytes ENCODING 'SQL_ASCII' TEMPLATE template0")
    location = server.url().replace("/postgres?", "/bytes?")
    seen = check_store(replace(subject, project=replace(subject.project, store_location=location)))
    assert codes(seen) == ["store-unusable"] and "encoding is not UTF8" in seen.findings[0].message
