"""What each trigger rule says, for one, both and none of two tasks before."""

from __future__ import annotations

import itertools

import pytest

from fairlead.pipeline.rules import CALM, RULES, verdict

ENDS = ("succeeded", "failed", "skipped")
# By how two tasks ended: . runs, s is skipped, u could not run. Airflow 3.3.2, trigger_rule_dep.py.
SAYS = {
    #                  SS   SF   Sk   FS   FF   Fk   kS   kF   kk
    "all_done":       (".", ".", ".", ".", ".", ".", ".", ".", "."),
    "all_done_min_one_success": (".", ".", "s", ".", "u", "s", "s", "s", "s"),
    "all_failed":     ("s", "s", "s", "s", ".", "s", "s", "s", "s"),
    "all_skipped":    ("s", "s", "s", "s", "s", "s", "s", "s", "."),
    "all_success":    (".", "u", "s", "u", "u", "u", "s", "u", "s"),
    "none_failed":    (".", "u", ".", "u", "u", "u", ".", "u", "."),
    "none_failed_min_one_success": (".", "u", ".", "u", "u", "u", ".", "u", "s"),
    "none_skipped":   (".", ".", "s", ".", ".", "s", "s", "s", "s"),
    "one_done":       (".", ".", ".", ".", ".", ".", ".", ".", "s"),
    "one_failed":     ("s", ".", "s", ".", ".", ".", "s", ".", "s"),
    "one_success":    (".", ".", ".", ".", "u", "u", ".", "u", "s"),
}  # fmt: skip
WORDS = {".": None, "s": "skipped", "u": "upstream_failed"}


@pytest.mark.parametrize("rule", sorted(RULES))
def test_a_rule_says_what_airflow_says(rule: str) -> None:
    for (a, b), expected in zip(itertools.product(ENDS, ENDS), SAYS[rule], strict=True):
        found = verdict(rule, {"a": a, "b": b})
        assert (found and found[0]) == WORDS[expected], (rule, a, b)


def test_a_rule_that_is_not_asked_after_success_would_have_let_it_run() -> None:
    for rule in sorted(RULES):
        assert (verdict(rule, {"a": "succeeded", "b": "succeeded"}) is None) == (rule in CALM)
