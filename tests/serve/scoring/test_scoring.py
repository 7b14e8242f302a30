"""A table is scored as its rows would be one by one, whatever interrupts it."""

import datetime
import errno
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy
import pandas
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.compose import make_column_transformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression, LogisticRegression, RidgeClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

import fairlead.serve.scoring as scoring
from fairlead.data import Suite, between, in_set, not_null, unique
from fairlead.errors import DiskFullError, ScoringError, TableError
from fairlead.model import Column, Model
from fairlead.serve.domain import Domain
from fairlead.serve.scoring import score_table
from fairlead.serve.scoring_rows import Parting

ROWS = 1_000
PLANS = ["flat", "per minute", "007"]


def customers(rows: int = ROWS, seed: int = 1) -> pl.DataFrame:
    dice = numpy.random.default_rng(seed)
    return pl.DataFrame(
        {
            "customer": range(rows),
            "tenure": dice.integers(0, 72, rows),
            "charge": dice.uniform(20, 120, rows),
            "plan": dice.choice(PLANS, rows),
        }
    ).with_columns(charge=pl.when(pl.col("customer") % 11 == 3).then(None).otherwise("charge"))


def trained(estimator: Any = None, suite: Suite | None = None, unseen: str = "ignore", target: Any = None) -> Model:
    table = customers()
    recipe = make_pipeline(
        make_column_transformer(
            (make_pipeline(SimpleImputer(), StandardScaler()), ["tenure", "charge"]),
            (OneHotEncoder(handle_unknown=unseen), ["plan"]),
        ),
        estimator or LogisticRegression(),
    )
    if target is None:
        target = (table["tenure"] + table["charge"].fill_null(70) / 3 < 50).replace_strict({True: "yes", False: "no"})
    document = None if suite is None else suite.to_gx()
    return Model.fit("churn", recipe, table.drop("customer").to_pandas(), list(target), seed=3, suite=document)


@pytest.mark.parametrize("suffix", ["csv", "csv.gz", "jsonl", "parquet", "arrow"])
def test_every_format_is_scored_as_the_model_does_it(tmp_path: Path, suffix: str) -> None:
    from fairlead.frame import write_table

    model, table = trained(), customers()
    source = tmp_path / f"customers.{suffix}"
    write_table(table, source)
    seen: list[tuple[int, int]] = []
    done = score_table(
        model, source, tmp_path / "out.parquet", version="churn:1", chunk=300, on_progress=lambda *one: seen.append(one)
    )
    assert (done.rows, done.answered, done.quarantined, done.quarantine) == (ROWS, ROWS, 0, None)
    assert seen == [(0, ROWS), (300, ROWS), (600, ROWS), (900, ROWS), (ROWS, ROWS)]
    out = pl.read_parquet(done.out)
    assert out.columns == [*table.columns, "prediction", "probability_no", "probability_yes", "model_version"]
    assert out.select(table.columns).equals(table)
    expected = numpy.vstack([model.score_rows(table[n : n + 300]) for n in range(0, ROWS, 300)])
    assert out.select("probability_no", "probability_yes").to_numpy().tobytes() == expected.tobytes()
    assert out["prediction"].to_list() == model.predict(table).tolist()
    assert out["model_version"].unique().to_list() == ["churn:1"]
    assert sorted(one.name for one in tmp_path.iterdir()) == sorted([source.name, "out.parquet"])


@pytest.mark.parametrize(
    ("estimator", "target", "names"),
    [
        (LinearRegression(), [float(n) for n in range(ROWS)], ["prediction"]),
        (RidgeClassifier(), [n % 2 for n in range(ROWS)], ["prediction", "score_0"]),
        (LogisticRegression(), [n % 3 for n in range(ROWS)], ["prediction", *(f"probability_{n}" for n in range(3))]),
    ],
)
def test_numbers_of_every_kind_of_model_are_those_of_the_model(
    tmp_path: Path, estimator: Any, target: list[Any], names: list[str]
) -> None:
    model, table = trained(estimator, target=target), customers()
    table.write_parquet(tmp_path / "in.parquet")
    done = score_table(
        model, tmp_path / "in.parquet", tmp_path / "out.parquet", version="churn:1", columns=["customer"]
    )
    found = pl.read_parquet(done.out)
    assert found.columns == ["customer", *names, "model_version"]
    numbers = names if model.task == "regression" else names[1:]
    assert found.select(numbers).to_numpy().tobytes() == model.score_rows(table).tobytes()
    assert found["prediction"].to_list() == model.predict(table).tolist()


def test_rows_that_are_refused_go_aside_with_the_reasons_and_none_is_lost(tmp_path: Path) -> None:
    suite = Suite("customers", [between("tenure", 0, 72), between("charge", 0, 115, on_row="flag"), unique("tenure")])
    model = trained(suite=suite)
    table = customers().with_columns(
        tenure=pl.when(pl.col("customer") == 5).then(-1).otherwise("tenure"),
        charge=pl.when(pl.col("customer") == 700).then(float("inf")).otherwise("charge"),
        plan=pl.when(pl.col("customer") == 701).then(None).otherwise("plan"),
    )
    table.write_parquet(tmp_path / "in.parquet")
    done = score_table(model, tmp_path / "in.parquet", tmp_path / "out.parquet", version="churn:1", chunk=300)
    assert (done.rows, done.answered, done.quarantined) == (ROWS, ROWS - 3, 3)
    assert done.quarantine == tmp_path / "out.quarantine.parquet"
    bad = pl.read_parquet(done.quarantine)
    assert bad["row"].to_list() == bad["customer"].to_list() == [5, 700, 701]
    assert [one[0].split(";")[0] for one in bad["reasons"].to_list()] == [
        "Expected that tenure is at least 0 and at most 72",
        "'charge' is infinite",
        "'plan' is null",
    ]
    out = pl.read_parquet(done.out)
    is_flagged = out["charge"].fill_null(0) > 115
    assert 0 < is_flagged.sum() < ROWS
    assert (out["flags"].list.len() > 0).to_list() == is_flagged.to_list()
    good = table.filter(~pl.col("customer").is_in([5, 700, 701]))
    first = model.score_rows(good[:299])
    assert out["probability_yes"][:299].to_list() == first[:, 1].tolist()


def test_a_row_that_the_pipeline_refuses_goes_aside_alone(tmp_path: Path) -> None:
    model = trained(unseen="error")
    table = customers().with_columns(
        plan=pl.when(pl.col("customer").is_in([7, 8, 950])).then(pl.lit("new")).otherwise("plan")
    )
    table.write_parquet(tmp_path / "in.parquet")
    done = score_table(model, tmp_path / "in.parquet", tmp_path / "out.parquet", version="churn:1", chunk=400)
    assert done.quarantine is not None
    bad = pl.read_parquet(done.quarantine)
    assert bad["customer"].to_list() == [7, 8, 950]
    assert "pipeline refuses the row: Found unknown categories" in bad["reasons"][0][0]
    assert done.answered == ROWS - 3


def test_a_table_of_which_every_row_is_refused_gives_an_empty_file(tmp_path: Path) -> None:
    customers(10).with_columns(charge=pl.lit(float("inf"))).write_parquet(tmp_path / "in.parquet")
    done = score_table(trained(), tmp_path / "in.parquet", tmp_path / "out.parquet", version="churn:1")
    assert (done.answered, done.quarantined) == (0, 10)
    assert pl.read_parquet(done.out).schema["probability_yes"] == pl.Float64


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_table_without_rows_gives_an_empty_file_with_all_columns(tmp_path: Path, ending: str) -> None:
    getattr(customers(0), f"write_{ending}")(tmp_path / f"in.{ending}")
    done = score_table(trained(), tmp_path / f"in.{ending}", tmp_path / "out.parquet", version="churn:1")
    assert (done.rows, done.answered, done.quarantine) == (0, 0, None)
    columns = pl.read_parquet(done.out).columns
    assert columns[-4:] == ["prediction", "probability_no", "probability_yes", "model_version"]
    assert not (tmp_path / "out.parquet.parts").exists()


def test_reasons_are_counted_over_all_chunks_whatever_the_values(tmp_path: Path) -> None:
    model = trained(suite=Suite("customers", [between("tenure", 0, 72)]), unseen="error")
    number = pl.col("customer")
    table = customers().with_columns(
        tenure=pl.when(number % 100 == 0).then(-number - 1).otherwise("tenure"),
        plan=pl.when(number.is_in([7, 500])).then(None).when(number == 8).then(pl.lit("new")).otherwise("plan"),
    )
    table.write_parquet(tmp_path / "in.parquet")
    done = score_table(model, tmp_path / "in.parquet", tmp_path / "out.parquet", version="churn:1", chunk=300)
    assert done.quarantined == 12  # the 500th has two reasons
    assert [one.rows for one in done.reasons] == [10, 2, 1]
    tenure, plan, pipeline = (one.example for one in done.reasons)
    assert tenure == "Expected that tenure is at least 0 and at most 72; tenure is -1."
    assert plan == "'plan' is null; text is expected, and it may not be missing."
    assert pipeline.startswith("The pipeline refuses the row: Found unknown categories")


def test_a_number_that_is_nan_is_called_so(tmp_path: Path) -> None:
    rows = pl.DataFrame({"tenure": [1.0, 2.0, 30.0, 40.0]})
    model = Model.fit("churn", LogisticRegression(), rows, [1, 1, 0, 0], seed=3)
    pl.DataFrame({"tenure": [float("nan"), None, 3.0]}).write_parquet(tmp_path / "in.parquet")
    done = score_table(model, tmp_path / "in.parquet", tmp_path / "out.parquet", version="churn:1")
    assert done.quarantine is not None
    assert pl.read_parquet(done.quarantine)["reasons"].to_list() == [
        ["'tenure' is NaN, so missing; a number is expected, and it may not be missing."],
        ["'tenure' is null; a number is expected, and it may not be missing."],
    ]


def test_a_nan_that_breaks_a_rule_of_the_suite_is_called_so(tmp_path: Path) -> None:
    model = trained(suite=Suite("asked", [not_null("charge")]))
    rows = {"tenure": [1, 1], "charge": [float("nan"), None], "plan": ["flat", "flat"]}
    pl.DataFrame(rows).write_parquet(tmp_path / "in.parquet")
    done = score_table(model, tmp_path / "in.parquet", tmp_path / "out.parquet", version="churn:1")
    assert done.quarantine is not None
    assert pl.read_parquet(done.quarantine)["reasons"].to_list() == [
        ["Expected that charge is not missing; charge is NaN."],
        ["Expected that charge is not missing; charge is None."],
    ]


@pytest.mark.parametrize("at", ["write_parquet", "_begin"])
def test_a_full_disk_says_that_the_same_command_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    customers().write_parquet(tmp_path / "in.parquet")
    out = tmp_path / "out.parquet"

    def full(*_: Any) -> None:
        raise DiskFullError.of(out) if at == "write_parquet" else OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch, pytest.raises(DiskFullError, match="then the same command again"):
        patch.setattr(scoring, at, full)
        score_table(trained(), tmp_path / "in.parquet", out, version="churn:1")
    assert score_table(trained(), tmp_path / "in.parquet", out, version="churn:1").answered == ROWS


def test_text_that_looks_like_a_number_stays_text(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("customer,tenure,charge,plan\n1,5,20.5,007\n2,5,20.5,007\n")
    done = score_table(trained(), tmp_path / "in.csv", tmp_path / "out.parquet", version="churn:1")
    assert (done.answered, pl.read_parquet(done.out)["plan"].to_list()) == (2, ["007", "007"])


def test_a_column_that_turns_decimal_far_down_is_read(tmp_path: Path) -> None:
    lines = [f"{n},5,20,flat" for n in range(20_000)]
    (tmp_path / "in.csv").write_text("customer,tenure,charge,plan\n" + "\n".join([*lines, "20000,5,20.75,flat\n"]))
    done = score_table(trained(), tmp_path / "in.csv", tmp_path / "out.parquet", version="churn:1")
    assert done.answered == 20_001


def test_several_files_are_one_table(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for n in range(3):
        customers()[n * 100 : n * 100 + 100].write_parquet(tmp_path / "in" / f"part-{n}.parquet")
    done = score_table(trained(), tmp_path / "in", tmp_path / "out.parquet", version="churn:1", chunk=130)
    assert pl.read_parquet(done.out)["customer"].to_list() == list(range(300))


class _StopError(Exception):
    pass


def interrupted(model: Model, source: Path, out: Path, at: int, **settings: Any) -> None:
    def stop(done: int, rows: int) -> None:
        if done >= at:
            raise _StopError

    with pytest.raises(_StopError):
        score_table(model, source, out, **{"version": "churn:1", "chunk": 100, **settings}, on_progress=stop)


def test_an_interrupted_run_goes_on_and_gives_the_same_bytes(tmp_path: Path) -> None:
    model, source = trained(unseen="error"), tmp_path / "in.csv"
    customers().with_columns(plan=pl.when(pl.col("customer") == 7).then(pl.lit("new")).otherwise("plan")).write_csv(
        source
    )
    whole = score_table(model, source, tmp_path / "whole.parquet", version="churn:1", chunk=100)
    out = tmp_path / "out.parquet"
    interrupted(model, source, out, 300)
    assert not out.exists()
    interrupted(model, source, out, 700)
    done = score_table(model, source, out, version="churn:1", chunk=100)
    assert done.resumed_at == 700
    assert out.read_bytes() == whole.out.read_bytes()
    assert done.quarantine is not None and whole.quarantine is not None
    assert done.quarantine.read_bytes() == whole.quarantine.read_bytes()
    assert not (tmp_path / "out.parquet.parts").exists()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"version": "churn:2"}, "begun with another version of the model"),
        ({"columns": ["customer"]}, "begun with other columns"),
        ({"chunk": 50}, "begun with chunks of another size"),
        ({"model": "other"}, "begun with another model"),
        ({"input": "other"}, "begun with another input"),
    ],
)
def test_an_interrupted_run_does_not_go_on_with_something_else(
    tmp_path: Path, change: dict[str, Any], message: str
) -> None:
    model, source, out = trained(), tmp_path / "in.parquet", tmp_path / "out.parquet"
    customers().write_parquet(source)
    interrupted(model, source, out, 300)
    if change.pop("input", None):
        customers(seed=2).write_parquet(source)
    if change.pop("model", None):
        model = trained(LogisticRegression(C=0.1))
    with pytest.raises(ScoringError, match=message):
        score_table(model, source, out, **{"version": "churn:1", "chunk": 100, **change})


def test_what_is_there_is_not_overwritten(tmp_path: Path) -> None:
    customers().write_parquet(tmp_path / "in.parquet")
    for name in ("out.parquet", "out.quarantine.parquet"):
        (tmp_path / name).write_text("mine")
        with pytest.raises(ScoringError, match="not overwritten"):
            score_table(trained(), tmp_path / "in.parquet", tmp_path / "out.parquet", version="churn:1")
        assert (tmp_path / name).read_text() == "mine"
        (tmp_path / name).unlink()


def test_two_processes_do_not_write_one_file(tmp_path: Path) -> None:
    model, source = trained(), tmp_path / "in.parquet"
    customers().write_parquet(source)

    def again(done: int, rows: int) -> None:
        with pytest.raises(ScoringError, match="Another process is writing"):
            score_table(model, source, tmp_path / "out.parquet", version="churn:1")

    score_table(model, source, tmp_path / "out.parquet", version="churn:1", on_progress=again)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda table: table.drop("plan"), "no column 'plan'"),
        (lambda table: table.rename({"customer": "prediction"}), "has a column 'prediction'"),
        (lambda table: table.rename({"customer": "reasons"}), "has a column 'reasons'"),
    ],
)
def test_a_table_that_does_not_fit_is_refused_before_a_row_is_read(tmp_path: Path, change: Any, message: str) -> None:
    change(customers()).write_parquet(tmp_path / "in.parquet")
    with pytest.raises(ScoringError, match=message):
        score_table(trained(), tmp_path / "in.parquet", tmp_path / "out.parquet", version="churn:1")
    assert [one.name for one in tmp_path.iterdir()] == ["in.parquet"]


def test_a_file_that_is_no_table_is_told(tmp_path: Path) -> None:
    (tmp_path / "in.parquet").write_text("no Parquet")
    with pytest.raises(TableError):
        score_table(trained(), tmp_path / "in.parquet", tmp_path / "out.parquet", version="churn:1")
    with pytest.raises(ScoringError, match=r"ends otherwise"):
        score_table(trained(), tmp_path / "in.parquet", tmp_path / "out.csv", version="churn:1")


def test_rows_that_do_not_add_up_are_not_given_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    customers().write_parquet(tmp_path / "in.parquet")
    monkeypatch.setattr(scoring, "_others", lambda chunk, reasons: pl.Series(range(len(chunk) - 1)))
    with pytest.raises(ScoringError, match="are not as many"):
        score_table(trained(), tmp_path / "in.parquet", tmp_path / "out.parquet", version="churn:1")
    assert not (tmp_path / "out.parquet").exists()


VALUES = {
    "int64": st.sampled_from([0, 3, -5, 2**63 - 1, 2.0, 2.5, 2.0**60, 1e300, None, True, "3"]),
    "int8": st.sampled_from([0, 127, 128, -129, 1.0, 200.0, None]),
    "float64": st.sampled_from([0.5, 3, float("nan"), float("inf"), None, "0.5", True]),
    "float32": st.sampled_from([0.5, 1e39, 3.4028234663852886e38, None]),
    "bool": st.sampled_from([True, False, 1, 0, 2, None]),
    "str": st.sampled_from(["a", "", "b", 7, None]),
    "category": st.sampled_from(["a", "b", "c", None]),
    "date": st.sampled_from([datetime.date(2026, 1, 2), datetime.date(1500, 1, 1), "2026-01-02", None]),
    "datetime": st.sampled_from([datetime.datetime(2026, 1, 2, 3), datetime.datetime(2300, 1, 1), None]),
}
KINDS = {
    "int64": "int", "int8": "int", "float64": "float", "float32": "float", "bool": "bool", "str": "string",
    "category": "string", "date": "date", "datetime": "datetime",
}  # fmt: skip


@given(st.data())
def test_a_column_at_a_time_refuses_what_row_by_row_is_refused(data: st.DataObject) -> None:
    dtype = data.draw(st.sampled_from(sorted(VALUES)))
    values = data.draw(st.lists(VALUES[dtype], min_size=1, max_size=6))
    try:
        chunk = pl.DataFrame({"x": pl.Series(values, strict=True)})
    except TypeError:  # values of several types, which no column holds
        return
    column = Column("x", KINDS[dtype], dtype, data.draw(st.booleans()), categories=("a", "b"))  # type: ignore[arg-type]
    parting = object.__new__(Parting)
    parting._columns, parting._domain, parting._lines = (column,), Domain([column], None), []
    refused = set(parting.part(chunk).reasons)
    parting._sure = lambda asked: [pl.repeat(False, pl.len())]  # type: ignore[method-assign]
    assert refused == set(parting.part(chunk).reasons)


def test_the_suite_refuses_a_column_at_a_time_what_it_refuses_row_by_row() -> None:
    suite = Suite(
        "customers",
        [between("tenure", 3, 60), in_set("plan", ["flat", "007"], on_row="flag"), not_null("charge")],
    )
    parting = Parting(trained(suite=suite))
    chunk = customers()
    quick = parting.part(chunk)
    parting._sure = lambda asked: [pl.repeat(False, pl.len())]  # type: ignore[method-assign]
    slow = parting.part(chunk)
    assert quick.reasons == slow.reasons
    assert quick.flags == slow.flags
    assert 0 < len(quick.reasons) < ROWS
    assert 0 < len(quick.flags) < ROWS


KILLED = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from test_scoring import trained
from fairlead.serve.scoring import score_table
def say(done, rows):
    print(done, flush=True)
done = score_table(trained(), sys.argv[1], sys.argv[2], version="churn:1", chunk=2_000, on_progress=say)
print("resumed", done.resumed_at, flush=True)
"""


def kill_and_resume(folder: Path, rounds: int, rows: int) -> None:
    source = folder / "in.csv"
    customers(rows).write_csv(source)
    score_table(trained(), source, folder / "whole.parquet", version="churn:1", chunk=2_000)
    command = [sys.executable, "-c", KILLED, source, folder / "out.parquet", Path(__file__).parent]
    kills = 0
    for n in range(rounds):
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        for _ in range(3 + n % 4):
            process.stdout.readline()
        time.sleep(0.003 * (n % 7))
        os.kill(process.pid, signal.SIGKILL)
        kills += process.wait() == -signal.SIGKILL
        process.stdout.close()
        if (folder / "out.parquet").exists():
            break
    assert kills > 0
    if not (folder / "out.parquet").exists():
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        assert int(done.stdout.split()[-1]) > 0
    assert (folder / "out.parquet").read_bytes() == (folder / "whole.parquet").read_bytes()


@pytest.mark.heavy
def test_a_killed_run_goes_on_and_gives_the_same_bytes(tmp_path: Path) -> None:
    kill_and_resume(tmp_path, 1, 20_000)


@pytest.mark.heavy
@pytest.mark.timeout(900)
def test_a_run_that_is_killed_over_and_over_gives_the_same_bytes(tmp_path: Path) -> None:
    kill_and_resume(tmp_path, 8, 60_000)


def test_a_job_is_written_down_in_words(tmp_path: Path) -> None:
    customers().write_parquet(tmp_path / "in.parquet")
    interrupted(trained(), tmp_path / "in.parquet", tmp_path / "out.parquet", 300)
    document = json.loads((tmp_path / "out.parquet.parts" / "job.json").read_text())
    assert document["model"] == "churn:1"
    assert document["input"][0][0] == "in.parquet"


def test_missing_numbers_of_pandas_are_missing(tmp_path: Path) -> None:
    table = customers().to_pandas()
    assert pandas.isna(table["charge"]).any()
    table.to_parquet(tmp_path / "in.parquet")
    done = score_table(trained(), tmp_path / "in.parquet", tmp_path / "out.parquet", version="churn:1")
    assert done.quarantined == 0
