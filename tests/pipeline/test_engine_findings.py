"""What a check inside a task finds reaches the record of the run, also when the task does not run again."""

from typing import Any

PIPELINE = """
    from fairlead.finding import Finding, Severity, Where, report
    def check() -> int:
        report([Finding("data-between", Severity.{severity}, "3 ages break it.", Where(table_column="age"))])
        {then}
    def after(check): return check
    with DAG("d") as dag:
        check, after = map(PythonOperator, (check, after))
"""


def pipeline(severity: str = "WARNING", then: str = "return 1") -> str:
    return PIPELINE.format(severity=severity, then=then)


def found(ran: Any, task: str) -> list[tuple[str, str]]:
    events = [event for event in ran.events if event["kind"] == "finding" and event["task_id"] == task]
    return [(event["data"]["severity"], event["data"]["message"]) for event in events]


def test_a_finding_is_an_event_and_is_kept_with_the_output(project: Any) -> None:
    ran = project.run(pipeline())
    assert found(ran, "check") == [("warning", "3 ages break it.")]
    kept = ran.tasks["check"]["artifact"]["findings"]
    assert [one["where"] for one in kept] == [{"table_column": "age"}]
    assert found(ran, "after") == []
    assert "findings" not in ran.tasks["after"]["artifact"]


def test_a_cached_task_tells_its_findings_again(project: Any) -> None:
    project.run(pipeline())
    again = project.run()
    assert again.executed == set()
    assert found(again, "check") == [("warning", "3 ages break it.")]


def test_what_a_failed_task_has_found_is_not_lost(project: Any) -> None:
    ran = project.run(pipeline("ERROR", 'raise ValueError("too many")'))
    assert ran.states == {"check": "failed", "after": "upstream_failed"}
    assert found(ran, "check") == [("error", "3 ages break it.")]
    assert [one["code"] for one in ran.error("check")["findings"]] == ["data-between"]


def test_a_secret_in_a_finding_is_struck_out(project: Any, monkeypatch: Any) -> None:
    monkeypatch.setenv("FAIRLEAD_SECRET_TOKEN", "hush-hush-hush")
    ran = project.run(
        """
        from fairlead.finding import Finding, Severity, report
        def check(token: Secret) -> int:
            report([Finding("leak", Severity.INFO, f"met {token}")])
            return 1
        with DAG("d") as dag:
            PythonOperator(check)
        """
    )
    assert ran.state == "succeeded", ran.error("check")
    ((_, message),) = found(ran, "check")
    assert message.startswith("met ") and "hush" not in message


def test_what_a_suite_measures_in_a_task_is_in_its_history_once(project: Any) -> None:
    source = """
        import polars
        from fairlead.data import Suite, between
        def check() -> int:
            result = Suite("people", [between("age", 0, 120)]).run(polars.DataFrame({"age": [36, -1]}))
            return result["age"].unexpected
        with DAG("d") as dag:
            PythonOperator(check)
    """
    ran = project.run(source)
    again = project.run()
    assert ran.value("check") == 1
    with project.project.open_store() as store:
        (kept,) = store.validations.of_run(ran.id)
        (rule,) = store.validations.rules(kept["id"])
        assert store.validations.of_run(again.id) == []  # it was not checked again
    assert (kept["suite"], kept["task_id"], kept["row_count"], kept["success"]) == ("people", "check", 2, False)
    assert (rule["considered"], rule["unexpected"]) == (2, 1)
