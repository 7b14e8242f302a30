"""Templates in the arguments of operators: Jinja, as in Airflow."""

from __future__ import annotations

import json
import time
import uuid
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from fairlead.errors import AirflowError, FairleadError, MissingExtraError

if TYPE_CHECKING:
    from fairlead.airflow.context import Context
    from fairlead.airflow.operator import Operator


def ds_add(ds: str, days: int) -> str:
    """Return a day so many days later.

    >>> ds_add("2026-11-26", 7)
    '2026-12-03'
    """
    return f"{datetime.strptime(str(ds), '%Y-%m-%d') + timedelta(days=days):%Y-%m-%d}"


def ds_format(ds: str, input_format: str, output_format: str) -> str:
    """Return a date in another form.

    >>> ds_format("2026-11-26", "%Y-%m-%d", "%d.%m.")
    '26.11.'
    """
    return datetime.strptime(str(ds), input_format).strftime(output_format)


MACROS = SimpleNamespace(
    datetime=datetime, ds_add=ds_add, ds_format=ds_format, json=json, time=time, timedelta=timedelta, uuid=uuid
)
FILTERS = {
    "ds": lambda moment: f"{moment:%Y-%m-%d}",
    "ds_nodash": lambda moment: f"{moment:%Y%m%d}",
    "ts": lambda moment: moment.isoformat(),
    "ts_nodash": lambda moment: f"{moment:%Y%m%dT%H%M%S}",
}


def is_template(value: Any) -> bool:
    """Tell whether a value is text with a place to be filled in.

    >>> is_template("{{ ds }}"), is_template("ds"), is_template(1)
    (True, False, False)
    """
    return isinstance(value, str) and ("{{" in value or "{%" in value)


def render(value: Any, context: Context, operator: Operator, field: str) -> Any:
    """Return a value with all templates in it filled in, alone or in lists and mappings.

    Raises
    ------
    AirflowError
        A template names something that is not there, or is none.
    MissingExtraError
        Jinja is not installed.
    """
    if is_template(value):
        return _filled(value, context, operator, field)
    if isinstance(value, dict):
        return {key: render(one, context, operator, field) for key, one in value.items()}
    if type(value) in (list, tuple, set):
        return type(value)(render(one, context, operator, field) for one in value)
    return value


def _filled(text: str, context: Context, operator: Operator, field: str) -> Any:
    try:
        import jinja2  # only for files with templates
        from jinja2 import nativetypes
    except ImportError as error:
        raise MissingExtraError.needs(
            "jinja2", "airflow", f"The template in {field} of '{operator.task_id}'"
        ) from error
    kind = nativetypes.NativeEnvironment if operator.dag.native else jinja2.Environment
    environment = kind(undefined=jinja2.StrictUndefined, keep_trailing_newline=True)
    environment.filters.update({**FILTERS, **operator.dag.filters})
    try:
        return environment.from_string(text).render({**context, "macros": MACROS, **operator.dag.macros})
    except FairleadError:
        raise
    except Exception as error:  # the edge of the user's template: it may call anything
        raise AirflowError.template(operator.kind, operator.task_id, field, str(error)) from error
