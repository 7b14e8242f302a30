"""A model that was saved is loaded whole and unchanged, or not at all."""

from __future__ import annotations

import dataclasses
import io
import json
import os
import pickle
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas
import polars
import pytest
import skops.io
from recipes import RECIPES, one_hot, recipe
from same import same_bits
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

from fairlead.blobs import BlobRef, LocalBlobs
from fairlead.errors import (
    GoldenMismatchError,
    ModelError,
    ModelVersionError,
    TamperedModelError,
    UntrustedTypeError,
)
from fairlead.finding import collected
from fairlead.model import Model, Saved, load_model, save_model
from fairlead.model.bundle import PARTS, bundle_files, write_files
from fairlead.model.trust import is_trusted
from fairlead.model.versions import check_versions, versions_of

HERE = Path(__file__).parent


def fit(customers: Any, churned: Any, steps: Any = None) -> Model:
    return Model.fit("churn", steps or recipe(one_hot(), LogisticRegression()), customers, churned, seed=7)


def changed(blobs: LocalBlobs, saved: Saved, part: str, change: Callable[[bytes], bytes]) -> Saved:
    """Return the manifest of a model one file of which is another: a forger who can also write the manifest."""
    files = {name: blobs.read(BlobRef(digest, 0, "")) for name, digest in saved.parts.items()}
    return write_files({**files, part: change(files[part])}, blobs)


class TestRoundTrip:
    @pytest.mark.parametrize("name", RECIPES)
    def test_every_recipe_answers_as_before(self, name: str, customers: Any, churned: Any, blobs: LocalBlobs) -> None:
        model = fit(customers, churned, RECIPES[name]())
        saved = save_model(model, blobs)
        loaded = load_model(blobs, saved)
        assert same_bits(loaded.score_rows(customers), model.score_rows(customers))
        assert loaded.digest == saved.digest == model.digest
        assert (loaded.schema, loaded.golden, loaded.reference) == (model.schema, model.golden, model.reference)

    @pytest.mark.parametrize("encoder", ["table", "text"])
    def test_encoders_of_skrub(self, encoder: str, customers: Any, churned: Any, blobs: LocalBlobs) -> None:
        skrub = pytest.importorskip("skrub")
        from sklearn.compose import ColumnTransformer
        from sklearn.impute import SimpleImputer

        steps = {
            "table": [skrub.TableVectorizer(), SimpleImputer()],
            "text": [ColumnTransformer([("plan", skrub.StringEncoder(n_components=2), "plan")])],
        }[encoder]
        model = fit(customers, churned, make_pipeline(*steps, LogisticRegression()))
        assert same_bits(load_model(blobs, save_model(model, blobs)).score_rows(customers), model.score_rows(customers))
        assert fit(customers, churned, make_pipeline(*steps, LogisticRegression())).digest == model.digest

    def test_a_table_of_every_kind_of_column(self, churned: Any, blobs: LocalBlobs) -> None:
        n = len(churned)
        days = pandas.date_range("2026-01-01", periods=n, freq="h")
        table = pandas.DataFrame(
            {
                "whole": range(n),
                "half": [i / 2 if i % 7 else None for i in range(n)],
                "small": pandas.array([i % 5 for i in range(n)], dtype="int8"),
                "maybe": pandas.array([i if i % 3 else None for i in range(n)], dtype="Int64"),
                "yes": [i % 2 == 0 for i in range(n)],
                "when": days,
                "day": [one.date() for one in days],
                "text": ["a", None, "b", "c"] * (n // 4),
                "old": pandas.Series(["x", float("nan")] * (n // 2), dtype="object"),
                "kind": pandas.Categorical(["u", "v"] * (n // 2), categories=["v", "u", "never"]),
            }
        )
        model = fit(table, churned, make_pipeline(FunctionTransformer(skrub_free), LogisticRegression()))
        assert [one.kind for one in model.schema.columns] == [
            "int", "float", "int", "int", "bool", "datetime", "date", "string", "string", "string",
        ]  # fmt: skip
        rows = list(model.golden.rows)
        again = json.loads(json.dumps(rows))
        assert same_bits(model.score_rows(again), model.golden.numbers)
        assert same_bits(model.score_rows(polars.from_dicts(again)), model.golden.numbers)

    def test_another_process_can_load_it(self, customers: Any, churned: Any, blobs: LocalBlobs) -> None:
        saved = save_model(fit(customers, churned), blobs)
        code = (
            "import json, sys; from fairlead.blobs import LocalBlobs; from fairlead.model import Saved, load_model\n"
            f"model = load_model(LocalBlobs({blobs.location!r}), Saved({saved.digest!r}, {dict(saved.parts)!r}))\n"
            "print(model.digest, model.golden.difference(model.score_rows(list(model.golden.rows))))"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
        assert done.stdout == f"{saved.digest} None\n", done.stderr

    def test_saving_twice_says_the_same_digest(self, customers: Any, churned: Any, blobs: LocalBlobs) -> None:
        model = fit(customers, churned)
        loaded = load_model(blobs, save_model(model, blobs))
        assert save_model(loaded, blobs).digest == model.digest


def skrub_free(rows: Any) -> Any:
    return pandas.DataFrame({"whole": rows["whole"], "half": rows["half"].fillna(0), "x": rows["old"].isna()})


class TestTampering:
    @pytest.mark.parametrize("part", PARTS)
    @pytest.mark.parametrize("place", ["first", "last"])
    def test_a_changed_byte_is_noticed(
        self, part: str, place: str, customers: Any, churned: Any, blobs: LocalBlobs
    ) -> None:
        saved = save_model(fit(customers, churned), blobs)
        path = Path(blobs.path(BlobRef(saved.parts[part], 0, "")))
        data = bytearray(path.read_bytes())
        data[0 if place == "first" else -1] ^= 1
        path.write_bytes(data)
        with pytest.raises(TamperedModelError, match=part.replace(".", r"\.")):
            load_model(blobs, saved)

    @pytest.mark.parametrize("part", PARTS)
    def test_a_file_that_is_gone_is_noticed(self, part: str, customers: Any, churned: Any, blobs: LocalBlobs) -> None:
        saved = save_model(fit(customers, churned), blobs)
        blobs.delete(saved.parts[part])
        with pytest.raises(TamperedModelError, match="is gone"):
            load_model(blobs, saved)

    def test_files_of_two_models_do_not_make_a_third(self, customers: Any, churned: Any, blobs: LocalBlobs) -> None:
        one = save_model(fit(customers, churned), blobs)
        other = save_model(fit(customers, churned[::-1]), blobs)
        mixed = Saved(one.digest, {**one.parts, "pipeline.skops": other.parts["pipeline.skops"]})
        with pytest.raises(TamperedModelError, match="not the one that its card describes"):
            load_model(blobs, mixed)
        mixed = Saved(one.digest, {**one.parts, "golden.json": other.parts["golden.json"]})
        with pytest.raises(TamperedModelError, match="those of another one"):
            load_model(blobs, mixed)

    def test_a_pipeline_fitted_again_is_not_saved_as_the_old_one(
        self, customers: Any, churned: Any, blobs: LocalBlobs
    ) -> None:
        model = fit(customers, churned)
        model.pipeline.fit(customers, churned[::-1])
        with pytest.raises(ModelError, match="has changed since"):
            save_model(model, blobs)
        assert list(blobs.digests()) == []


class Hostile:
    """A payload that would write a file when it is unpickled."""

    def __reduce__(self) -> Any:
        return os.system, (f"touch {MARK}",)


MARK = "/nonexistent"


class TestNothingIsExecuted:
    @pytest.fixture(autouse=True)
    def mark(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        mark = tmp_path / "executed"
        monkeypatch.setattr(sys.modules[__name__], "MARK", str(mark))
        return mark

    def forged(self, blobs: LocalBlobs, saved: Saved, data: bytes) -> Saved:
        return changed(blobs, saved, "pipeline.skops", lambda old: data)

    def test_the_payload_would_work(self, mark: Path) -> None:
        pickle.loads(pickle.dumps(Hostile()))
        assert mark.exists()

    def test_a_pickle_in_place_of_a_pipeline(self, customers: Any, churned: Any, blobs: LocalBlobs, mark: Path) -> None:
        saved = save_model(fit(customers, churned), blobs)
        with pytest.raises(TamperedModelError):
            load_model(blobs, self.forged(blobs, saved, pickle.dumps(Hostile())))
        assert not mark.exists()

    @pytest.mark.parametrize("honest_card", [True, False])
    @pytest.mark.parametrize("trusted", [(), ("sklearn",), ("builtins",)])
    def test_a_file_of_skops_that_calls_a_program(
        self, customers: Any, churned: Any, blobs: LocalBlobs, mark: Path, honest_card: bool, trusted: Any
    ) -> None:
        saved = save_model(fit(customers, churned), blobs)
        data = hostile_skops(str(mark))
        forged = self.forged(blobs, saved, data)
        if not honest_card:  # a forger who writes every digest anew
            from fairlead.model.content import content_digest

            digest = content_digest(data)
            forged = changed(
                blobs,
                forged,
                "card.json",
                lambda old: json.dumps({**json.loads(old), "pipeline_digest": digest}).encode(),
            )
        with pytest.raises(TamperedModelError if honest_card else UntrustedTypeError):
            load_model(blobs, forged, trusted=trusted)
        assert not mark.exists()

    def test_an_array_of_pickled_objects_is_not_unpickled(
        self, customers: Any, churned: Any, blobs: LocalBlobs, mark: Path
    ) -> None:
        import numpy

        saved = save_model(fit(customers, churned), blobs)
        hidden = io.BytesIO()
        numpy.save(hidden, numpy.array([Hostile()], dtype=object), allow_pickle=True)
        with_pickle = changed(blobs, saved, "pipeline.skops", lambda old: with_member(old, ".npy", hidden.getvalue()))
        with pytest.raises(TamperedModelError):
            load_model(blobs, with_pickle)
        assert not mark.exists()


def hostile_skops(mark: str) -> bytes:
    """Return a file of skops whose loading would call ``os.system``, if its types were trusted."""
    text = {"__class__": "str", "__module__": "builtins", "__loader__": "JsonNode", "is_json": True}
    arguments = {"__class__": "tuple", "__module__": "builtins", "__loader__": "TupleNode"}
    command = {**text, "content": json.dumps(f"touch {mark}")}
    node = {
        "__class__": "system", "__module__": "os", "__loader__": "ConstructorFromReduceNode",
        "content": {**arguments, "content": [command]}, "protocol": 2, "_skops_version": "0.16",
    }  # fmt: skip
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("schema.json", json.dumps(node))
    return file.getvalue()


def with_member(data: bytes, suffix: str, content: bytes) -> bytes:
    """Return an archive with the content of one member exchanged."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        chosen = next(name for name in old.namelist() if name.endswith(suffix))
        for name in old.namelist():
            new.writestr(name, content if name == chosen else old.read(name))
    return file.getvalue()


def test_the_hostile_file_would_work_if_its_types_were_trusted(tmp_path: Path) -> None:
    data = hostile_skops(str(tmp_path / "mark"))
    skops.io.loads(data, trusted=skops.io.get_untrusted_types(data=data))
    assert (tmp_path / "mark").exists()


RATIOS = """
    import pandas
    from os import system
    from sklearn.base import BaseEstimator, TransformerMixin

    class Ratios(TransformerMixin, BaseEstimator):
        def fit(self, rows, y=None):
            self.mean_ = rows["charge"].mean()
            return self

        def transform(self, rows):
            return pandas.DataFrame({"ratio": rows["charge"].fillna(self.mean_) / rows["tenure"]})

    def tenure(rows):
        return rows[["tenure"]]
"""


class TestTrust:
    @pytest.mark.parametrize("trusted", [["ratios.Ratios", "ratios.tenure"], ["ratios"]])
    def test_the_projects_own_steps_load_when_they_are_trusted(
        self, trusted: list[str], customers: Any, churned: Any, blobs: LocalBlobs, project_module: Any
    ) -> None:
        module = project_module("ratios", RATIOS)
        for steps in (module.Ratios(), FunctionTransformer(module.tenure)):
            model = fit(customers, churned, make_pipeline(steps, LogisticRegression()))
            loaded = load_model(blobs, save_model(model, blobs, trusted=trusted), trusted=trusted)
            assert same_bits(loaded.score_rows(customers), model.score_rows(customers))

    def test_without_trust_saving_says_what_to_write_where(
        self, customers: Any, churned: Any, blobs: LocalBlobs, project_module: Any
    ) -> None:
        module = project_module("ratios", RATIOS)
        model = fit(customers, churned, make_pipeline(module.Ratios(), LogisticRegression()))
        with pytest.raises(UntrustedTypeError) as caught:
            save_model(model, blobs)
        assert "'ratios.Ratios'" in caught.value.message
        assert caught.value.where == "fairlead.toml, [models] trusted"
        assert 'trusted = ["ratios.Ratios"]' in str(caught.value.hint)
        assert list(blobs.digests()) == []

    def test_trust_at_loading_counts_and_not_that_at_saving(
        self, customers: Any, churned: Any, blobs: LocalBlobs, project_module: Any
    ) -> None:
        module = project_module("ratios", RATIOS)
        model = fit(customers, churned, make_pipeline(module.Ratios(), LogisticRegression()))
        saved = save_model(model, blobs, trusted=["ratios"])
        with pytest.raises(UntrustedTypeError):
            load_model(blobs, saved)

    def test_a_trusted_module_does_not_stand_for_what_it_imports(self, project_module: Any) -> None:
        project_module("ratios", RATIOS)
        assert is_trusted("ratios.Ratios", ["ratios"])
        assert not is_trusted("ratios.system", ["ratios"])
        assert not is_trusted("ratios.nothing", ["ratios"])
        assert not is_trusted("nowhere.Ratios", ["nowhere"])

    def test_a_module_that_is_gone_is_named(
        self, customers: Any, churned: Any, blobs: LocalBlobs, project_module: Any, tmp_path: Path
    ) -> None:
        module = project_module("ratios", RATIOS)
        model = fit(customers, churned, make_pipeline(module.Ratios(), LogisticRegression()))
        saved = save_model(model, blobs, trusted=["ratios.Ratios"])
        del sys.modules["ratios"]
        (tmp_path / "ratios.py").unlink()
        with pytest.raises(UntrustedTypeError, match="No module named 'ratios'"):
            load_model(blobs, saved, trusted=["ratios.Ratios"])

    def test_a_lambda_is_refused_with_what_to_do(self, customers: Any, churned: Any, blobs: LocalBlobs) -> None:
        steps = make_pipeline(FunctionTransformer(lambda rows: rows[["tenure"]]), LogisticRegression())
        with pytest.raises(UntrustedTypeError, match="a lambda") as caught:
            save_model(fit(customers, churned, steps), blobs)
        assert "module of the project" in str(caught.value.hint)

    def test_a_step_with_a_state_outside_of_itself_is_noticed(
        self, customers: Any, churned: Any, blobs: LocalBlobs, project_module: Any
    ) -> None:
        module = project_module(
            "stateful", "calls = []\n\ndef odd(rows):\n    calls.append(1)\n    return rows[['tenure']] * len(calls)\n"
        )
        model = fit(customers, churned, make_pipeline(FunctionTransformer(module.odd), LogisticRegression()))
        with pytest.raises(GoldenMismatchError, match="golden row 0"):
            save_model(model, blobs, trusted=["stateful"])
        assert list(blobs.digests()) == []


class TestVersions:
    def with_versions(self, model: Model, blobs: LocalBlobs, versions: Mapping[str, str]) -> Saved:
        """Return a model that says it was trained with other versions, all its digests in order."""
        saved = save_model(model, blobs)

        def rewritten(card: bytes) -> bytes:
            known = json.loads(card)
            return json.dumps({**known, "versions": {**known["versions"], **versions}}).encode()

        return changed(blobs, saved, "card.json", rewritten)

    @pytest.mark.parametrize("version", ["1.8.1", "2.9.1", "0.24.2"])
    def test_another_minor_version_of_scikit_learn_is_refused(
        self, version: str, customers: Any, churned: Any, blobs: LocalBlobs
    ) -> None:
        import sklearn

        saved = self.with_versions(fit(customers, churned), blobs, {"scikit-learn": version})
        with pytest.raises(ModelVersionError) as caught:
            load_model(blobs, saved)
        assert f"scikit-learn {version} (here is {sklearn.__version__})" in caught.value.message
        assert f'pip install "scikit-learn=={version}"' in str(caught.value.hint)

    def test_another_patch_is_a_finding(self, customers: Any, churned: Any, blobs: LocalBlobs) -> None:
        import sklearn

        patch = ".".join([*sklearn.__version__.split(".")[:2], "99"])
        saved = self.with_versions(fit(customers, churned), blobs, {"scikit-learn": patch, "python": "3.10.0"})
        with collected() as heard:
            load_model(blobs, saved)
        assert sorted((one.code, str(one.severity)) for one in heard.findings) == [
            ("model-version", "info"),
            ("model-version", "warning"),
        ]

    def test_a_library_whose_classes_are_in_the_pipeline_counts(self, customers: Any, churned: Any) -> None:
        skrub = pytest.importorskip("skrub")
        steps = make_pipeline(skrub.TableVectorizer(), LogisticRegression())
        model = fit(customers.fillna({"charge": 0}), churned, steps)
        assert {"python", "scikit-learn", "numpy", "pandas", "skrub"} <= set(model.versions)
        with pytest.raises(ModelVersionError, match="skrub 0.1.0"):
            check_versions("churn", {**model.versions, "skrub": "0.1.0"})
        with pytest.raises(ModelVersionError, match="here is none"):
            check_versions("churn", {"skrub": "0.11.0"}, {})

    def test_the_same_versions_are_no_finding(self) -> None:
        here = versions_of(["sklearn"])
        assert check_versions("churn", here) == []

    def test_files_of_a_newer_fairlead_are_refused(self, customers: Any, churned: Any, blobs: LocalBlobs) -> None:
        files = bundle_files(fit(customers, churned))
        newer = json.dumps({**json.loads(files["card.json"]), "format": 2}).encode()
        with pytest.raises(ModelError, match="have the format 2"):
            load_model(blobs, write_files({**files, "card.json": newer}, blobs))


def test_two_models_differ_only_where_they_do(customers: Any, churned: Any) -> None:
    model = fit(customers, churned)
    other = dataclasses.replace(model, metadata={"ticket": 12})
    assert model.digest != other.digest
    assert model.pipeline_digest == other.pipeline_digest
