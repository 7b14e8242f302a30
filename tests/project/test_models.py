"""The registry of a project: its settings count, and what a model needs is never garbage."""

from __future__ import annotations

import dataclasses
import os
import sys
from pathlib import Path

import pandas
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

from fairlead.errors import ProjectError, TamperedModelError, UnknownModelError, UntrustedTypeError
from fairlead.model import Model
from fairlead.project import Project, collect_garbage
from fairlead.project import garbage as garbage_module
from fairlead.project.models import read_reference

ROWS = pandas.DataFrame({"tenure": [1, 2, 3, 30, 40, 50]})
LEFT = ["yes", "yes", "yes", "no", "no", "no"]
MODEL = Model.fit("churn", LogisticRegression(), ROWS, LEFT, seed=7)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setattr(sys, "path", list(sys.path))
    (tmp_path / "fairlead.toml").write_text("[models]\nkeep = 2\nchampion_days = 0\n")
    return Project.find(tmp_path, needs_pipeline=False)


def put(project: Project, *numbers: int) -> None:
    with project.open_registry() as registry:
        for number in numbers:
            registry.put(dataclasses.replace(MODEL, metadata={"number": number}))


def grow_old(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every file count as old enough to be removed."""
    monkeypatch.setattr(garbage_module, "YOUNG", -1.0)


class TestGarbage:
    def test_files_that_a_version_needs_stay(self, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
        put(project, 1, 2)
        grow_old(project, monkeypatch)
        found = collect_garbage(project)
        assert (found.models, found.blobs) == (0, 0)
        with project.open_registry() as registry:
            assert [registry.load("churn", n).metadata["number"] for n in (1, 2)] == [1, 2]

    def test_old_versions_are_retired_and_only_their_own_files_go(
        self, project: Project, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        put(project, 1, 2, 3, 4)
        with project.open_registry() as registry:
            registry.promote("churn", 1, expect=None, why="good")
        grow_old(project, monkeypatch)
        planned = collect_garbage(project, dry_run=True)
        with project.open_registry() as registry:
            assert len(registry.versions("churn")) == 4
        done = collect_garbage(project)
        assert (planned.models, planned.blobs) == (done.models, done.blobs)
        assert done.models == 1  # version 2; 3 and 4 are the newest, 1 is in use
        assert done.blobs == 2  # its card, and its pipeline; the other files are those of all versions
        with project.open_registry() as registry:
            assert [one.version for one in registry.versions("churn")] == [4, 3, 1]
            assert all(registry.load("churn", n).digest for n in (1, 3, 4))
            assert registry.events("churn")[-1]["actor"] == "fairlead gc"

    def test_a_version_that_is_put_meanwhile_keeps_its_files(
        self, project: Project, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        put(project, 1)
        with project.open_registry() as registry:
            registry.retire("churn", 1)
        grow_old(project, monkeypatch)
        delete = garbage_module._delete_blobs

        def late(store: object, blobs: object, digests: list[str], now: float) -> None:
            put(project, 1)  # after it was decided what goes, and before it goes
            delete(store, blobs, digests, now)  # type: ignore[arg-type]

        monkeypatch.setattr(garbage_module, "_delete_blobs", late)
        collect_garbage(project)
        with project.open_registry() as registry:
            assert registry.load("churn", 1).metadata == {"number": 1}


def test_what_the_settings_trust_may_be_in_a_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", list(sys.path))
    (tmp_path / "shop_features.py").write_text("def double(rows):\n    return rows * 2\n")
    settings = tmp_path / "fairlead.toml"
    settings.write_text("")
    with Project.find(tmp_path, needs_pipeline=False).open_registry() as registry:
        from shop_features import double  # the project's modules can be imported now

        model = Model.fit("churn", make_pipeline(FunctionTransformer(double), LogisticRegression()), ROWS, LEFT)
        with pytest.raises(UntrustedTypeError, match=r"'shop_features\.double'"):
            registry.put(model)
    settings.write_text('[models]\ntrusted = ["shop_features"]\n')
    with Project.find(tmp_path, needs_pipeline=False).open_registry() as registry:
        assert registry.put(model).version == 1


@pytest.mark.parametrize("text", ['trusted = "churn"', "trusted = [1]", 'trusted = [""]', "keep = -1", "kept = 1"])
def test_settings_that_mean_nothing_are_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "fairlead.toml").write_text(f"[models]\n{text}\n")
    with pytest.raises(ProjectError, match=r"models\."):
        Project.find(tmp_path, needs_pipeline=False)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("churn", ("churn", "champion")),
        ("churn@challenger", ("churn", "challenger")),
        ("churn:12", ("churn", 12)),
    ],
)
def test_a_version_is_named_in_one_word(text: str, meant: tuple[str, int | str]) -> None:
    assert read_reference(text) == meant


@pytest.mark.parametrize("text", ["churn:", "churn:new", "churn@"])
def test_a_word_that_names_no_version_is_refused(text: str) -> None:
    with pytest.raises(UnknownModelError, match=f"'{text}' names no version"):
        read_reference(text)


def test_files_of_a_model_survive_a_power_cut_whatever_the_project_says(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: synced.append(descriptor))
    put(project, 1)
    assert len(synced) >= 2 * 6  # each of six files, and its folder


def test_a_damaged_version_is_refused(project: Project) -> None:
    put(project, 1)
    blobs = project.open_blobs()
    with project.open_registry() as registry:
        blobs.delete(registry.get("churn", 1).parts["golden.json"])
        with pytest.raises(TamperedModelError, match=r"golden\.json"):
            registry.load("churn", 1)
