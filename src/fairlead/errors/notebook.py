"""Say what is wrong with a notebook that is checked, converted or run for a proof."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fairlead.errors import FairleadError
from fairlead.errors.words import NAMES_SHOWN, choice, clause, nearest, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path
    from typing import Self


class ProveError(FairleadError):
    """Tell that it cannot be proved that a pipeline computes what its notebook computes."""

    code = "FL660"

    @classmethod
    def not_converted(cls, folder: Path | str) -> Self:
        """In `folder` is no project that was converted from a notebook."""
        return cls(
            f"There is no record of a conversion in '{folder}': notebook/conversion.json.",
            hint="go to the folder that `fairlead convert NOTEBOOK --out FOLDER` has written, or name it.",
        )

    @classmethod
    def bad_record(cls, path: Path | str, reason: str) -> Self:
        """The record of a conversion cannot be understood."""
        return cls(
            f"The record of the conversion '{path}' cannot be read: {clause(reason)}.",
            hint="convert the notebook again: what you have changed in the project is kept.",
        )

    @classmethod
    def no_notebook(cls, path: Path | str) -> Self:
        """The notebook that was converted is gone."""
        return cls(
            f"The notebook '{path}' is not there, with which the pipeline is to be compared.",
            hint="put it back (it belongs into the repository), or convert the notebook again.",
        )

    @classmethod
    def no_pipeline(cls, path: Path | str) -> Self:
        """The pipeline that was written is gone."""
        return cls(
            f"The pipeline '{path}' is not there.",
            hint="put it back, or convert the notebook again.",
        )

    @classmethod
    def no_proof(cls, path: Path | str) -> Self:
        """Nothing was proved yet."""
        return cls(
            f"There is no proof yet: '{path}' does not exist.",
            hint="run `fairlead prove`.",
        )

    @classmethod
    def bad_proof(cls, path: Path | str, reason: str) -> Self:
        """The file at `path` is no proof."""
        return cls(
            f"'{path}' is no proof that this version of Fairlead has written: {clause(reason)}.",
            hint="run `fairlead prove` again.",
        )


class NotebookRunError(ProveError):
    """Tell that a notebook does not run to its end, and in which cell it stops."""

    code = "FL661"

    @classmethod
    def failed(cls, cell: int, line: int | None, kind: str, message: str, *, recorded: bool = False) -> Self:
        """A cell raises an error; `recorded`: in the order of its execution counts the notebook runs to the end."""
        said = f"{kind}: {message}".rstrip(": ")
        hint = (
            "in the order of its execution counts it runs: put the cells into that order and convert it again."
            if recorded
            else "make it run: *Restart and run all* must come to the end. "
            "A file that is missing belongs beside the notebook."
        )
        return cls(
            f"The notebook stops in cell {cell}: {clause(said)}.",
            where=f"cell {cell}, line {line}" if line else f"cell {cell}",
            hint=hint,
        )

    @classmethod
    def waits_for_input(cls, cell: int, prompt: str) -> Self:
        """A cell asks somebody to type."""
        return cls(
            f"The notebook waits in cell {cell} for somebody to type: {prompt}.",
            where=f"cell {cell}",
            hint="write the answer into the cell, in the place of input().",
        )

    @classmethod
    def late(cls, cell: int, seconds: float) -> Self:
        """A cell was at work when the time was up."""
        return cls(
            f"The notebook was not done after {seconds:g} seconds; it was ended in cell {cell}.",
            where=f"cell {cell}",
            hint="if it needs that long: --time SECONDS. If the cell never ends, mend its loop.",
        )

    @classmethod
    def out_of_memory(cls, cell: int, gigabytes: float | None) -> Self:
        """A cell wanted more memory than it may have, or than there is (`gigabytes` None)."""
        than = f"the {gigabytes:g} GB that it may take" if gigabytes else "there is"
        return cls(
            f"The notebook wants more memory in cell {cell} than {than}.",
            where=f"cell {cell}",
            hint="if the machine has more: --memory GB. Otherwise read fewer rows or columns.",
        )

    @classmethod
    def died(cls, cell: int, how: str) -> Self:
        """The process ended in a cell, by itself or because something ended it."""
        return cls(
            f"The process of the notebook ended in cell {cell}: {how}.",
            where=f"cell {cell}",
            hint="run that cell alone; a library may have crashed in it.",
        )


class PipelineRunError(ProveError):
    """Tell that a converted pipeline does not run to its end, and in which task it stops."""

    code = "FL662"

    @classmethod
    def failed(cls, task: str | None, message: str, where: str | None = None) -> Self:
        """A task failed (None: the pipeline could not be loaded), where the notebook ran to its end."""
        what = f"stops in task '{task}'" if task else "cannot be loaded"
        return cls(
            f"The notebook runs to its end, but the pipeline {what}: {clause(message)}.",
            where=where,
            hint="see what it says: `fairlead run`." if task else "see what it says: `fairlead graph`.",
        )

    @classmethod
    def late(cls, tasks: Iterable[str], seconds: float) -> Self:
        """Tasks were at work when the time was up."""
        at = quoted(tasks) if tasks else "no task"
        return cls(
            f"The pipeline was not done after {seconds:g} seconds; {at} was at work.",
            hint="if it needs that long: --time SECONDS.",
        )

    @classmethod
    def died(cls, tasks: Iterable[str], how: str) -> Self:
        """Its process ended."""
        at = quoted(tasks) if tasks else "no task"
        return cls(
            f"The process of the pipeline ended while {at} was at work: {how}.",
            hint="see what it says: `fairlead run`.",
        )


class CheckError(FairleadError):
    """Tell that notebooks cannot be checked in the way that was asked; what is wrong in one is a `Finding`."""

    code = "FL560"

    @classmethod
    def no_such_file(cls, path: Path | str, found: Iterable[str]) -> Self:
        """There is nothing at `path`; `found` are notebooks and scripts beside it."""
        return cls(
            f"There is no file or folder '{path}'.",
            hint=choice(str(path), found, otherwise="name a notebook (.ipynb), a Python file, or a folder of them."),
        )

    @classmethod
    def nothing_to_check(cls, paths: Iterable[Path | str]) -> Self:
        """There is no notebook in these folders."""
        return cls(
            f"There is no notebook in {quoted(map(str, paths))}.",
            hint="in folders .ipynb files and Python files with cells (# %%) are looked for; name any other itself.",
        )

    @classmethod
    def bad_data(cls, given: str, file: str | None) -> Self:
        """What was given for --data names no file; `file` is None where it is no pair at all."""
        return cls(
            f"`--data {given}` names no file that is there."
            if file is not None
            else f"`--data {given}` is no pair: nothing says which file is to be read.",
            hint="write --data PATH=FILE: the path as it stands in the notebook, and the file to read instead.",
        )

    @classmethod
    def unknown_rule(cls, name: str, known: Iterable[str], where: str | None = None) -> Self:
        """No rule and no group of rules has this name."""
        near = nearest(name, known)
        return cls(
            f"There is no rule or group of rules called '{name}'.",
            where=where,
            hint=f"did you mean '{near}'?" if near else "`fairlead rule` lists them all.",
        )

    @classmethod
    def no_baseline(cls, path: Path | str) -> Self:
        """There is no baseline at `path`."""
        return cls(
            f"The baseline '{path}' does not exist.",
            hint=f"write it from what there is today: `fairlead check --write-baseline {path}`.",
        )

    @classmethod
    def bad_baseline(cls, path: Path | str, reason: str) -> Self:
        """The file at `path` is no baseline."""
        return cls(
            f"'{path}' is no baseline that Fairlead has written: {clause(reason)}.",
            hint=f"write it again: `fairlead check --write-baseline {path}`.",
        )

    @classmethod
    def not_written(cls, path: Path | str, reason: str) -> Self:
        """A mended notebook cannot be written."""
        return cls(
            f"'{path}' was mended but cannot be written: {clause(reason)}.",
            hint="see to it that the file and its folder may be written; `--show-fixes` shows what would change.",
        )

    @classmethod
    def changed_meanwhile(cls, name: str) -> Self:
        """The notebook is another one than that whose mending was looked at."""
        return cls(
            f"'{name}' has changed since its mending was shown, and was left as it is.",
            hint="look at the new mending, and mend it then.",
        )

    @classmethod
    def no_git(cls) -> Self:
        """The program git is not there."""
        return cls(
            "What has changed cannot be found out: the program 'git' is not installed.",
            hint="install git, or leave out --diff.",
        )

    @classmethod
    def no_repository(cls, folder: Path | str) -> Self:
        """The folder is in no git repository."""
        return cls(
            f"What has changed cannot be found out: '{folder}' is in no git repository.",
            hint="leave out --diff, or go to the repository that holds the notebooks.",
        )

    @classmethod
    def no_revision(cls, base: str, folder: Path | str) -> Self:
        """The repository knows no such revision."""
        return cls(
            f"The git repository of '{folder}' has no revision '{base}'.",
            hint="name a branch, tag or commit that is here; in CI, fetch the history first (fetch-depth: 0).",
        )

    @classmethod
    def no_ruff(cls) -> Self:
        """The program ruff is not there."""
        return cls(
            "The option --ruff needs the program 'ruff', which is not installed here.",
            hint="run `pip install ruff`, or leave out --ruff.",
        )

    @classmethod
    def ruff_failed(cls, reason: str) -> Self:
        """Ruff has not given findings."""
        return cls(
            f"Ruff has given no findings: {clause(reason)}.",
            hint="run `ruff check` itself to see what it says, or leave out --ruff.",
        )


class ConvertError(FairleadError):
    """Tell that a notebook cannot be turned into a project in the way that was asked; nothing was written."""

    code = "FL640"

    @classmethod
    def no_such_file(cls, path: Path | str, found: Iterable[str]) -> Self:
        """There is no notebook at `path`; `found` are those beside it."""
        return cls(
            f"There is no file '{path}'.",
            hint=choice(str(path), found, otherwise="name a notebook (.ipynb), or a Python file with cells (# %%)."),
        )

    @classmethod
    def no_notebook(cls, path: Path | str, reason: str) -> Self:
        """The file is no notebook in Python; `reason` says what it is."""
        return cls(
            f"'{path}' cannot be converted: {reason}.", hint="open it in Jupyter, and save it as a notebook in Python."
        )

    @classmethod
    def nothing_to_do(cls, path: Path | str) -> Self:
        """No cell of the notebook does any work."""
        return cls(
            f"'{path}' has no statement that would become a task: it is empty, or only imports and defines.",
            hint="convert a notebook that reads or computes something.",
        )

    @classmethod
    def folder_not_empty(cls, folder: Path | str) -> Self:
        """The folder holds files that are not of an earlier conversion."""
        return cls(
            f"The folder '{folder}' has files in it that `fairlead convert` did not write.",
            hint=f"give a new folder with --out, or add the pipeline to that project: --into {folder}.",
        )

    @classmethod
    def no_project(cls, folder: Path | str) -> Self:
        """The folder given for --into is no project."""
        return cls(f"The folder '{folder}' is no project: it has no fairlead.toml.", hint="make a new one with --out.")

    @classmethod
    def not_converted(cls, folder: Path | str) -> Self:
        """The folder was not made from a notebook."""
        return cls(
            f"The folder '{folder}' was not made from a notebook: it has no notebook/conversion.json.",
            hint="make it with `fairlead convert NOTEBOOK --out FOLDER`.",
        )

    @classmethod
    def bad_record(cls, path: Path | str, reason: str) -> Self:
        """The record of a conversion cannot be read."""
        return cls(
            f"The record '{path}' of the conversion cannot be read: {reason}.",
            hint="convert the notebook again: `fairlead convert NOTEBOOK --out FOLDER`.",
        )

    @classmethod
    def bad_data(cls, given: str, file: str | None) -> Self:
        """What was given for --data names no file; `file` is None where it is no pair at all."""
        return cls(
            f"`--data {given}` names no file that is there."
            if file is not None
            else f"`--data {given}` is no pair: nothing says which file is to be read.",
            hint="write --data PATH=FILE: the path as it stands in the notebook, and the file to read instead.",
        )


class NotConvertibleError(ConvertError):
    """Tell which cells do something that a pipeline cannot; nothing was written."""

    code = "FL641"

    @classmethod
    def of(cls, path: Path | str, troubles: Sequence[tuple[int, int, str]]) -> Self:
        """These cells cannot be carried over; `troubles` are cell, line in the cell, and the reason."""
        shown = [f"in cell {cell}, line {line}, {reason}" for cell, line, reason in troubles[:NAMES_SHOWN]]
        more = len(troubles) - len(shown)
        listed = "; ".join([*shown, *([f"and {more} more"] if more else [])])
        return cls(
            f"'{path}' cannot be converted, and nothing was written: {listed}.",
            where=f"cell {troubles[0][0]}",
            hint="change these cells in the notebook, run it from top to bottom, and convert it again.",
        )
