"""What a person reads when Fairlead cannot go on."""

import inspect
import json
import pickle
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead import errors
from fairlead.errors import (
    AirflowError,
    ApiKeyError,
    BatchError,
    BlobCorruptError,
    BlobMissingError,
    CheckError,
    ConditionError,
    ContainerError,
    ConvertError,
    CurveError,
    CycleError,
    DetectorError,
    DiskFullError,
    DuplicateTaskError,
    EffectUnknownError,
    EngineError,
    EvaluationError,
    ExportError,
    FairleadError,
    FeatureError,
    FeatureStepError,
    FencedError,
    GateError,
    GoldenMismatchError,
    InvalidTaskError,
    JoinError,
    LessonError,
    LoaderDiedError,
    LogError,
    MetricError,
    MirrorError,
    MissingExtraError,
    MLTestError,
    ModelError,
    ModelImportError,
    ModelInputError,
    ModelVersionError,
    MonitorError,
    NotConvertibleError,
    NotebookRunError,
    NothingToResumeError,
    ObjectStoreError,
    OutcomeError,
    OutputError,
    OutsideDAGError,
    ParamError,
    ParityError,
    PipelineError,
    PipelineImportError,
    PipelineRunError,
    PolicyError,
    ProjectError,
    PromotionError,
    ProveError,
    ReplayError,
    RowsLostError,
    RunError,
    RunNotFoundError,
    RunOwnedError,
    SandboxError,
    ScheduleError,
    ScoringError,
    SecretError,
    ServingError,
    ShapeChangedError,
    SplitError,
    StaleChampionError,
    StepError,
    StillNeededError,
    StoredOutputMissingError,
    StoreError,
    StoreLockedError,
    StoreReadOnlyError,
    StoreUnreachableError,
    StoreVersionError,
    StudioError,
    SuiteError,
    TableError,
    TamperedModelError,
    TrainingDataError,
    TriageError,
    TypeMismatchError,
    UnanswerableRowError,
    UnknownModelError,
    UnknownParameterError,
    UnknownTaskError,
    UntrustedTypeError,
    ValidationError,
    all_errors,
    nearest,
)

PAGES = Path(__file__).parents[2] / "docs" / "errors"
RUN = "20261123-144512-k3f9qz"
DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
TASKS = ["extract", "validate", "transform", "load", "train", "evaluate", "deploy"]
COLUMNS = ["tenure", "monthly_charges", "total_charges", "churn"]
MISSING_MODULE = ModuleNotFoundError("No module named 'sklearn'", name="sklearn.linear_model")

# Every named constructor at least once; the pages in docs/errors show these very messages.
EXAMPLES: list[tuple[str, FairleadError]] = [
    ("no_project", ProjectError.no_project("/home/you/notes")),
    ("bad_toml", ProjectError.bad_toml("fairlead.toml", 3, "Invalid value (at line 3, column 10)")),
    ("unknown_key", ProjectError.unknown_key("fairlead.toml", "pipline", ["pipeline", "workers"])),
    ("bad_value", ProjectError.bad_value("fairlead.toml", "workers", 0, "a number of 1 or more")),
    ("no_pipeline_file", ProjectError.no_pipeline_file("pipline.py", ["features.py", "pipeline.py"])),
    ("no_pipeline_file", ProjectError.no_pipeline_file("pipeline.py", [])),
    ("no_params_file", ProjectError.no_params_file("params.toml")),
    ("no_folder", ProjectError.no_folder("churn")),
    ("folder_not_empty", ProjectError.folder_not_empty("churn")),
    ("unknown_example", ProjectError.unknown_example("chrun", ["churn"])),
    ("not_writable", ProjectError.not_writable("/srv/shared/churn/.fairlead")),
    ("unknown_check", ProjectError.unknown_check("sotre", ["python", "store", "outputs"])),
    ("needs", MissingExtraError.needs("polars", "tables", "Reading a Parquet file")),
    ("needs_package", MissingExtraError.needs_package("mlflow-skinny", "Mirroring a model to MLflow")),
    ("no_tasks", PipelineError.no_tasks("ml_pipeline", "pipeline.py:4")),
    ("bad_setting", PipelineError.bad_setting("ml_pipeline", "seed", "x", "a whole number", "pipeline.py:4")),
    ("raised", PipelineImportError.raised("pipeline.py", NameError("name 'pd' is not defined"), 7)),
    ("raised", PipelineImportError.raised("pipeline.py", SystemExit(), 9)),
    ("raised", PipelineImportError.raised("pipeline.py", MISSING_MODULE, 2)),
    ("missing_module", PipelineImportError.missing_module("pipeline.py", "features", 3)),
    ("no_dag", PipelineImportError.no_dag("features.py")),
    ("several_dags", PipelineImportError.several_dags("pipeline.py", ["daily", "weekly"])),
    ("unknown_dag", PipelineImportError.unknown_dag("pipeline.py", "wekly", ["daily", "weekly"])),
    ("of", CycleError.of(["extract", "clean", "load"])),
    ("of", CycleError.of(["load", "load"])),
    ("of", DuplicateTaskError.of("load", "ml_pipeline", "pipeline.py:21")),
    ("of", UnknownTaskError.of("trian", TASKS)),
    ("of", UnknownTaskError.of("train", [])),
    ("of", UnknownParameterError.of("train", "laod", [*TASKS, "folds", "seed"], "pipeline.py:30")),
    ("of", UnknownParameterError.of("train", "depth", [*TASKS, "folds", "seed"], "pipeline.py:30")),
    ("not_a_parameter", UnknownParameterError.not_a_parameter("train", "fold", ["load", "folds"])),
    ("of", TypeMismatchError.of("load", "polars.DataFrame", "train", "load", "pandas.DataFrame")),
    ("not_callable", InvalidTaskError.not_callable("extract", 7043)),
    ("already_a_task", InvalidTaskError.already_a_task("extract")),
    ("lambda_needs_id", InvalidTaskError.lambda_needs_id("ml_pipeline")),
    ("bad_id", InvalidTaskError.bad_id("load data/raw")),
    ("bad_id", InvalidTaskError.bad_id("")),
    ("unknown_option", InvalidTaskError.unknown_option("load", "retry", ["pool", "retries", "timeout"])),
    ("bad_option", InvalidTaskError.bad_option("load", "retries", -1, "a number of 0 or more")),
    ("bad_map", InvalidTaskError.bad_map("read", ["file", "folder"])),
    ("bad_map", InvalidTaskError.bad_map("read", [])),
    ("not_a_task", InvalidTaskError.not_a_task("load")),
    ("unequal_chain", InvalidTaskError.unequal_chain(2, 3)),
    ("unknown_pool", InvalidTaskError.unknown_pool("load", "bd", ["db"])),
    ("unknown_pool", InvalidTaskError.unknown_pool("load", "db", [])),
    ("of", OutsideDAGError.of("PythonOperator", "extract")),
    ("across", OutsideDAGError.across("extract", "daily", "report", "weekly")),
    ("not_a_condition", ConditionError.not_a_condition("deploy", True)),
    ("used_as_bool", ConditionError.used_as_bool("evaluate.passed")),
    ("unknown_task", ConditionError.unknown_task("deploy", "evalute", TASKS)),
    ("no_such_part", ConditionError.no_such_part("evaluate.pased", "pased", ["auc", "passed"])),
    ("no_such_part", ConditionError.no_such_part("evaluate.passed", "passed", [])),
    ("failed", ConditionError.failed("deploy", "evaluate['auc'] > 0.8", "TypeError: '>' not supported")),
    ("wrong_type", ParamError.wrong_type("folds", "five", "int", "--param")),
    ("unknown", ParamError.unknown("fold", ["folds", "source"], "params.toml")),
    ("unknown", ParamError.unknown("fold", [])),
    ("bad_override", ParamError.bad_override("folds 5")),
    ("already_ended", RunError.already_ended(RUN, "succeeded")),
    ("nothing_selected", RunError.nothing_selected("--from load --until extract")),
    ("of", RunNotFoundError.of("20261123-144512-k3f9qx", [RUN])),
    ("of", RunNotFoundError.of("yesterday", [])),
    ("ambiguous", RunNotFoundError.ambiguous("20261123", [RUN, "20261123-151001-b7w2ma"])),
    ("no_runs", NothingToResumeError.no_runs()),
    ("finished", NothingToResumeError.finished(RUN, "succeeded")),
    ("of", RunOwnedError.of(RUN, 4711, "this machine", "2026-11-23T14:45:12.250Z")),
    ("of", FencedError.of(RUN)),
    ("of", ShapeChangedError.of(RUN, ["clean"], ["transform"])),
    ("of", ShapeChangedError.of(RUN, [], [])),
    ("of", StoredOutputMissingError.of("train", "load")),
    ("of", EffectUnknownError.of("deploy", RUN)),
    ("of", LoaderDiedError.of(-9, ["reading model.bin"])),
    ("of", LoaderDiedError.of(3)),
    ("scheduler", LoaderDiedError.scheduler("tcp://cluster:8786", "OSError: the connection is closed")),
    ("no_workers", LoaderDiedError.no_workers("tcp://cluster:8786")),
    ("unknown", EngineError.unknown("ray://cluster:10001")),
    ("no_scheduler", EngineError.no_scheduler("tcp://cluster:8786", 30.0)),
    ("no_workers", EngineError.no_workers("tcp://cluster:8786", 30.0)),
    ("no_project", EngineError.no_project("node7", "/data/churn/pipeline.py")),
    ("other_code", EngineError.other_code("node7", "/data/churn/pipeline.py")),
    ("failed", StoreError.failed(".fairlead/store.db", "database disk image is malformed")),
    ("of", StoreLockedError.of(".fairlead/store.db", 10.0)),
    ("of", StoreVersionError.of(".fairlead/store.db", 7, 3)),
    ("of", StoreVersionError.of(".fairlead/store.db", 1, 3)),
    ("of", StoreUnreachableError.of("postgresql://ann:secret@db:5432/runs", "connection refused\n")),
    ("of", StoreReadOnlyError.of(".fairlead/store.db")),
    ("folder", StoreReadOnlyError.folder(".fairlead")),
    ("of", DiskFullError.of(".fairlead/cas", 209_715_200)),
    ("of", DiskFullError.of(".fairlead/cas")),
    ("while_exporting", DiskFullError.while_exporting("joined.parquet")),
    ("while_scoring", DiskFullError.while_scoring("answers.parquet")),
    ("of", BlobMissingError.of(DIGEST)),
    ("of", BlobCorruptError.of(DIGEST, f".fairlead/cas/9f/{DIGEST}", "e3b0c44298fc1c149afbf4c8996fb924")),
    ("not_storable", OutputError.not_storable("Connection", "TypeError: cannot pickle it", "extract")),
    ("not_a_list", OutputError.not_a_list("read", "int")),
    ("unfinished", OutputError.unfinished("extract", "generator")),
    ("unknown_layout", OutputError.unknown_layout(b"PK\x03\x04")),
    ("bad_name", ContainerError.bad_name("???")),
    ("in_the_way", ContainerError.in_the_way("deploy/Dockerfile")),
    ("not_writable", ContainerError.not_writable("deploy", "Permission denied")),
    ("bad_location", ObjectStoreError.bad_location("s3:///runs")),
    ("no_bucket", ObjectStoreError.no_bucket("runs", "https://s3.example")),
    ("failed", ObjectStoreError.failed("s3://my-bucket/runs", "connection refused")),
    ("bad_credentials", ObjectStoreError.bad_credentials("/home/you/.aws/credentials")),
    ("forked", ObjectStoreError.forked("s3://my-bucket/runs")),
    ("not_found", TableError.not_found("data/customers.csv")),
    ("not_found", TableError.not_found("data/custmers.csv", "data/customers.csv")),
    ("unsupported_format", TableError.unsupported_format("customers.xlsx", [".csv", ".parquet"])),
    ("unreadable", TableError.unreadable("customers.parquet", "the file ends too early")),
    ("missing_column", TableError.missing_column("tenre", COLUMNS, 7043)),
    ("missing_column", TableError.missing_column("age", COLUMNS)),
    ("not_a_table", TableError.not_a_table("dict")),
    ("not_checkable", TableError.not_checkable("numpy.ndarray")),
    ("not_writable", TableError.not_writable("age", "'out/people.csv'", "it holds lists")),
    ("not_writable", TableError.not_writable(None, "'out/people.csv'", "two columns have one name")),
    ("no_files", TableError.no_files("drops/*.csv")),
    ("other_columns", TableError.other_columns("days/2.csv", "days/1.csv", "column 'fare' is missing")),
    ("failed_query", TableError.failed_query("DuckDB", "the file is damaged")),
    ("object_column", TableError.object_column("tags", {"a"})),
    ("scan_failed", TableError.scan_failed("the file is damaged")),
    ("duplicate_column", TableError.duplicate_column("age")),
    ("duplicate_column", TableError.duplicate_column("age", "people.csv")),
    ("warns_after_failing", SuiteError.warns_after_failing("between", 0.2, 0.1)),
    ("no_file", SuiteError.no_file("chrun.toml", "churn.toml")),
    ("no_file", SuiteError.no_file("churn.toml")),
    ("unreadable_file", SuiteError.unreadable_file("churn.toml", "it is not UTF-8 text (invalid start byte)")),
    ("unwritable_file", SuiteError.unwritable_file("churn.toml", "Permission denied")),
    ("bad_toml", SuiteError.bad_toml("Expected '=' after a key in a key/value pair")),
    ("unknown_suite_key", SuiteError.unknown_suite_key("expects", ["name", "keys", "private", "expect"])),
    ("bad_suite_key", SuiteError.bad_suite_key("keys", "customer_id", "a list of names of columns")),
    ("no_type", SuiteError.no_type(["column", "min_value"])),
    ("no_type", SuiteError.no_type([])),
    ("not_in_toml", SuiteError.not_in_toml("in_table", "table", "a value of type DataFrame")),
    ("unwritable_condition", SuiteError.unwritable_condition("matches(name, 'A')", "matches")),
    ("no_python", SuiteError.no_python("checks.py", "suites")),
    ("bad_python", SuiteError.bad_python("checks.py", ModuleNotFoundError("No module named 'chruns'"))),
    ("not_in_a_file", SuiteError.not_in_a_file("margin_is_positive", "__main__")),
    ("several_suites", SuiteError.several_suites("checks.py", ["customers", "orders"])),
    ("no_history", SuiteError.no_history(None, [])),
    ("no_history", SuiteError.no_history("custmers", ["customers", "orders"])),
    ("would_overwrite", SuiteError.would_overwrite("suite.toml")),
    ("no_such_suite", SuiteError.no_such_suite("custmers", "checks.py", ["customers"])),
    ("no_such_suite", SuiteError.no_such_suite("Suite", "checks.py", [])),
    ("not_a_split", SplitError.not_a_split("out/orders")),
    ("unreadable", SplitError.unreadable("out/orders/split.json", "it ends too early")),
    ("other_format", SplitError.other_format("out/orders/split.json", 2, 1)),
    ("part_missing", SplitError.part_missing("out/orders/valid/part-0.parquet")),
    ("exists", SplitError.exists("out/orders")),
    ("place_taken", SplitError.place_taken("data")),
    (
        "did_not_pass",
        SplitError.did_not_pass("out/orders", ["Expected that age is not missing; 9 of 9 rows break this."]),
    ),
    ("did_not_pass", SplitError.did_not_pass("out/orders", [])),
    ("reserved_column", SplitError.reserved_column("__row")),
    (
        "unsupported_table",
        SplitError.unsupported_table("PySpark", "write it as Parquet, and split 'folder/*.parquet'."),
    ),
    ("no_suite", SplitError.no_suite("out/orders", "it holds a function")),
    ("in_use", SplitError.in_use("out/orders")),
    ("nothing_asked", SplitError.nothing_asked()),
    ("bad_recode", SplitError.bad_recode("age:-1")),
    ("why_missing", SplitError.why_missing()),
    ("unknown_rule", SplitError.unknown_rule("agee", ["age", "name"])),
    ("unknown_rule", SplitError.unknown_rule("age", [])),
    ("not_matched", SplitError.not_matched("two of them have the same __row", "leave one of each.")),
    ("wrong_value", SplitError.wrong_value("age", "Int64", "conversion from `str` failed")),
    ("unknown_expectation", SuiteError.unknown_expectation("betwen", ["between", "not_null"])),
    ("unknown_argument", SuiteError.unknown_argument("between", "minimum", ["min_value", "max_value", "mostly"])),
    ("missing_argument", SuiteError.missing_argument("in_set", ["value_set"])),
    ("too_many_arguments", SuiteError.too_many_arguments("not_null", 2, ["column"])),
    ("argument_twice", SuiteError.argument_twice("between", "min_value")),
    ("bad_argument", SuiteError.bad_argument("between", "mostly", 95, "a share from 0 to 1")),
    ("bad_bounds", SuiteError.bad_bounds("between", 120, 0)),
    ("no_bounds", SuiteError.no_bounds("between")),
    ("not_an_expectation", SuiteError.not_an_expectation("customers", "not_null")),
    ("no_name", SuiteError.no_name("a list")),
    ("no_list", SuiteError.no_list("customers", "a single expectation")),
    ("no_expectations", SuiteError.no_expectations("checks/customers.toml")),
    ("built_in_name", SuiteError.built_in_name("between")),
    ("nameless", SuiteError.nameless()),
    ("body_failed", SuiteError.body_failed("positive_margin", TypeError("unsupported operand"))),
    ("computes_only", SuiteError.computes_only("positive_margin", "revenue - cost")),
    ("not_a_condition", SuiteError.not_a_condition("positive_margin", True)),
    ("not_a_row", SuiteError.not_a_row([1, 2])),
    ("mixed_types", SuiteError.mixed_types("age", "young", "numbers")),
    ("not_in_order", SuiteError.not_in_order("DuckDB")),
    ("too_many_values", SuiteError.too_many_values("note", 1_000_000, "DuckDB")),
    ("used_as_bool", SuiteError.used_as_bool("age > 18")),
    ("bad_condition", SuiteError.bad_condition("age >", "invalid syntax")),
    ("unknown_type", SuiteError.unknown_type("of_type", "type_", "int46", "int64")),
    ("bad_regex", SuiteError.bad_regex("(", "missing ), unterminated subpattern at position 0")),
    ("slow_regex", SuiteError.slow_regex("(a+)+(?=b)", 40, 1.0)),
    ("function_failed", SuiteError.function_failed("is_even", "str", TypeError("not all arguments converted"))),
    ("python_objects", SuiteError.python_objects("tags")),
    ("wrong_type", SuiteError.wrong_type("between(name, 0, 120)", "name", "text", 0)),
    ("uncomparable", SuiteError.uncomparable("greater_than(name, age)", "name (text)", "age (integer)")),
    ("wrong_operand", SuiteError.wrong_operand("length_equals(age, 3)", "age (integer)", "text")),
    ("do_not_fit", SuiteError.do_not_fit(["name is text, and 0 is not.", "age (integer) is not text."], "look again.")),
    ("bad_json", SuiteError.bad_json("Expecting ',' delimiter")),
    ("no_gx_suite", SuiteError.no_gx_suite()),
    ("runs_sql", SuiteError.runs_sql("unexpected_rows_expectation")),
    ("no_parameter", SuiteError.no_parameter("max_age", ["min_age"])),
    ("unknown_gx_version", SuiteError.unknown_gx_version("2", ["1", "0.18"])),
    ("not_in_gx", SuiteError.not_in_gx("in_table", "table", "a polars table")),
    (
        "unknown_result_format",
        SuiteError.unknown_result_format("FULL", ["BOOLEAN_ONLY", "BASIC", "SUMMARY", "COMPLETE"]),
    ),
    ("not_all_values", SuiteError.not_all_values("between(age, 0, 120)", 20, 33)),
    ("not_remembered", SuiteError.not_remembered("expect_column_to_exist", ["expect_column_values_to_be_between"])),
    ("no_key", SuiteError.no_key("succes", ["success", "result"])),
    (
        "of",
        ValidationError.of(
            "customers", 7043, ["Expected that age is not missing; 9 of 7,043 rows (0.128%) break this."]
        ),
    ),
    (
        "of",
        ValidationError.of(
            "orders", 9, [f"Expected that {name} is not missing; 9 of 9 rows break this." for name in "abcdefg"]
        ),
    ),
    ("of", RowsLostError.of(7043, 6900, 140)),
    ("of", RowsLostError.of(7043, 7043, 140)),
    ("no_such_file", ConvertError.no_such_file("chrun.ipynb", ["churn.ipynb"])),
    ("no_notebook", ConvertError.no_notebook("report.ipynb", "its language is r, not Python")),
    ("nothing_to_do", ConvertError.nothing_to_do("empty.ipynb")),
    ("folder_not_empty", ConvertError.folder_not_empty("churn")),
    ("no_project", ConvertError.no_project("churn")),
    ("not_converted", ConvertError.not_converted("churn")),
    ("bad_record", ConvertError.bad_record("churn/notebook/conversion.json", "it is of another format")),
    ("bad_data", ConvertError.bad_data("/Users/john/x.csv=data.csv", "data.csv")),
    ("bad_data", ConvertError.bad_data("x.csv", None)),
    (
        "of",
        NotConvertibleError.of(
            "churn.ipynb",
            [
                (3, 1, "it waits for a person (input()): give the value a name instead"),
                (7, 2, "it needs 'base', which nothing above it makes"),
            ],
        ),
    ),
    ("no_such_file", CheckError.no_such_file("chrun.ipynb", ["churn.ipynb", "train.py"])),
    ("no_such_file", CheckError.no_such_file("notebooks", [])),
    ("nothing_to_check", CheckError.nothing_to_check(["src"])),
    ("unknown_rule", CheckError.unknown_rule("absolute-path", ["abs-path", "leakage"], "--select")),
    ("unknown_rule", CheckError.unknown_rule("E501", ["abs-path", "leakage"], "pyproject.toml")),
    ("no_baseline", CheckError.no_baseline("fairlead-baseline.json")),
    ("bad_baseline", CheckError.bad_baseline("baseline.json", "it is not JSON")),
    ("not_written", CheckError.not_written("churn.ipynb", "Permission denied")),
    ("changed_meanwhile", CheckError.changed_meanwhile("notebooks/churn.ipynb")),
    ("no_git", CheckError.no_git()),
    ("no_repository", CheckError.no_repository("/home/you/notes")),
    ("no_revision", CheckError.no_revision("origin/mian", "/home/you/notes")),
    ("no_ruff", CheckError.no_ruff()),
    ("ruff_failed", CheckError.ruff_failed("Failed to parse ruff.toml")),
    ("bad_data", CheckError.bad_data("/Users/john/x.csv=data.csv", "data.csv")),
    ("bad_data", CheckError.bad_data("x.csv", None)),
    ("not_converted", ProveError.not_converted("churn")),
    ("bad_record", ProveError.bad_record("churn/notebook/conversion.json", "KeyError: 'tasks'")),
    ("no_notebook", ProveError.no_notebook("churn/notebook/churn.ipynb")),
    ("no_pipeline", ProveError.no_pipeline("churn/pipeline.py")),
    ("no_proof", ProveError.no_proof("churn/proof/proof.json")),
    ("bad_proof", ProveError.bad_proof("churn/proof/proof.json", "KeyError: 'rows'")),
    ("failed", NotebookRunError.failed(7, 2, "NameError", "name 'df' is not defined")),
    ("failed", NotebookRunError.failed(7, 2, "NameError", "name 'df' is not defined", recorded=True)),
    ("waits_for_input", NotebookRunError.waits_for_input(3, "input('Which file? ')")),
    ("late", NotebookRunError.late(9, 600)),
    ("out_of_memory", NotebookRunError.out_of_memory(4, 8.0)),
    ("out_of_memory", NotebookRunError.out_of_memory(4, None)),
    ("died", NotebookRunError.died(5, "signal 11")),
    ("failed", PipelineRunError.failed("train", "KeyError: 'tenre'", "pipeline.py:41")),
    ("failed", PipelineRunError.failed(None, "The file 'pipeline.py' raised ImportError: no module named 'lib'.")),
    ("late", PipelineRunError.late(["train"], 600)),
    ("died", PipelineRunError.died(["train"], "exit code 1; the last that it said was: Killed")),
    ("no_such_column", MLTestError.no_such_column("tenre", ["tenure", "contract"])),
    ("empty_slice", MLTestError.empty_slice("`contract` is 'weekly'", 1409)),
    ("no_table", MLTestError.no_table("ndarray")),
    ("no_output", MLTestError.no_output("load")),
    ("no_fixture", MLTestError.no_fixture("model", "model")),
    ("by_pipeline", UnanswerableRowError.by_pipeline("churn", ValueError("Found unknown categories ['Weekly']"))),
    ("no_such_column", MonitorError.no_such_column("tenre", ["tenure", "contract"])),
    ("other_columns", MonitorError.other_columns(["tenure"])),
    ("other_kind", MonitorError.other_kind("tenure")),
    ("no_profile", MonitorError.no_profile("it does not begin as a profile does")),
    ("empty_reference", MonitorError.empty_reference()),
    ("no_such_metric", MonitorError.no_such_metric("acuracy", ["accuracy", "roc_auc"])),
    ("bad_policy", MonitorError.bad_policy("Every", "days", 0, "a number above 0")),
    ("other_length", MonitorError.other_length(100, 99)),
    ("few_rows", MonitorError.few_rows(12, 100)),
    ("one_class", MonitorError.one_class(400)),
    ("no_outcome", MonitorError.no_outcome("yes")),
    ("bad_numbers", MonitorError.bad_numbers("outcomes", "that of row 3 is nan")),
    ("no_answers", MonitorError.no_answers("prediction", "List(Int64)")),
    ("other_kind_of_outcomes", MonitorError.other_kind_of_outcomes("String", "Int64")),
    ("too_many_segments", MonitorError.too_many_segments("tenure", 73, 50)),
    ("few_outcomes", MonitorError.few_outcomes(0, 4000, 100)),
    ("bad_probabilities", MonitorError.bad_probabilities("the one of row 3 is 1.2")),
    ("few_periods", MonitorError.few_periods(1)),
    ("no_cell", MonitorError.no_cell("January", "March")),
    ("few_windows", MonitorError.few_windows(1)),
    ("other_rows", BatchError.other_rows("2024-03", 1200, 1100)),
    ("unknown", BatchError.unknown("2024-3", "churn", ["2024-02", "2024-03"])),
    ("profile_gone", BatchError.profile_gone("2024-03", "profile")),
    ("bad_reference", BatchError.bad_reference("spring", ["2024-02", "2024-03"], ["training", "previous", "last N"])),
    ("no_reference", BatchError.no_reference("last year", "2024-03", ["2024-02", "2024-03"])),
    ("no_training", BatchError.no_training("churn", "the model came from elsewhere")),
    ("bad_answer", BatchError.bad_answer("maybe", ["no", "yes"])),
    ("bad_answer", BatchError.bad_answer("many", [])),
    ("no_column", BatchError.no_column("the outcome", "churnd", ["id", "churned"])),
    ("no_times", BatchError.no_times("asked_at", "Int64")),
    ("name_or_time", BatchError.name_or_time()),
    ("no_text", PolicyError.no_text(3)),
    ("not_understood", PolicyError.not_understood("evry 3", "evry", ["never", "always", "every 3"])),
    ("not_understood", PolicyError.not_understood("every 3 or ", "", ["never", "always", "every 3"])),
    ("no_number", PolicyError.no_number("below auc", None, "threshold")),
    ("no_number", PolicyError.no_number("below auc high", "high", "threshold")),
    ("no_unit", PolicyError.no_unit("every 2 month", "month", ["period", "periods", "day", "days", "week", "weeks"])),
    ("no_metric", PolicyError.no_metric("below acuracy 0.8", "acuracy", ["accuracy", "roc_auc"])),
    ("no_metric", PolicyError.no_metric("below", "", ["accuracy", "roc_auc"])),
    ("wrong_way", PolicyError.wrong_way("below log_loss 0.5", "log_loss", "above")),
    ("senseless", PolicyError.senseless("every -1", "Every was given periods = -1; expected 1 or more.")),
    ("not_named", ReplayError.not_named("which column says when a row was", "--time COLUMN", "time")),
    ("no_column", ReplayError.no_column("the time", "departed", ["departure", "is_late"])),
    ("no_times", ReplayError.no_times("departure", "it holds Int64 such as 517")),
    ("nothing_left", ReplayError.nothing_left(7043, 0, 7043)),
    ("one_outcome", ReplayError.one_outcome("2013-01", 420, False)),
    ("bad_number", ReplayError.bad_number("--first", 0, "1 or more")),
    ("no_recipe", ReplayError.no_recipe("recipe.py:RECIPE", "there is no file recipe.py")),
    ("not_trained", ReplayError.not_trained("2013-03", "ValueError: Input X contains infinity")),
    ("worker_died", ReplayError.worker_died()),
    ("not_measured", ReplayError.not_measured("--metric", "r2", ["accuracy", "log_loss", "roc_auc"])),
    ("no_target", ReplayError.no_target("roc_auc below target - 0.03", "roc_auc")),
    ("not_named", TriageError.not_named("which column holds the outcome", "--target COLUMN")),
    ("no_column", TriageError.no_column("the outcome", "churn", "july.parquet", ["tenure", "churned"])),
    ("not_binary", TriageError.not_binary("prices", "regression")),
    ("unknown_outcome", TriageError.unknown_outcome("july.parquet", "maybe", ["no", "yes"])),
    ("which_is_positive", TriageError.which_is_positive(["no", "yes"])),
    ("not_trained", TriageError.not_trained("ValueError: Input X contains NaN")),
    ("bad_window", TriageError.bad_window("no prediction of churn lies before 2026-11-01 00:00")),
    ("no_such_detector", DetectorError.no_such_detector("adwim", ["adwin", "ddm"])),
    ("bad_setting", DetectorError.bad_setting("adwin", "delta", 2, "a number between 0 and 1")),
    ("no_value", DetectorError.no_value("ddm", 12, 0.5, "0 or 1")),
    ("no_change", DetectorError.no_change(0.1, 0.1)),
    ("no_estimator", ModelError.no_estimator(42)),
    ("no_estimator", ModelError.no_estimator(PipelineError)),
    ("no_predictor", ModelError.no_predictor("StandardScaler")),
    ("not_fitted", ModelError.not_fitted("Pipeline")),
    (
        "not_savable",
        ModelError.not_savable("encode (Birch)", TypeError("Objects of type Birch are not supported yet.")),
    ),
    ("no_probabilities", ModelError.no_probabilities("churn", "binary")),
    ("bad_metric", ModelError.bad_metric("auc", float("nan"))),
    ("not_plain", ModelError.not_plain("metadata", "scorer", len)),
    ("changed", ModelError.changed("churn")),
    ("other_format", ModelError.other_format("churn", 2, 1)),
    ("bad_name", ModelError.bad_name("a model", "my model")),
    ("folder_taken", ModelError.folder_taken("churn-model")),
    ("no_export", ModelError.no_export("churn-model", "manifest.json")),
    ("broken_export", ModelError.broken_export("churn-model", "manifest.json", "Expecting value: line 1 column 1")),
    ("no_rows", TrainingDataError.no_rows(4)),
    ("column_twice", TrainingDataError.column_twice("tenure")),
    ("mixed_column", TrainingDataError.mixed_column("total_charges", ["float", "str"], " ")),
    ("unknown_column", TrainingDataError.unknown_column("tenre", COLUMNS)),
    ("other_length", TrainingDataError.other_length(7042, 7043)),
    ("missing_target", TrainingDataError.missing_target(12, 31, 7043)),
    ("constant_target", TrainingDataError.constant_target("no", 7043)),
    ("class_missing", TrainingDataError.class_missing("yes", ["no"])),
    ("unknown_class", TrainingDataError.unknown_class("maybe", ["no", "yes"])),
    ("no_number", TrainingDataError.no_number("yes")),
    ("no_such_column", TrainingDataError.no_such_column("tenre", COLUMNS)),
    ("not_rows", ModelInputError.not_rows("one dict")),
    ("missing_column", ModelInputError.missing_column(["tenure"], ["tenre", "plan"])),
    ("missing_column", ModelInputError.missing_column(["tenure", "charge"], [])),
    ("wrong_type", ModelInputError.wrong_type("tenure", 0, "12", "int")),
    ("wrong_width", ModelInputError.wrong_width(3, 2)),
    ("ragged", ModelInputError.ragged(1, "tenure")),
    ("no_rows", ModelInputError.no_rows()),
    ("never_missing", ModelInputError.never_missing("tenure", 0)),
    ("unknown_value", ModelInputError.unknown_value("plan", 0, "gold", ["basic", "pro", "team"])),
    ("part_changed", TamperedModelError.part_changed("pipeline.skops", DIGEST, "0" * 64)),
    ("part_missing", TamperedModelError.part_missing("golden.json")),
    ("other_digest", TamperedModelError.other_digest("churn", DIGEST, "0" * 64)),
    ("other_pipeline", TamperedModelError.other_pipeline("churn")),
    ("of", UntrustedTypeError.of(["churn.features.Ratios"])),
    ("no_module", UntrustedTypeError.no_module("__main__.ratios")),
    ("no_module", UntrustedTypeError.no_module("churn.features.<lambda>")),
    ("not_found", UntrustedTypeError.not_found("No module named 'churn'")),
    ("of", ModelVersionError.of("churn", {"scikit-learn": "1.8.1"}, {"scikit-learn": "1.9.1"})),
    ("of", GoldenMismatchError.of("churn", 3, "0.25", "0.5")),
    ("of", UnknownModelError.of("chrun", ["churn"])),
    ("of", UnknownModelError.of("churn", [])),
    ("no_version", UnknownModelError.no_version("churn", 9, [3, 2, 1])),
    ("no_alias", UnknownModelError.no_alias("churn", "champion", [])),
    ("bad_reference", UnknownModelError.bad_reference("churn:new")),
    ("retired", UnknownModelError.retired("churn", 1)),
    ("of", StaleChampionError.of("churn", "champion", 2, 3)),
    ("bad_share", PromotionError.bad_share("ten")),
    ("unknown_strategy", PromotionError.unknown_strategy("blue", ["replace", "canary", "shadow"])),
    ("two_strategies", PromotionError.two_strategies()),
    ("nobody_beside", PromotionError.nobody_beside("churn", "champion", "canary")),
    ("nothing_before", PromotionError.nothing_before("churn", "champion", 1)),
    ("nothing_before", PromotionError.nothing_before("churn", "champion", 1, [2, 3])),
    ("holds_already", PromotionError.holds_already("churn", 3, "champion")),
    ("never_held", PromotionError.never_held("churn", 4, "champion", [1, 2])),
    ("why_missing", PromotionError.why_missing("rollback")),
    ("why_missing", PromotionError.why_missing("promotion")),
    ("no_version_named", PromotionError.no_version_named("churn")),
    ("two_versions", PromotionError.two_versions("churn:3", 4)),
    ("of", StillNeededError.of("churn", 3, "it is the champion")),
    ("of", MirrorError.of("churn", "http://ada:secret@127.0.0.1:5000", "API request failed: connection refused")),
    ("no_place", ModelImportError.no_place("churn/3")),
    (
        "not_fetched",
        ModelImportError.not_fetched("models:/churn/9", "http://ada:secret@127.0.0.1:5000", "no version 9 (secret)"),
    ),
    ("no_mlmodel", ModelImportError.no_mlmodel("mlflow-model")),
    ("broken_mlmodel", ModelImportError.broken_mlmodel("mlflow-model", "its file model.pkl is not there")),
    ("no_sklearn", ModelImportError.no_sklearn("models:/churn/3", ["python_function", "xgboost"])),
    ("unknown_form", ModelImportError.unknown_form("models:/churn/3", "dill", ["skops", "cloudpickle", "pickle"])),
    ("is_pickle", ModelImportError.is_pickle("models:/churn/3", "cloudpickle")),
    ("not_loadable", ModelImportError.not_loadable("models:/churn/3", ModuleNotFoundError("No module named 'shop'"))),
    ("rows_needed", ModelImportError.rows_needed("models:/churn/3")),
    ("rows_not_needed", ModelImportError.rows_not_needed("models:/churn/3")),
    ("no_target", ModelImportError.no_target("churned", ["churn", "tenure"])),
    (
        "other_rows",
        ModelImportError.other_rows("models:/churn/3", ValueError("could not convert string to float: 'a'")),
    ),
    ("too_few_rows", EvaluationError.too_few_rows(1, 2, "the holdout")),
    ("unknown_class", EvaluationError.unknown_class("Maybe", ["No", "Yes"], "the holdout")),
    ("class_missing", EvaluationError.class_missing("Yes", 12, "the holdout")),
    ("too_few_of_class", EvaluationError.too_few_of_class("Yes", 3, 5)),
    ("unknown_column", EvaluationError.unknown_column("tenre", ["tenure", "contract"], "slices")),
    ("not_a_mask", EvaluationError.not_a_mask("new customers", 1409, "a list of 3 values")),
    ("too_many_values", EvaluationError.too_many_values("city", 1106, 20)),
    ("missing_times", EvaluationError.missing_times("week", 1)),
    ("one_moment", EvaluationError.one_moment("week")),
    ("no_such_level", EvaluationError.no_such_level(0.5, (0.9, 0.95))),
    ("unknown", MetricError.unknown("auc", ["roc_auc", "accuracy"])),
    ("other_task", MetricError.other_task("r2", "binary", ["roc_auc", "accuracy"])),
    ("no_rows", MetricError.no_rows("roc_auc")),
    ("no_chances", MetricError.no_chances("roc_auc")),
    ("answers_missing", MetricError.answers_missing("roc_auc", 2, 1409)),
    ("one_class", MetricError.one_class("roc_auc", ["No"], ["No", "Yes"], 12)),
    ("not_a_number", MetricError.not_a_number("r2", 1)),
    ("unknown_condition", GateError.unknown_condition("metric_flor", ["metric_floor", "latency_below"])),
    ("not_a_condition", GateError.not_a_condition(0.8)),
    ("no_conditions", GateError.no_conditions()),
    ("bad_argument", GateError.bad_argument("metric_floor", "floor", "high", "a number")),
    ("unknown_argument", GateError.unknown_argument("metric_floor", "flor", ["metric", "floor"])),
    ("unknown_argument", GateError.unknown_argument("exact_parity", "flor", [])),
    ("argument_missing", GateError.argument_missing("metric_floor", "floor")),
    ("name_taken", GateError.name_taken("metric_floor")),
    ("no_sentence", GateError.no_sentence("few_alarms")),
    ("raised", GateError.raised("few_alarms", KeyError("alarms"))),
    ("no_judgement", GateError.no_judgement("few_alarms", True)),
    ("not_a_recipe", FeatureError.not_a_recipe("str")),
    ("not_a_table", FeatureError.not_a_table("dict")),
    ("no_rows", FeatureError.no_rows(3)),
    ("unknown_column", FeatureError.unknown_column("tenre", COLUMNS, "step 'numbers'")),
    ("unknown_feature", FeatureError.unknown_feature("tenre", COLUMNS)),
    ("not_fitted", FeatureError.not_fitted("best", "SelectKBest")),
    ("failed", FeatureStepError.failed("numbers/scale", "StandardScaler", ValueError("could not convert 'May'"))),
    ("no_steps", CurveError.no_steps()),
    ("not_a_step", CurveError.not_a_step(1, "Pipeline")),
    ("duplicate_step", CurveError.duplicate_step("scaled")),
    ("no_model", CurveError.no_model("scaled", "StandardScaler")),
    ("other_model", CurveError.other_model("line", "regressor", "classifier")),
    ("other_length", CurveError.other_length("target", 2, 240)),
    ("missing_values", CurveError.missing_values("churn", 1, 240)),
    ("constant_target", CurveError.constant_target("churn", "No", 240)),
    ("too_few_rows", CurveError.too_few_rows(3, 5)),
    ("too_few_of_class", CurveError.too_few_of_class("Yes", 3, 5)),
    ("class_missing", CurveError.class_missing("Yes", "test", 2, "in order of time")),
    ("too_few_moments", CurveError.too_few_moments("month", 2, 5)),
    ("unknown_metric", CurveError.unknown_metric("roc", ["roc_auc", "r2"])),
    ("no_number", CurveError.no_number("r2", "scaled", 2, "shuffled")),
    ("no_chances", CurveError.no_chances("scaled", "LinearSVC")),
    ("not_two_classes", CurveError.not_two_classes(3)),
    ("not_two_classes", CurveError.not_two_classes(0)),
    ("bad_setting", CurveError.bad_setting("cv", 1, "a whole number of 2 or more")),
    ("other_libraries", JoinError.other_libraries("polars", "pandas")),
    ("no_time_named", JoinError.no_time_named()),
    ("not_one_name", JoinError.not_one_name("on", ("customer", "day"))),
    ("unknown_column", JoinError.unknown_column("dya", "left", ["day", "customer"])),
    ("column_twice", JoinError.column_twice("day", "left")),
    ("no_times", JoinError.no_times("day", "right", "String")),
    ("missing_times", JoinError.missing_times("day", "right", 1, 240)),
    (
        "other_times",
        JoinError.other_times("time", "moment with a time zone", "day", "day"),
    ),
    ("out_of_range", JoinError.out_of_range("day", "ns")),
    ("bad_duration", JoinError.bad_duration("lag", 3, is_number=False)),
    ("bad_duration", JoinError.bad_duration("lag", "a day", is_number=True)),
    ("negative_duration", JoinError.negative_duration("lag", -1)),
    ("other_keys", JoinError.other_keys("customer", "Int64", "String")),
    ("tied_rows", JoinError.tied_rows(1, "day", ["customer"])),
    ("name_taken", JoinError.name_taken("calls_right", "_right")),
    ("no_port", StudioError.no_port("127.0.0.1", 8640, "Address already in use")),
    ("bad_parameter", StudioError.bad_parameter("five")),
    ("no_port", ServingError.no_port("127.0.0.1", 8000, "Address already in use")),
    ("which_model", ServingError.which_model([])),
    ("which_model", ServingError.which_model(["churn", "price"])),
    ("none_yet", ApiKeyError.none_yet("0.0.0.0")),
    ("none_here", ApiKeyError.none_here()),
    ("taken", ApiKeyError.taken("web-shop")),
    ("unknown", ApiKeyError.unknown("web-shp", ["robot", "web-shop"])),
    ("bad_name", ApiKeyError.bad_name("web shop")),
    ("not_writable", LogError.not_writable(".fairlead/predictions/churn", "Permission denied")),
    ("not_written", LogError.not_written(".fairlead/predictions/churn", 1, "No space left on device")),
    (
        "of_task",
        ExportError.of_task(
            "Dagster",
            "join",
            'it has trigger_rule="none_failed"',
            "Dagster skips whatever follows an asset without output: export to Airflow or Prefect instead.",
        ),
    ),
    (
        "of_pipeline",
        ExportError.of_pipeline(
            "Airflow",
            "churn",
            "notify=[...] is set",
            "leave out notify=... and use Airflow's on_failure_callback.",
        ),
    ),
    ("name_taken", ExportError.name_taken("Airflow", "deploy", "deploy_if")),
    ("nothing_before", StepError.nothing_before("train", "load", "churn.nightly-7")),
    ("failed", StepError.failed("train", "nightly-7", "ValueError: no rows", final=True)),
    ("undecided", StepError.undecided("deploy", "nightly-7", "'evaluate.pased': there is no 'pased'")),
    ("died", StepError.died("deploy", "nightly-7")),
    ("unknown_name", AirflowError.unknown_name("airflow.sdk", "Asset")),
    ("unknown_module", AirflowError.unknown_module("airflow.providers.http.operators.http")),
    ("of_operator", AirflowError.of_operator("PythonOperator", "load", "pool='db'")),
    ("of_dag", AirflowError.of_dag("nightly", "the argument on_failure_callback")),
    ("template", AirflowError.template("BashOperator", "say", "bash_command", "'dss' is undefined")),
    ("bad_choice", AirflowError.bad_choice("BranchPythonOperator", "choose", "fst", ["fast", "slow"])),
    ("behind", LogError.behind(".fairlead/predictions/churn", 512_000_000, "No space left on device")),
    ("closed", LogError.closed(".fairlead/predictions/churn")),
    ("no_log", LogError.no_log(".fairlead/predictions/churn")),
    ("bad_setting", LogError.bad_setting("on_failure", "hope", '"refuse" or "answer"')),
    ("no_column", OutcomeError.no_column("the truth", "churned", ["id", "churn"])),
    ("no_column", OutcomeError.no_column("the id", "id", ["id;churn"])),
    ("no_id", OutcomeError.no_id(2)),
    ("no_class", OutcomeError.no_class(["left"], ["no", "yes"])),
    ("no_number", OutcomeError.no_number(["many"])),
    ("no_time", OutcomeError.no_time("closed_on", "soon")),
    ("not_parquet", ScoringError.not_parquet("answers.csv")),
    ("is_there", ScoringError.is_there("answers.parquet")),
    ("is_busy", ScoringError.is_busy("answers.parquet")),
    ("other_job", ScoringError.other_job("answers.parquet", "answers.parquet.parts", "another input")),
    ("missing_column", ScoringError.missing_column("tenure", ["id", "tenre"])),
    ("missing_column", ScoringError.missing_column("tenure", ["id;tenure;charge"])),
    ("column_taken", ScoringError.column_taken("prediction")),
    ("rows_lost", ScoringError.rows_lost(1000, 997, 2)),
    ("worker_dies", ScoringError.worker_dies("tcp://cluster:8786", 3)),
    ("cluster_lost", ScoringError.cluster_lost("tcp://cluster:8786", "CommClosedError: in <TCP>")),
    ("not_shared", ScoringError.not_shared("node7", "answers.parquet.parts")),
    ("other_model", ScoringError.other_model("churn:3")),
    (
        "differs",
        ParityError.differs(
            "churn:2", 1, 220, "row 3 {\"tenure\": 12}: trained 'no', 0.75, served 'no', 0.7500000000000001"
        ),
    ),
    ("not_compared", ParityError.not_compared("churn:2", "none of the 20 rows is one that the model may be asked")),
    ("no_server", ParityError.no_server("ModuleNotFoundError: No module named 'churn'")),
    ("odd_status", ParityError.odd_status(503, "busy")),
    ("no_reason", ParityError.no_reason()),
    ("bad_expression", ScheduleError.bad_expression("@dayly", "the names are @daily, @weekly")),
    ("unknown_timezone", ScheduleError.unknown_timezone("Europe/Berln")),
    ("unknown_timezone", ScheduleError.unknown_timezone("?")),
    ("no_schedule", ScheduleError.no_schedule("ml_pipeline")),
    ("unknown", ScheduleError.unknown("nihgtly", ["nightly", "hourly"])),
    ("unknown", ScheduleError.unknown("nightly", [])),
    ("name_taken", ScheduleError.name_taken("nightly", "train.py", "pipeline.py")),
    ("other_project", ScheduleError.other_project("/srv/shop/pipeline.py", "churn")),
    ("bad_duration", ScheduleError.bad_duration("ten minutes")),
    ("bad_time", ScheduleError.bad_time("23.11.2026")),
    ("bad_range", ScheduleError.bad_range("2026-11-23", "2026-11-01")),
    ("no_level", SandboxError.no_level({"bubblewrap": "there is no program bwrap", "landlock": "it needs Linux"})),
    ("not_held", SandboxError.not_held("landlock", "OSError: the kernel has no Landlock")),
    ("unknown_part", LessonError.unknown_part("chapter", "tests", ["gap", "pipeline", "testing"])),
    ("no_choice", LessonError.no_choice("gap")),
    ("code_too_long", LessonError.code_too_long(25_000, 20_000)),
    ("missing", SecretError.missing("warehouse.password", ["the environment variable WAREHOUSE_PASSWORD"])),
    ("exposed", SecretError.exposed("secrets.toml")),
    ("bad_file", SecretError.bad_file("secrets.toml")),
]
# What a sentence shows where a value should have been.
HOLES = r"(?<!id )''|(?<!\w)\(\)|: \.(?!\.)|(?<!\.)\.\.(?!\.)|\bNone\b|<fairlead"
every_example = pytest.mark.parametrize(
    "error",
    [pytest.param(error, id=f"{type(error).__name__}.{name}-{i}") for i, (name, error) in enumerate(EXAMPLES)],
)


def classes() -> list[type[FairleadError]]:
    """Every class of error that a module of the package defines."""
    modules = [errors, *(import_module(f"fairlead.errors.{one.name}") for one in iter_modules(errors.__path__))]
    found = [(module, kind) for module in modules for kind in vars(module).values() if inspect.isclass(kind)]
    return [kind for module, kind in found if issubclass(kind, FairleadError) and kind.__module__ == module.__name__]


def constructors(kind: type[FairleadError]) -> list[str]:
    return [name for name, member in vars(kind).items() if isinstance(member, classmethod)]


def test_every_class_has_a_code_of_its_own() -> None:
    assert len({kind.code for kind in classes()}) == len(classes())
    assert all(re.fullmatch(r"FL\d{3}", vars(kind)["code"]) for kind in classes())


def test_all_errors_knows_every_class_by_its_code() -> None:
    assert set(all_errors().values()) == set(classes())
    assert all(kind.code == code for code, kind in all_errors().items())


def test_the_package_gives_every_name_of_its_modules() -> None:
    assert all(getattr(errors, kind.__name__) is kind for kind in classes())
    assert {kind.__name__ for kind in classes()} <= set(dir(errors))
    assert all(hasattr(errors, name) for name in dir(errors))
    with pytest.raises(ImportError, match="UnknownTasksError"):
        from fairlead.errors import UnknownTasksError  # noqa: F401


def test_a_users_own_subclass_takes_no_code_away() -> None:
    class TooFewRowsError(TableError):
        pass

    assert TooFewRowsError("3 rows.").code == "FL500"
    assert all_errors()["FL500"] is TableError


def test_the_tree_at_the_top_shows_every_class_under_its_parent() -> None:
    assert errors.__doc__ is not None
    parents: list[str] = []
    shown = {}
    for indent, name, code in re.findall(r"^ {4}([│├└─ ]*)(\w+Error) +(FL\d{3}) ", errors.__doc__, re.M):
        depth = len(indent) // 4
        parents[depth:] = [name]
        shown[name] = (code, parents[depth - 1] if depth else "Exception")
    assert shown == {kind.__name__: (kind.code, kind.__base__.__name__) for kind in classes() if kind.__base__}


def test_every_named_constructor_has_an_example_here() -> None:
    shown = {(type(error).__name__, name) for name, error in EXAMPLES}
    assert shown == {(kind.__name__, name) for kind in classes() for name in constructors(kind)}


@every_example
def test_a_message_says_what_and_what_to_do_next_with_no_empty_part(error: FairleadError) -> None:
    assert re.match(r"[A-Z0-9'`]", error.message)
    assert error.message.endswith(".") or " It last said: " in error.message
    assert error.hint
    assert error.hint[-1] in ".?"
    for part in (error.message, error.hint, error.where or "somewhere"):
        assert part == " ".join(part.split()), "one line, single spaces"
        assert not re.search(HOLES, part)


@every_example
def test_an_error_is_read_in_three_parts(error: FairleadError) -> None:
    where = [f"Where: {error.where}"] if error.where else []
    assert str(error).splitlines() == [error.message, *where, f"Hint: {error.hint}"]


@every_example
def test_an_error_survives_json_and_pickle(error: FairleadError) -> None:
    sent = json.loads(json.dumps(error.to_dict()))
    for again in (FairleadError.from_dict(sent), pickle.loads(pickle.dumps(error))):
        assert type(again) is type(error)
        assert again.to_dict() == error.to_dict()


def test_a_code_of_another_version_keeps_its_words() -> None:
    again = FairleadError.from_dict({"code": "FL999", "message": "New.", "where": None, "hint": "Do it."})
    assert type(again) is FairleadError
    assert str(again) == "New.\nHint: Do it."


def test_an_error_without_place_and_hint_is_one_line() -> None:
    assert str(FairleadError("Nothing more to say.")) == "Nothing more to say."


def test_all_errors_end_the_command_line_with_2() -> None:
    assert {kind.exit_code for kind in classes()} == {2}


@pytest.mark.parametrize("kind", classes(), ids=lambda kind: kind.code)
def test_each_code_has_a_page_that_shows_its_messages(kind: type[FairleadError]) -> None:
    page = (PAGES / f"{kind.code}.md").read_text(encoding="utf-8")
    assert page.startswith(f"# {kind.code} {kind.__name__}\n")
    assert "## What to do\n" in page
    shown = re.findall(r"^```text\n(.*?)\n```$", page, re.M | re.S)
    assert shown == [str(error) for _, error in EXAMPLES if type(error) is kind]


def test_the_index_leads_to_every_page_and_to_no_other() -> None:
    index = (PAGES / "index.md").read_text(encoding="utf-8")
    linked = set(re.findall(r"\[`(FL\d{3})`\]\(\1\.md\)", index))
    assert linked == set(all_errors()) == {page.stem for page in PAGES.glob("FL*.md")}
    assert all(f"`{kind.__name__}`" in index for kind in classes())


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("tenre", "tenure"), ("TENURE", "tenure"), ("churned", "churn"), ("zzz", None), ("", None)],
)
def test_nearest_guesses_what_was_meant(typed: str, meant: str | None) -> None:
    assert nearest(typed, COLUMNS) == meant


@given(st.lists(st.text(), max_size=5), st.text())
def test_nearest_only_ever_gives_a_candidate(candidates: list[str], name: str) -> None:
    assert nearest(name, candidates) in {None, *candidates}


def test_a_long_list_of_names_is_cut() -> None:
    hint = UnknownTaskError.of("zzz", [f"step_{n}" for n in range(30)]).hint
    assert hint is not None
    assert hint.endswith("'step_7' and 22 more.")


def test_a_long_value_is_cut() -> None:
    message = ParamError.wrong_type("folds", "x" * 10_000, "int", "--param").message
    assert len(message) < 120


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://ann:secret@db:5432/runs", "postgresql://ann@db:5432/runs"),
        ("postgresql://ann:se@cret/x@db/runs", "postgresql://ann@db/runs"),
        ("postgresql://db/runs?password=secret", "postgresql://db/runs"),
        ("postgresql://:secret@db/runs", "postgresql://db/runs"),
    ],
)
def test_a_password_in_a_url_is_never_shown(url: str, shown: str) -> None:
    error = StoreUnreachableError.of(url, f"could not connect to {url}")
    assert error.where == shown
    assert "cret" not in str(error)


@given(st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1))
def test_the_id_that_a_hint_proposes_is_a_good_one(task_id: str) -> None:
    hint = InvalidTaskError.bad_id(task_id).hint
    assert hint is not None
    proposed = hint.removeprefix("call it '").removesuffix("'.")
    assert proposed
    assert not any(c.isspace() or c in "/[]\\:\0" for c in proposed)


def printed(code: str) -> list[str]:
    """What a fresh Python prints that has loaded nothing yet."""
    code = f"import sys; sys.path.insert(0, {str(PAGES.parents[1] / 'src')!r}); {code}"
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_importing_the_errors_loads_nothing_that_is_slow() -> None:
    ask = "print('difflib' in sys.modules, 'dataclasses' in sys.modules)"
    assert printed(f"from fairlead.errors import all_errors; all_errors(); {ask}") == ["False", "False"]


def test_only_the_modules_of_the_errors_that_are_asked_for_are_loaded() -> None:
    ask = "print(*sorted(name for name in sys.modules if name.startswith('fairlead.errors')))"
    loaded = printed(f"from fairlead.errors import StoreLockedError; {ask}")
    assert loaded == ["fairlead.errors", "fairlead.errors.store", "fairlead.errors.words"]


def test_an_error_that_nobody_has_asked_for_is_known_by_its_code() -> None:
    ask = "print(type(FairleadError.from_dict({'code': 'FL623', 'message': 'No.'})).__name__)"
    assert printed(f"from fairlead.errors import FairleadError; {ask}") == ["DetectorError"]
