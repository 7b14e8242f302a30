"""A scikit-learn model that MLflow has becomes a version here, and nothing in it is run that nobody trusts."""

from __future__ import annotations

import importlib.util
import json
import os
import pickle
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy
import pandas
import polars
import pytest
import sklearn
import skops.io
import yaml
from recipes import one_hot, recipe
from same import same_bits
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from fairlead.blobs import LocalBlobs
from fairlead.errors import (
    MissingExtraError,
    ModelImportError,
    ModelVersionError,
    TrainingDataError,
    UntrustedTypeError,
)
from fairlead.model import export_model, import_model, load_model, save_model
from fairlead.model.bundle import Saved, bundle_files
from fairlead.model.importing import _metadata, _Run
from fairlead.project import Project

VERSION = sklearn.__version__


def write(folder: Path, pipeline: Any, form: str = "skops", **changes: Any) -> Path:
    """Write a model as MLflow 3 does: the same names of files and of entries, without its environment files."""
    folder.mkdir()
    file = "model.skops" if form == "skops" else "model.pkl"
    (folder / file).write_bytes(skops.io.dumps(pipeline) if form == "skops" else pickle.dumps(pipeline))
    ours = {
        "code": None, "pickled_model": file, "serialization_format": form, "sklearn_version": VERSION,
        "skops_trusted_types": None, **changes,
    }  # fmt: skip
    function = {"loader_module": "mlflow.sklearn", "model_path": file, "predict_fn": "predict"}
    document = {"flavors": {"python_function": function, "sklearn": ours}, "mlflow_version": "3.17.2"}
    (folder / "MLmodel").write_text(yaml.safe_dump(document))
    return folder


def edit(folder: Path, change: Callable[[dict[str, Any]], Any]) -> None:
    document = yaml.safe_load((folder / "MLmodel").read_text())
    change(document)
    (folder / "MLmodel").write_text(yaml.safe_dump(document))


@pytest.fixture
def fitted(customers: pandas.DataFrame, churned: list[str]) -> Any:
    return recipe(one_hot(), LogisticRegression()).fit(customers, churned)


class TestAnswers:
    @pytest.mark.parametrize("form", ["cloudpickle", "pickle", "skops"])
    def test_an_imported_model_answers_as_the_pipeline_did(
        self, form: str, fitted: Any, customers: Any, churned: Any, tmp_path: Path, blobs: LocalBlobs
    ) -> None:
        place = write(tmp_path / "mlflow", fitted, form)
        model = import_model(str(place), customers, churned, name="churn", trust_pickle=form != "skops")
        loaded = load_model(blobs, save_model(model, blobs))
        assert same_bits(loaded.predict_proba(customers), fitted.predict_proba(customers))
        assert (loaded.classes, len(loaded.golden.rows), loaded.reference["rows"]) == (("no", "yes"), 20, 120)
        assert loaded.metadata["mlflow.uri"] == str(place)

    def test_the_columns_are_those_that_the_pipeline_names(
        self, fitted: Any, customers: Any, churned: Any, tmp_path: Path
    ) -> None:
        place = write(tmp_path / "mlflow", fitted)
        table = polars.from_pandas(customers).select(
            polars.lit("id").alias("customer"), "plan", "paperless", "charge", "tenure"
        )
        model = import_model(str(place), table, churned, name="churn")
        assert model.schema.names == ("tenure", "charge", "plan", "paperless")
        assert same_bits(model.predict_proba(customers), fitted.predict_proba(customers))
        with pytest.raises(TrainingDataError, match="asks for the column 'tenure'"):
            import_model(str(place), table.drop("tenure"), churned, name="churn")

    def test_a_pipeline_without_names_takes_those_of_the_signature_or_an_array(
        self, customers: Any, churned: Any, tmp_path: Path
    ) -> None:
        numbers = customers[["tenure", "charge"]].fillna(0.0)
        bare = make_pipeline(StandardScaler(), LogisticRegression()).fit(numbers.to_numpy(), churned)
        place = write(tmp_path / "mlflow", bare)
        assert import_model(str(place), numbers, churned, name="churn").schema.names == ("x0", "x1")
        free = make_pipeline(FunctionTransformer(numpy.log1p), LogisticRegression()).fit(numbers, churned)
        del free[0].feature_names_in_
        named = write(tmp_path / "named", free)
        inputs = [{"name": "tenure", "type": "long"}, {"name": "charge", "type": "double"}]
        edit(named, lambda document: document.update(signature={"inputs": json.dumps(inputs)}))
        assert import_model(str(named), customers.fillna(0.0), churned, name="churn").schema.names == (
            "tenure",
            "charge",
        )

    def test_a_regression_and_a_column_that_may_be_missing(self, customers: Any, tmp_path: Path) -> None:
        line = LinearRegression().fit(customers[["tenure"]], customers["charge"].fillna(0))
        place = write(tmp_path / "mlflow", line)
        model = import_model(
            str(place), customers, customers["charge"].fillna(0), name="charge", may_be_missing=["tenure"]
        )
        assert (model.task, model.schema["tenure"].nullable) == ("regression", True)

    def test_a_model_that_was_mirrored_brings_its_own_rows(
        self, fitted: Any, customers: Any, churned: Any, tmp_path: Path
    ) -> None:
        model = import_model(str(write(tmp_path / "mlflow", fitted)), customers, churned, name="churn")
        files = bundle_files(model)
        parts = {name: sha256(data).hexdigest() for name, data in files.items()}
        place = export_model(files, Saved(model.digest, parts), tmp_path / "mirrored", title="churn:1")
        assert import_model(str(place), name="churn").digest == model.digest
        assert import_model(str(place), name="other").name == "other"
        with pytest.raises(ModelImportError, match="brings its own schema"):
            import_model(str(place), customers, churned, name="churn")

    def test_what_the_run_said_is_kept_without_the_password_of_the_server(self) -> None:
        run = _Run({"C": "0.5"}, {"auc": 0.8, "loss": float("nan")})
        found = _metadata("models:/churn/3", "http://ada:secret@127.0.0.1:5000", "a1b2", run)
        assert found == {
            "mlflow.uri": "models:/churn/3", "mlflow.server": "http://127.0.0.1:5000", "mlflow.run": "a1b2",
            "mlflow.params.C": "0.5", "mlflow.metrics.loss": "nan",
        }  # fmt: skip


class Hostile:
    """A payload that writes a file when it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> Any:
        return os.system, (f"touch {self.mark}",)


class TestRefused:
    @pytest.mark.parametrize("form", ["cloudpickle", "pickle"])
    def test_a_pickle_is_not_opened_unless_somebody_says_so(
        self, form: str, customers: Any, churned: Any, tmp_path: Path
    ) -> None:
        mark = tmp_path / "executed"
        place = write(tmp_path / "mlflow", Hostile(mark), form)
        with pytest.raises(ModelImportError, match=f"stored as {form}. Loading that runs whatever code") as caught:
            import_model(str(place), customers, churned, name="churn")
        assert "--trust-pickle" in str(caught.value.hint)
        assert not mark.exists()
        with pytest.raises(Exception, match="recipe is of type int"):  # what os.system gives is no pipeline
            import_model(str(place), customers, churned, name="churn", trust_pickle=True)
        assert mark.exists()  # so the payload would have worked

    def test_the_file_has_no_say_in_what_is_trusted(self, customers: Any, churned: Any, tmp_path: Path) -> None:
        pipeline = make_pipeline(FunctionTransformer(own_step), LogisticRegression()).fit(customers, churned)
        word = f"{own_step.__module__}.own_step"
        place = write(tmp_path / "mlflow", pipeline, skops_trusted_types=[word])
        with pytest.raises(UntrustedTypeError, match="own_step"):
            import_model(str(place), customers, churned, name="churn")
        assert import_model(str(place), customers, churned, name="churn", trusted=[word]).task == "binary"

    def test_another_scikit_learn_is_named_beside_ours_before_anything_is_loaded(
        self, customers: Any, churned: Any, tmp_path: Path
    ) -> None:
        mark = tmp_path / "executed"
        place = write(tmp_path / "mlflow", Hostile(mark), "pickle", sklearn_version="1.2.0")
        with pytest.raises(ModelVersionError) as caught:
            import_model(str(place), customers, churned, name="churn", trust_pickle=True)
        assert f"scikit-learn 1.2.0 (here is {VERSION})" in caught.value.message
        assert not mark.exists()

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            (lambda d: d["flavors"].pop("sklearn"), "none of scikit-learn; its flavors are python_function"),
            (
                lambda d: d["flavors"]["sklearn"].update(serialization_format="dill"),
                "stored as 'dill'; known are skops",
            ),
            (lambda d: d["flavors"]["sklearn"].update(pickled_model="gone.pkl"), "its file gone.pkl is not there"),
            (lambda d: d["flavors"]["sklearn"].update(pickled_model="../secret"), "its file ../secret is not there"),
            (lambda d: d.pop("flavors"), "MLmodel of .* is damaged: 'flavors'"),
        ],
    )
    def test_what_is_no_model_of_scikit_learn_is_said(
        self, change: Any, said: str, fitted: Any, customers: Any, churned: Any, tmp_path: Path
    ) -> None:
        (tmp_path / "secret").write_bytes(b"")
        place = write(tmp_path / "mlflow", fitted)
        edit(place, change)
        with pytest.raises(ModelImportError, match=said):
            import_model(str(place), customers, churned, name="churn")

    def test_a_damaged_file_an_empty_folder_and_no_folder(
        self, fitted: Any, customers: Any, churned: Any, tmp_path: Path
    ) -> None:
        place = write(tmp_path / "mlflow", fitted)
        (place / "model.skops").write_bytes(b"no archive")
        with pytest.raises(ModelImportError, match="cannot be loaded: BadZipFile"):
            import_model(str(place), customers, churned, name="churn")
        (place / "MLmodel").write_text("flavors: [")
        with pytest.raises(ModelImportError, match="MLmodel of .* is damaged"):
            import_model(str(place), customers, churned, name="churn")
        (place / "MLmodel").unlink()
        with pytest.raises(ModelImportError, match="it has no file MLmodel"):
            import_model(str(place), customers, churned, name="churn")
        with pytest.raises(ModelImportError, match="is no folder, and no address"):
            import_model(str(tmp_path / "nowhere"), customers, churned, name="churn")

    def test_code_that_is_not_here_is_named(
        self, customers: Any, churned: Any, tmp_path: Path, project_module: Any
    ) -> None:
        module = project_module("shop_steps", "def numbers(rows):\n    return rows[['tenure']]\n")
        pipeline = make_pipeline(FunctionTransformer(module.numbers), LogisticRegression()).fit(customers, churned)
        place = write(tmp_path / "mlflow", pipeline, "cloudpickle")
        del sys.modules["shop_steps"]
        (tmp_path / "shop_steps.py").unlink()
        with pytest.raises(ModelImportError, match="No module named 'shop_steps'"):
            import_model(str(place), customers, churned, name="churn", trust_pickle=True)

    def test_rows_that_are_not_those_of_training(
        self, fitted: Any, customers: Any, churned: Any, tmp_path: Path
    ) -> None:
        place = str(write(tmp_path / "mlflow", fitted))
        with pytest.raises(ModelImportError, match="comes without the rows that it was trained on"):
            import_model(place, name="churn")
        with pytest.raises(TrainingDataError, match="'yes' does not occur"):
            import_model(place, customers, ["no", "maybe"] * 60, name="churn")
        with pytest.raises(ModelImportError, match="cannot answer the rows that were given: "):
            import_model(place, customers.assign(tenure="long"), churned, name="churn")

    def test_an_address_needs_a_client_of_mlflow(self) -> None:
        if importlib.util.find_spec("mlflow"):
            pytest.skip("there is one here")
        with pytest.raises(MissingExtraError, match="needs the package 'mlflow-skinny'"):
            import_model("models:/churn/3", name="churn")


def own_step(rows: Any) -> Any:
    return rows[["tenure"]]


def test_the_command_puts_it_into_the_registry_with_what_is_known(
    fitted: Any, customers: Any, churned: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    from fairlead.cli.edge import perform

    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "fairlead.toml").write_text("")
    write(tmp_path / "mlflow", fitted, "cloudpickle")
    customers.assign(left=churned).to_parquet("train.parquet")
    words = ["models", "import", "mlflow", "--name", "churn", "--data", "train.parquet", "--target", "left"]
    assert perform(words) == 2
    assert "FL565" in capsys.readouterr().err
    assert perform([*words, "--trust-pickle", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["why"] == "imported from mlflow"
    assert perform([*words, "--trust-pickle"]) == 0  # the same model keeps its version
    said = capsys.readouterr().out
    assert said.startswith("churn:1 is mlflow: binary: no, yes; 120 rows, digest ")
    assert 'fairlead models promote churn:1 --why "..."' in said
    assert perform([*words[:-1], "gone"]) == 2
    assert "The target 'gone' is not in the table" in capsys.readouterr().err
    with Project.find(tmp_path, needs_pipeline=False).open_registry() as registry:
        assert same_bits(registry.load("churn", 1).predict_proba(customers), fitted.predict_proba(customers))
