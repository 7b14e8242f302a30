"""What a person reads when Fairlead cannot go on."""

import inspect
import json
import pickle
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead import errors
from fairlead.errors import (
    BlobCorruptError,
    BlobMissingError,
    ConditionError,
    CycleError,
    DiskFullError,
    DuplicateTaskError,
    EffectUnknownError,
    FairleadError,
    FencedError,
    InvalidTaskError,
    LoaderDiedError,
    MissingExtraError,
    NothingToResumeError,
    OutputError,
    OutsideDAGError,
    ParamError,
    PipelineError,
    PipelineImportError,
    ProjectError,
    RowsLostError,
    RunError,
    RunNotFoundError,
    RunOwnedError,
    ScheduleError,
    SecretError,
    ShapeChangedError,
    SplitError,
    StoredOutputMissingError,
    StoreError,
    StoreLockedError,
    StoreReadOnlyError,
    StoreUnreachableError,
    StoreVersionError,
    SuiteError,
    TableError,
    TypeMismatchError,
    UnknownParameterError,
    UnknownTaskError,
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
    ("folder_not_empty", ProjectError.folder_not_empty("churn")),
    ("unknown_example", ProjectError.unknown_example("chrun", ["churn"])),
    ("not_writable", ProjectError.not_writable("/srv/shared/churn/.fairlead")),
    ("needs", MissingExtraError.needs("polars", "tables", "Reading a Parquet file")),
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
    ("failed", StoreError.failed(".fairlead/store.db", "database disk image is malformed")),
    ("of", StoreLockedError.of(".fairlead/store.db", 10.0)),
    ("of", StoreVersionError.of(".fairlead/store.db", 7, 3)),
    ("of", StoreVersionError.of(".fairlead/store.db", 1, 3)),
    ("of", StoreUnreachableError.of("postgresql://ann:secret@db:5432/runs", "connection refused\n")),
    ("of", StoreReadOnlyError.of(".fairlead/store.db")),
    ("folder", StoreReadOnlyError.folder(".fairlead")),
    ("of", DiskFullError.of(".fairlead/cas", 209_715_200)),
    ("of", DiskFullError.of(".fairlead/cas")),
    ("of", BlobMissingError.of(DIGEST)),
    ("of", BlobCorruptError.of(DIGEST, f".fairlead/cas/9f/{DIGEST}", "e3b0c44298fc1c149afbf4c8996fb924")),
    ("not_storable", OutputError.not_storable("Connection", "TypeError: cannot pickle it", "extract")),
    ("not_a_list", OutputError.not_a_list("read", "int")),
    ("unfinished", OutputError.unfinished("extract", "generator")),
    ("unknown_layout", OutputError.unknown_layout(b"PK\x03\x04")),
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
    """Every class of error that the module defines."""
    found = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, FairleadError)]
    return [kind for kind in found if kind.__module__ == errors.__name__]


def constructors(kind: type[FairleadError]) -> list[str]:
    return [name for name, member in vars(kind).items() if isinstance(member, classmethod)]


def test_every_class_has_a_code_of_its_own() -> None:
    assert len({kind.code for kind in classes()}) == len(classes())
    assert all(re.fullmatch(r"FL\d{3}", vars(kind)["code"]) for kind in classes())


def test_all_errors_knows_every_class_by_its_code() -> None:
    assert set(all_errors().values()) == set(classes())
    assert all(kind.code == code for code, kind in all_errors().items())


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


def test_importing_the_errors_loads_nothing_that_is_slow() -> None:
    code = "import sys; import fairlead.errors; print('difflib' in sys.modules, 'dataclasses' in sys.modules)"
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=False)
    if done.returncode:  # not installed: the sources lie beside the tests
        code = f"import sys; sys.path.insert(0, {str(PAGES.parents[1] / 'src')!r}); {code}"
        done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
