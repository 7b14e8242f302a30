"""A package whose version is left to chance."""

from __future__ import annotations

from collections.abc import Iterator

from fairlead.notebook.facts import Facts
from fairlead.notebook.packages import bringers, foreign_imports, plain
from fairlead.notebook.rules.rule import Hit, rule


@rule("portability", "warning")
def deps_unpinned(facts: Facts) -> Iterator[Hit]:
    """Find imports of packages that the requirements name without any version.

    What it does
    ------------
    Looks at the requirements that lie beside the notebook or above it. A package that the notebook imports and that
    they name without a bound (``pandas`` where ``pandas==2.2.3``, ``pandas~=2.2`` or ``pandas>=2.2`` could stand) is
    reported at its import.

    Why it hurts in production
    --------------------------
    Next month's install takes next month's version. A default changes, a function goes away, a saved model no longer
    loads - and nothing in the project has changed, so nobody knows where to look.

    Example
    -------
    A notebook that says ``import pandas`` is reported if requirements.txt has the bare line ``pandas``. It is fine if
    the line is ``pandas==2.2.3``, or if a lock file holds the version.

    Fix
    ---
    Write the version that you have tested with (``pip freeze`` shows it), or keep a lock file.

    Known limits
    ------------
    Any bound is taken as an answer, also a wide one such as ``>=1.0``. Packages installed by a line in the notebook
    are what `magic-shell` looks at.
    """
    requirements = facts.surroundings.requirements
    if not requirements:
        return
    bounds = {plain(name): bound for name, bound in requirements.items()}
    if all(bounds.values()):
        return
    for one in foreign_imports(facts):
        package = next((name for name in bringers(one.module) if name in bounds), None)
        if package is not None and not bounds[package]:
            file = facts.surroundings.requirements_file or "the requirements"
            message = f"`{one.module.partition('.')[0]}` can be any version: {file} names {package} without one."
            place = facts.index.place_of(one.node, one.cell)
            yield Hit(place, message, fix=f"Give {package} a version in {file}.", evidence={"package": package})
