"""Mend notebooks that were checked: which findings may be, and how the file is written."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from tempfile import mkstemp
from typing import TYPE_CHECKING

from fairlead.errors import CheckError
from fairlead.finding import Finding
from fairlead.project.checking.one import Checked
from fairlead.project.checking.results import Source

if TYPE_CHECKING:
    from fairlead.notebook.fix import Fixed


def fixed(source: Source, checked: Checked, all_found: Sequence[Finding]) -> Fixed | None:
    """Return a notebook with what could be mended; None where it could not be read.

    Parameters
    ----------
    checked : what may be mended, and what is waived in the notebook.
    all_found : findings before the baseline or a revision left some out; those are not mended.
    """
    if source.content is None or checked.is_unread:
        return None
    from fairlead.notebook.fix import fix_notebook  # not needed where nothing is mended
    from fairlead.notebook.read import notebook_of
    from fairlead.notebook.surroundings import surroundings_of

    notebook = notebook_of(source.content, source.file, beside=source.folder)
    known = [one for one in all_found if one not in checked.findings]
    return fix_notebook(
        source.content,
        source.file,
        checked.findings,
        held=[*checked.suppressed, *known],
        beside=source.folder,
        surroundings=surroundings_of(notebook, source.folder),
    )


def write_whole(path: Path, content: bytes) -> None:
    """Put a new content in the place of a file, at once: nobody ever sees half of it; its rights stay.

    Raises
    ------
    CheckError
        It cannot be written.
    """
    place = path.resolve()  # a link stays a link
    part = None
    try:
        number, part = mkstemp(prefix=f".{place.name}.", dir=place.parent)
        with os.fdopen(number, "wb") as file:
            file.write(content)
        os.chmod(part, place.stat().st_mode)
        os.replace(part, place)
    except OSError as error:
        if part is not None and os.path.exists(part):
            os.unlink(part)
        raise CheckError.not_written(path, error.strerror or type(error).__name__) from error
