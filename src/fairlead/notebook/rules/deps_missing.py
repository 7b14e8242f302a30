"""A package that nothing tells anybody to install."""

from __future__ import annotations

from collections.abc import Iterator

from fairlead.notebook.facts import Facts
from fairlead.notebook.packages import bringers, foreign_imports, plain
from fairlead.notebook.rules.rule import Hit, rule


@rule("portability", "warning")
def deps_missing(facts: Facts) -> Iterator[Hit]:
    """Find imports of packages that the project's requirements do not name.

    What it does
    ------------
    Compares what the notebook imports with the requirements that lie beside it or above it (requirements.txt,
    pyproject.toml, setup.cfg, environment.yml, Pipfile, lock files). Modules of Python itself, modules that lie
    beside the notebook, and optional imports (``try: import ...``) need none. Names that differ are known:
    ``sklearn`` comes with scikit-learn, ``cv2`` with opencv-python, ``PIL`` with pillow.

    Why it hurts in production
    --------------------------
    It works on your computer because you once installed the package by hand. The server installs what the
    requirements say, and the first import stops with ModuleNotFoundError.

    Example
    -------
    A notebook that says ``import lightgbm`` is reported if there is a requirements.txt that does not name
    ``lightgbm``. It is fine as soon as the file has a line such as ``lightgbm==4.5.0``.

    Fix
    ---
    Add the package, with its version, to the requirements.

    Known limits
    ------------
    Nothing is said where no requirements are found at all. A module that comes with a package of quite another name
    is reported if that pair is not known. A package that only comes along with another one is reported too: what one
    imports one should name.
    """
    requirements = facts.surroundings.requirements
    if not requirements:
        return
    named = {plain(name) for name in requirements}
    for one in foreign_imports(facts):
        packages = bringers(one.module)
        if named.isdisjoint(packages):
            file = facts.surroundings.requirements_file or "the requirements"
            message = f"`{one.module.partition('.')[0]}` is imported, but {file} does not name {packages[0]}."
            place = facts.index.place_of(one.node, one.cell)
            yield Hit(
                place, message, fix=f"Add {packages[0]} with its version to {file}.", evidence={"package": packages[0]}
            )
