"""Side effects: intended before, settled after, never repeated unasked."""

import os
import signal
from typing import Any

import pytest

from fairlead.errors import UnknownTaskError


def effects(project: Any) -> list[tuple[str, str]]:
    with project.project.open_store() as store:
        rows = store.driver.query("SELECT effect_key, state FROM effect ORDER BY intended")
    return [(row["effect_key"], row["state"]) for row in rows]


MAIL = """
    import os, signal, time
    def table(): return {table}
    def mail(table, idempotency_key):
        print(idempotency_key, file=open("sent", "a"))
        {then}
        return "sent"
    def after(mail): return mail
    with DAG("d") as dag:
        table, after = PythonOperator(table), PythonOperator(after)
        mail = PythonOperator(mail, effect=True{options})
"""


def mail(table: int = 1, then: str = "pass", options: str = "") -> str:
    return MAIL.format(table=table, then=then, options=options)


def test_an_effect_on_the_same_input_happens_once(project: Any) -> None:
    first = project.run(mail())
    [(key, state)] = effects(project)
    assert (project.lines("sent"), state) == ([key], "done")
    again = project.run()
    assert again.executed == set()
    assert again.value("after") == "sent"
    assert f"run {first.id}" in again.tasks["mail"]["reason"]
    project.run(mail(table=2))
    assert len(project.lines("sent")) == 2
    project.run(mail(table=2), force=True)
    assert len(project.lines("sent")) == 3


def test_an_idempotency_key_with_the_run_is_one_effect_a_run(project: Any) -> None:
    options = ', idempotency_key="{run_id}"'
    runs = [project.run(mail(options=options)) for _ in range(2)]
    assert project.lines("sent") == [f"d/mail/{ran.id}" for ran in runs]
    dated = ', idempotency_key="{task}-{logical_date}"'
    for _ in range(2):
        project.run(mail(options=dated), logical_date="2026-11-23")
    assert project.lines("sent")[2:] == ["d/mail/mail-2026-11-23"]


def test_an_effect_that_raised_may_be_tried_again(project: Any) -> None:
    then = "if len(open('sent').readlines()) < 2: raise OSError('no line')"
    ran = project.run(mail(then=then, options=", retries=1, retry_delay=0"))
    assert ran.value("after") == "sent"
    assert len(project.lines("sent")) == 2
    assert [state for _, state in effects(project)] == ["done"]


@pytest.mark.parametrize(
    ("then", "options"),
    [("os.kill(os.getpid(), signal.SIGKILL)", ", retries=3"), ("time.sleep(60)", ", retries=3, timeout=0.3")],
)
def test_an_effect_that_was_cut_off_is_unknown_and_not_repeated(project: Any, then: str, options: str) -> None:
    ran = project.run(mail(then=then, options=options))
    assert ran.states == {"table": "succeeded", "mail": "failed", "after": "upstream_failed"}
    assert ran.error("mail")["type"] == "EffectUnknownError"
    assert [state for _, state in effects(project)] == ["intent"]
    assert project.run().states["mail"] == "failed"
    assert len(project.lines("sent")) == 1

    done = project.resume(assume_done=("mail",))
    assert done.state == "succeeded"
    assert "a person has said" in done.tasks["mail"]["reason"]
    assert len(project.lines("sent")) == 1
    assert [state for _, state in effects(project)] == ["done"]
    assert done.value("after") is None


def test_a_person_may_allow_an_effect_to_be_repeated(project: Any) -> None:
    then = "if len(open('sent').readlines()) == 1: os.kill(os.getpid(), signal.SIGKILL)"
    assert project.run(mail(then=then)).state == "failed"
    with pytest.raises(UnknownTaskError):
        project.resume(repeat_effects=("mial",))
    assert project.resume(repeat_effects=("mail",)).state == "succeeded"
    assert len(project.lines("sent")) == 2


def test_with_an_idempotency_key_a_cut_off_effect_is_repeated_with_the_same_key(project: Any) -> None:
    then = "if len(open('sent').readlines()) == 1: os.kill(os.getpid(), signal.SIGKILL)"
    ran = project.run(mail(then=then, options=', idempotency_key="{run_id}"'))
    assert ran.state == "succeeded"
    assert project.lines("sent") == [f"d/mail/{ran.id}"] * 2
    assert ran.attempts("mail") == ["lost", "succeeded"]


@pytest.mark.parametrize("selection", ["run(project)", "run(project, selection=Selection(force=True))"])
def test_an_effect_cut_off_with_its_coordinator_is_unknown_on_resume(
    project: Any, wait_for: Any, selection: str
) -> None:
    project.write(mail(then="time.sleep(0 if os.path.exists('go') else 60)"))
    process = project.start(selection)
    wait_for(lambda: project.lines("sent"))
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    project.write("", "go")
    ran = project.resume()
    assert ran.error("mail")["type"] == "EffectUnknownError"
    assert len(project.lines("sent")) == 1


@pytest.mark.parametrize("options", ["", ', idempotency_key="{logical_date}"'])
def test_a_mapped_effect_happens_once_for_each_item_wherever_it_stands_in_the_list(project: Any, options: str) -> None:
    source = f"""
        def people(): return NAMES
        def mail(to): open("sent", "a").write(to + "\\n")
        with DAG("d") as dag:
            PythonOperator(mail, effect=True{options}).map(to=PythonOperator(people))
    """
    project.run(source.replace("NAMES", "['ann', 'bob']"), logical_date="2026-11-23")
    project.run(source.replace("NAMES", "['zoe', 'ann', 'bob']"), logical_date="2026-11-23")
    assert sorted(project.lines("sent")) == ["ann", "bob", "zoe"]


def test_an_effect_that_is_skipped_may_happen_later(project: Any) -> None:
    source = """
        def check(): return {passed}
        def mail(): open("sent", "a").write("x\\n")
        with DAG("d") as dag:
            check = PythonOperator(check)
            PythonOperator(mail, effect=True, idempotency_key="once").when(check.output)
    """
    assert project.run(source.format(passed=False)).states["mail"] == "skipped"
    assert project.run(source.format(passed=True)).states["mail"] == "succeeded"
    assert project.run(source.format(passed=True)).executed == set()
    assert len(project.lines("sent")) == 1


def test_an_effect_that_was_cut_off_is_not_repeated_because_its_code_was_edited(project: Any) -> None:
    project.run(mail(then="os.kill(os.getpid(), signal.SIGKILL)"))
    project.write(mail(then="print('now it should work')"))
    again = project.resume()
    assert again.error("mail")["type"] == "EffectUnknownError"
    assert len(project.lines("sent")) == 1
    done = project.resume(assume_done=("mail",))
    assert done.state == "succeeded"
    assert len(project.lines("sent")) == 1


def test_an_effect_without_a_cache_happens_once_a_run(project: Any) -> None:
    for n in (1, 2):
        assert project.run(mail(options=", cache=False")).states["mail"] == "succeeded"
        assert len(project.lines("sent")) == n
