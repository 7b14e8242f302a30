"""Everything a rule may ask about a notebook; each part is made when it is first asked for, and once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from fairlead.notebook.notebook import Notebook

if TYPE_CHECKING:
    from fairlead.notebook.files import FileUse
    from fairlead.notebook.flow import Flow
    from fairlead.notebook.index import Index
    from fairlead.notebook.leaks import Leak
    from fairlead.notebook.texts import Texts
    from fairlead.notebook.threads import Thread
    from fairlead.notebook.uses import CellUses


@dataclass(frozen=True)
class Surroundings:
    """Hold what lies beside a notebook, as far as rules may know: they do not touch the disk themselves.

    Parameters
    ----------
    requirements : by the name of a package as it is installed, its version bound ("" without one); None where no
        file lists them (requirements.txt, pyproject.toml, environment.yml, setup.cfg, Pipfile, lock files).
    requirements_file : the file they come from.
    files : whether each path that the notebook reads exists beside it; a path that is not here was not looked up.
    modules : names of Python modules that lie beside it.
    looked_at : files and folders that all this depends on, for caches; those of `files` come on top.
    """

    requirements: Mapping[str, str] | None = None
    requirements_file: str | None = None
    files: Mapping[str, bool] = field(default_factory=dict)
    modules: frozenset[str] = frozenset()
    looked_at: tuple[str, ...] = ()


@dataclass(frozen=True)
class Facts:
    """Answer what rules ask: the notebook, an index of its code, names between cells, rows and what was fitted."""

    notebook: Notebook
    surroundings: Surroundings = field(default_factory=Surroundings)

    @cached_property
    def index(self) -> Index:
        """Return what stands in the code: calls, strings, assignments, imports."""
        return self._followed[0]

    @cached_property
    def uses(self) -> tuple[CellUses, ...]:
        """Return, for each cell of code, the names it reads, writes, changes and deletes."""
        return self._followed[1]

    @cached_property
    def _followed(self) -> tuple[Index, tuple[CellUses, ...]]:
        """Return both of what one walk over the trees gives."""
        from fairlead.notebook.index import index_of
        from fairlead.notebook.uses import uses_of

        index = index_of(self.notebook)
        return index, uses_of(self.notebook, index)

    @cached_property
    def threads(self) -> tuple[Thread, ...]:
        """Return which cell each needed name comes from."""
        from fairlead.notebook.threads import threads_of

        return threads_of(self.uses)

    @property
    def code(self) -> str:
        """Return the code of all cells."""
        return self.notebook.code

    @cached_property
    def printed(self) -> str:
        """Return what all cells have printed, for a first look."""
        outputs = [output for cell in self.notebook.code_cells for output in cell.outputs]
        return "\n".join([text for one in outputs for text in (one.text, one.html) if text])

    def mentions(self, *words: str) -> bool:
        """Tell whether one of these words occurs in the code: the cheap way out, before any tree is looked at."""
        return any(map(self.notebook.code.__contains__, words))

    @cached_property
    def texts(self) -> Texts:
        """Return what answers which text an expression holds."""
        from fairlead.notebook.texts import Texts

        return Texts(self.index)

    @cached_property
    def seeded(self) -> frozenset[str]:
        """Return the libraries whose random numbers the notebook seeds as a whole."""
        from fairlead.notebook.seeding import seeded_libraries

        return seeded_libraries(self)

    @cached_property
    def files(self) -> tuple[FileUse, ...]:
        """Return every place where a path or address reaches input or output."""
        from fairlead.notebook.files import files_of

        return files_of(self.index, self.texts)

    @cached_property
    def flow(self) -> Flow:
        """Return which rows each value holds and what happened to them, from the abstract run of the whole notebook."""
        from fairlead.notebook.flow import flow_of

        return flow_of(self.notebook, self.index)

    @cached_property
    def leaks(self) -> tuple[Leak, ...]:
        """Return every statistic that was learned from rows which are evaluated too."""
        from fairlead.notebook.leaks import leaks_of

        return leaks_of(self.flow)
