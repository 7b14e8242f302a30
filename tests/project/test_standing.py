"""How production stands: what outweighs what."""

from fairlead.finding import Severity
from fairlead.project.standing import Champion, Need, verdict_of

IN_USE = Champion("churn", 2, 3, 0.0, "")
RUNS = [{"state": "succeeded"}]


def need(severity: Severity) -> Need:
    return Need(severity, "something")


def test_an_error_outweighs_all_else() -> None:
    word, sentence = verdict_of([need(Severity.ERROR), need(Severity.WARNING)], [IN_USE], RUNS)
    assert (word, sentence) == ("needs a person", "one thing does not work as it should, one thing beside it.")


def test_a_warning_leaves_the_model_answering() -> None:
    word, sentence = verdict_of([need(Severity.WARNING)] * 2, [IN_USE], RUNS)
    assert (word, sentence) == ("worth a look", "churn version 2 answers; 2 things should be looked at.")


def test_what_is_only_worth_knowing_changes_nothing() -> None:
    assert verdict_of([need(Severity.INFO)], [IN_USE], RUNS)[0] == "healthy"


def test_without_a_model_in_use_nothing_is_healthy() -> None:
    bare = Champion("churn", None, 1, None, "")
    assert verdict_of([need(Severity.WARNING)], [bare], RUNS)[0] == "nothing in production"
