"""The packages that the server is made of, which are an extra."""

from __future__ import annotations

from importlib.util import find_spec

from fairlead.errors import MissingExtraError

PACKAGES = ("httptools", "msgspec", "uvicorn", "uvloop")


def check_packages(purpose: str) -> None:
    """Check that the packages that serve are installed; none is imported.

    Parameters
    ----------
    purpose : what needs them, as the beginning of a sentence.

    Raises
    ------
    MissingExtraError
        One is not; the error says how to install it.
    """
    missing = next((one for one in PACKAGES if find_spec(one) is None), None)
    if missing is not None:
        raise MissingExtraError.needs(missing, "serve", purpose)
