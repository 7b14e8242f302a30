"""An answer that says no: why, and what a client can do about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Problem:
    """Say what is wrong with one row.

    Parameters
    ----------
    row : int, its place in the request, from 0.
    field : the column, or several with commas between; None if it is about the whole row.
    rule : the kind of rule that it breaks, see `fairlead.serve.domain.Rule`.
    """

    row: int
    field: str | None
    rule: str
    message: str


class Refusal(Exception):
    """Tell that a request is not answered with predictions.

    Parameters
    ----------
    status : of HTTP.
    message : one sentence for the client.
    headers : more headers of the answer.
    """

    def __init__(
        self,
        status: int,
        message: str,
        *,
        problems: Sequence[Problem] = (),
        headers: Sequence[tuple[bytes, bytes]] = (),
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.problems = tuple(problems)
        self.headers = tuple(headers)

    def to_document(self, request: str) -> dict[str, Any]:
        """Return what the client reads."""
        document: dict[str, Any] = {"error": self.message, "request": request}
        if self.problems:
            document["problems"] = [
                {"row": one.row, "field": one.field, "rule": one.rule, "message": one.message} for one in self.problems
            ]
        return document


BUSY = (b"retry-after", b"1")
CLOSE = (b"connection", b"close")


def too_many(rows: int, most: int) -> Refusal:
    """A request has more rows than one may have."""
    return Refusal(413, f"The request has {rows:,} rows, and may have {most:,}. Send them in several requests.")


def too_large(most: int) -> Refusal:
    """The body is longer than it may be."""
    return Refusal(413, f"The body is longer than {most:,} bytes. Send the rows in several requests.")


def too_slow(seconds: float) -> Refusal:
    """The body did not arrive in time."""
    return Refusal(408, f"The body did not arrive within {_seconds(seconds)}.", headers=(CLOSE,))


def no_answer(seconds: float) -> Refusal:
    """The model took too long."""
    return Refusal(504, f"The model did not answer within {_seconds(seconds)}.", headers=(BUSY,))


def is_full() -> Refusal:
    """As many requests are being answered as the server takes on."""
    return Refusal(503, "The server is busy. Ask again in a second.", headers=(BUSY,))


def is_draining() -> Refusal:
    """The server is about to stop."""
    return Refusal(503, "The server is about to stop. Ask again: another one takes over.", headers=(BUSY, CLOSE))


def not_logged() -> Refusal:
    """An answer that cannot be logged is not given."""
    return Refusal(503, "The prediction could not be logged, so it is not given.", headers=(BUSY,))


def unexpected() -> Refusal:
    """Something went wrong that the server's log tells of."""
    return Refusal(500, "Something unexpected went wrong. The server's log has it under the id of this request.")


def _seconds(seconds: float) -> str:
    return "1 second" if seconds == 1 else f"{seconds:g} seconds"
