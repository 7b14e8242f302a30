"""Mend what `fairlead check` finds, where that is safe: by spans of the source, each mend proved by a new check."""

from fairlead.notebook.fix.diff import cell_diff
from fairlead.notebook.fix.edit import Edit
from fairlead.notebook.fix.fix import Fixed, Left, Mended, fix_notebook

__all__ = ["Edit", "Fixed", "Left", "Mended", "cell_diff", "fix_notebook"]
