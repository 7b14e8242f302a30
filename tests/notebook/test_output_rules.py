"""Rules on what cells have printed: secrets, people, and more than anybody reads."""

import json
from typing import Any

import pytest

from fairlead.finding import Finding
from fairlead.notebook.check import check_notebook
from fairlead.notebook.read import notebook_of


def ipynb(*cells: tuple[str, Any], path: str = "report.ipynb") -> str:
    """Write a notebook whose cells have printed something: text, or data by type."""
    made = [
        {"cell_type": "code", "execution_count": n, "metadata": {}, "source": source, "outputs": [output(shown)]}
        for n, (source, shown) in enumerate(cells, 1)
    ]
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def output(shown: str | dict[str, str]) -> dict[str, Any]:
    if isinstance(shown, str):
        return {"output_type": "stream", "name": "stdout", "text": shown}
    return {"output_type": "execute_result", "data": shown, "metadata": {}, "execution_count": 1}


def found(rule: str, *cells: tuple[str, Any]) -> list[Finding]:
    return check_notebook(notebook_of(ipynb(*cells), "report.ipynb"), select=[rule], confidence="low")


KEY = "AKIA" + "QX7JPL2M4RT9WZ3C"
PEOPLE = "<table><tr><td>ana@post.graz.at</td></tr><tr><td>bo.li@firm.co.at</td></tr></table>"


@pytest.mark.parametrize(
    "shown",
    [
        f"environ({{'AWS_ACCESS_KEY_ID': '{KEY}', 'HOME': '/'}})",
        {"text/plain": "Engine(postgresql://report:kX9vTq2m@db.intern:5432/sales)"},
        "{'api_key': '4f9ab2c7d81e4063a5b7c9d0e2f41836'}",
        {"text/html": f"<td>{'ghp_' + 'Zk3vR8mQ1xT6bN0pL5wY9cJ2hF7dS4gAe8Uu'}</td>", "text/plain": "a table"},
        "-----BEGIN RSA " + "PRIVATE KEY-----\nMIIEpAIBAAKCAQEA",
    ],
)
def test_a_printed_secret_is_found_and_not_shown(shown: Any) -> None:
    (finding,) = found("secret-in-output", ("print(settings)", shown))

    assert (finding.where.cell, finding.where.line) == (1, 1)
    assert KEY not in finding.message and "kX9vTq2m" not in finding.message and "4f9ab2c7" not in finding.message


@pytest.mark.parametrize(
    "shown",
    [
        "api_key: ********",
        "{'password': 'YOUR_PASSWORD_GOES_HERE'}",
        "Engine(postgresql://report:***@db.intern:5432/sales)",
        "commit 4c1b5e2d7a9f0e3b6c8d1a2f3e4b5c6d7e8f9a0b",
        "secret = 12.5, token = 3\npassword    object\napi_key     object",
        {"text/plain": "              precision    recall  f1-score\n  0       0.81      0.90      0.85"},
    ],
)
def test_what_only_speaks_of_secrets_is_left_alone(shown: Any) -> None:
    assert found("secret-in-output", ("print(settings)", shown)) == []


@pytest.mark.parametrize(
    ("shown", "kind"),
    [
        ({"text/plain": "rows", "text/html": PEOPLE}, "e-mail addresses"),
        ("0  +43 660 123 4567\n1  +43 1 234 5678", "phone numbers"),
        ("(555) 123-4567\n(555) 987-6543", "phone numbers"),
        ("card: 4539 1488 0343 6467", "card numbers"),
        ("123-45-6789 Ana\n234-56-7891 Bo", "social security numbers"),
        ("4539148803436467\n6011000990139424", "card numbers"),
    ],
)
def test_people_in_shown_rows_are_found(shown: Any, kind: str) -> None:
    (finding,) = found("pii-in-output", ("customers.head()", shown))

    assert finding.evidence["kind"] == kind
    assert "ana@post" not in finding.message


@pytest.mark.parametrize(
    "shown",
    [
        "one contact: ana@post.graz.at",
        "a@example.com b@example.com noreply@firm.org",
        "Requirement already satisfied: numpy\nAuthor-email: a@numpy.org, b@numpy.org",
        "4539 1488 0343 6468",  # the check digit is wrong
        "0.4539148803436467 0.6011000990139424",
        "2023-04-05 06:07:08\n2023-04-05 06:07:09",
        "array([[ 555, -123, 4567], [ 555, -987, 6543]])",
        "1111 1111 1111 1111",
        "loss: 555-123 epochs 10-20-30",
    ],
)
def test_numbers_that_are_no_people_are_left_alone(shown: str) -> None:
    assert found("pii-in-output", ("customers.head()", shown)) == []


def test_a_cell_that_printed_megabytes_is_found() -> None:
    findings = found("output-bloat", ("print(rows)", "row\n" * 60_000), ("rows.head()", "row\n" * 5))

    assert [finding.where.cell for finding in findings] == [1]
