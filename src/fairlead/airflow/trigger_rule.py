"""The trigger rules by their names in Airflow."""

from __future__ import annotations

from enum import StrEnum


class TriggerRule(StrEnum):
    """Say when a task runs, by how those before it ended; asked once, when all of them have."""

    ALL_SUCCESS = "all_success"
    ALL_FAILED = "all_failed"
    ALL_DONE = "all_done"
    ALL_DONE_MIN_ONE_SUCCESS = "all_done_min_one_success"
    ALL_SKIPPED = "all_skipped"
    ONE_SUCCESS = "one_success"
    ONE_FAILED = "one_failed"
    ONE_DONE = "one_done"
    NONE_FAILED = "none_failed"
    NONE_SKIPPED = "none_skipped"
    NONE_FAILED_MIN_ONE_SUCCESS = "none_failed_min_one_success"
    ALWAYS = "always"


RULES = {rule.value: "all_done" if rule is TriggerRule.ALWAYS else rule.value for rule in TriggerRule}
"""What each rule is called here: `always` waits until those before have ended."""
