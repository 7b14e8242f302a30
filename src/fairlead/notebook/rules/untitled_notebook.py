"""A notebook whose name says nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath

from fairlead.notebook.facts import Facts
from fairlead.notebook.notebook import Place
from fairlead.notebook.rules.rule import Hit, rule

_NAMELESS = re.compile(r"(?:untitled|unbenannt|sans titre|sin t[ií]tulo)[-_ ]*\d*$", re.IGNORECASE)
_COPY = re.compile(r"(?:-copy\d*|\(\d+\)|[ _-]copy)$", re.IGNORECASE)
_VERSION = re.compile(
    r"(?:^|[ _-])final(?:[ _-]?(?:v?\d+|final|version|new|use[ _-]?this.*))*$"
    r"|use[ _-]this|[ _-]v\d+[ _-](?:final|new)$",
    re.IGNORECASE,
)


@rule("hygiene", "info", on_by_default=False)
def untitled_notebook(facts: Facts) -> Iterator[Hit]:
    """Find notebooks whose file name says nothing, or that is a copy or a version of another.

    What it does
    ------------
    Looks at the name of the file: ``Untitled3.ipynb``, ``model-Copy1.ipynb``, ``churn (2).ipynb``,
    ``model_FINAL_v3_USE_THIS.ipynb``.

    Why it hurts in production
    --------------------------
    When something is wrong at night, somebody has to find the notebook that made the model. Among five copies, of
    which three are final, nobody can tell.

    Example
    -------
    A file ``Untitled1.ipynb`` is reported; ``churn_training.ipynb`` is fine.

    Fix
    ---
    Name it after what it does, and leave versions to git.

    Known limits
    ------------
    Text from standard input has no name.
    """
    stem = PurePath(facts.notebook.path.replace("\\", "/")).stem
    said = next((words for pattern, words in _SAID if pattern.search(stem)), None)
    if said is not None and facts.notebook.cells:
        yield Hit(
            Place(facts.notebook.cells[0].number, 1, 0, 1, 0), f"The name '{stem}' {said}.", evidence={"name": stem}
        )


_SAID = (
    (_NAMELESS, "says nothing about what the notebook does"),
    (_COPY, "says that this is a copy of another notebook"),
    (_VERSION, "is a version's name: git keeps versions"),
)
