"""Which versions of which libraries a model was trained with, and whether those here will do."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Mapping
from importlib import metadata

from fairlead.errors import PACKAGE_OF, ModelVersionError
from fairlead.finding import Finding, Severity

ALWAYS = ("scikit-learn", "numpy")
"""Every model is made of these; a library whose classes are in the pipeline comes to them."""

ONLY_DATA = frozenset({"python", "numpy", "scipy", "pandas", "polars", "narwhals", "skops"})
"""What of these is in a file are arrays and tables, which every version reads; the golden rows show the rest."""


def versions_of(packages: Iterable[str]) -> dict[str, str]:
    """Return the versions of Python and of the installed packages among these names.

    Parameters
    ----------
    packages : names of packages or of top-level modules; those that are not installed as a package are left out.
    """
    found = {"python": platform.python_version()}
    for name in sorted({PACKAGE_OF.get(one, one) for one in (*ALWAYS, *packages)}):
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def check_versions(name: str, trained: Mapping[str, str], here: Mapping[str, str] | None = None) -> list[Finding]:
    """Compare the versions of training with those that are installed, and return what is worth knowing.

    Parameters
    ----------
    name : of the model.
    here : those that are installed; looked up if not given.

    Raises
    ------
    ModelVersionError
        A library whose classes are in the model has another major or minor version here.

    >>> [f.message for f in check_versions("churn", {"scikit-learn": "1.9.0"}, {"scikit-learn": "1.9.1"})]
    ["The model 'churn' was trained with scikit-learn 1.9.0; here is 1.9.1."]
    """
    found = versions_of(trained) if here is None else here
    different = {one: version for one, version in trained.items() if found.get(one) != version}
    wrong = {one: version for one, version in different.items() if _must_agree(one, version, found.get(one))}
    if wrong:
        raise ModelVersionError.of(name, wrong, found)
    return [_finding(name, one, version, found.get(one)) for one, version in different.items()]


def _must_agree(package: str, trained: str, here: str | None) -> bool:
    if package in ONLY_DATA:
        return False
    return here is None or trained.split(".")[:2] != here.split(".")[:2]


def _finding(name: str, package: str, trained: str, here: str | None) -> Finding:
    return Finding(
        "model-version",
        Severity.WARNING if package not in ONLY_DATA else Severity.INFO,
        f"The model '{name}' was trained with {package} {trained}; here is {here or 'none'}.",
        why="Another version may compute otherwise; the golden rows were answered alike to the last bit.",
        evidence={"package": package, "trained": trained, "here": here},
        fix=None if package == "python" else f'pip install "{package}=={trained}"',
    )
