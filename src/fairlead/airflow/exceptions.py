"""The exceptions by which an Airflow task says more than that it failed."""

from __future__ import annotations

from fairlead.pipeline.skip import SkipTask


class AirflowException(Exception):
    """Tell that a task failed."""


class AirflowSkipException(SkipTask):
    """Tell that a task is to count as skipped."""


class AirflowFailException(BaseException):
    """Tell that a task failed and is not to be repeated.

    No `Exception`, because a task's retries are for those: this one passes them by.
    """
