"""Pages of the codes that `check` uses for itself and the file: they have no rule, but can be looked up and ignored."""

from __future__ import annotations

from inspect import cleandoc

from fairlead.notebook.rules.rule import Rule, Severity


def _page(name: str, severity: Severity, manual: str) -> Rule:
    return Rule(name, "notebook", severity, lambda facts: (), cleandoc(manual))


NOTES: dict[str, Rule] = {
    page.name: page
    for page in (
        _page(
            "unreadable-notebook",
            "error",
            """Tell that a file, or a cell of it, cannot be read as a notebook.

            What it does
            ------------
            Reports a file that is no JSON, or JSON without cells, as an error: nothing in it was checked, and the
            command exits with 2. A single cell without a source, or of an unknown type, is a warning: the other cells
            are checked.

            Why it hurts in production
            --------------------------
            What cannot be read cannot be checked, and Jupyter may not open it either. Often a merge has left its marks
            (``<<<<<<<``) in the file, or a download was cut off.

            Fix
            ---
            Open the file in Jupyter and save it again, or take an earlier version of it.

            Known limits
            ------------
            What stands in the torn part is not known, so suppressions in it do not count.
            """,
        ),
        _page(
            "not-python",
            "info",
            """Tell that a notebook is in another language than Python, so that nothing in it was checked.

            What it does
            ------------
            Looks at the language and the kernel in the notebook's metadata. One that says R, Julia or Scala is left.

            Why it hurts in production
            --------------------------
            It does not, but no finding does not mean that it is fine.

            Fix
            ---
            Leave it out of the check (``exclude``), or correct the kernel in its metadata if it is Python after all.

            Known limits
            ------------
            A notebook that says nothing about its language is taken for Python.
            """,
        ),
        _page(
            "rule-failed",
            "warning",
            """Tell that a rule stopped with an error and could not look at a notebook.

            What it does
            ------------
            Reports the rules that ran into an error of their own; all other rules have done their work.

            Why it hurts in production
            --------------------------
            What these rules look for may be in the notebook all the same. The fault is Fairlead's, not yours.

            Fix
            ---
            Report it with the traceback, which ``--format json`` shows.

            Known limits
            ------------
            Rules that rest on one analysis fail together, and are told of once.
            """,
        ),
        _page(
            "run-not-followed",
            "info",
            """Tell that a file that ``%run`` brings in was not there, or could not be read.

            What it does
            ------------
            Looks for the file of ``%run prepare.py`` beside the notebook. If it is there, its definitions and tables
            count as the notebook's; if not, this note says so.

            Why it hurts in production
            --------------------------
            Without the file the notebook stops at this line, and what the file does to the data was not checked.

            Fix
            ---
            Put the file beside the notebook, and check both together; or make it a module and import it.

            Known limits
            ------------
            A path with a variable in it (``%run $script``, ``%run {folder}/a.py``) is not looked for. Files that bring
            in files are followed three deep.
            """,
        ),
        _page(
            "unused-suppression",
            "info",
            """Tell that a suppression leaves nothing out, or names a rule that does not exist.

            What it does
            ------------
            Reports ``# fairlead: ignore[...]``, ``ignore-cell[...]`` and tags that no finding matches any more.

            Why it hurts in production
            --------------------------
            A suppression that outlives its reason hides the next, real finding.

            Fix
            ---
            Take it away.

            Known limits
            ------------
            With ``--select`` or ``--ignore``, a suppression of a rule that did not run is not judged.
            """,
        ),
        _page(
            "suppression-without-reason",
            "info",
            """Tell that a suppression does not say why the finding does not matter.

            What it does
            ------------
            Reports ``# fairlead: ignore[rule]`` with nothing behind it. Tags of cells have no room for a reason.

            Why it hurts in production
            --------------------------
            Nobody can tell later whether the reason still holds.

            Fix
            ---
            Write it behind the bracket: ``# fairlead: ignore[abs-path] runs on the lab's server only``.

            Known limits
            ------------
            Whether the reason is a good one is not judged.
            """,
        ),
    )
}
"""By code."""
