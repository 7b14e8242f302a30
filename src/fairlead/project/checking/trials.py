"""Run notebooks that are checked, and add what was measured to what was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from fairlead.project.checking.excerpt import with_sources
from fairlead.project.checking.one import Checked, lines_in_file
from fairlead.project.checking.results import Source


@dataclass(frozen=True, slots=True)
class TrialOptions:
    """Say how a notebook is run.

    Parameters
    ----------
    replaced : paths in the notebook, and the files that are read instead.
    seconds, memory : what a run may take; memory in bytes.
    """

    replaced: Mapping[str, str] = field(default_factory=dict)
    seconds: int = 300
    memory: int = 4_000_000_000


def with_trials(sources: Sequence[Source], found: Sequence[Checked], options: TrialOptions) -> list[Checked]:
    """Return the results with what the runs of the notebooks say before them."""
    return [_tried(source, one, options) for source, one in zip(sources, found, strict=True)]


def _tried(source: Source, checked: Checked, options: TrialOptions) -> Checked:
    if source.content is None or checked.is_unread:
        return checked
    from fairlead.notebook.facts import Facts  # not needed where nothing is run
    from fairlead.notebook.read import notebook_of
    from fairlead.notebook.trial.findings import try_out

    notebook = notebook_of(source.content, source.file, beside=source.folder)
    measured = try_out(
        Facts(notebook), replaced=options.replaced, seconds=options.seconds, memory=options.memory
    )  # fmt: skip
    told = with_sources(measured, notebook, lines_in_file(notebook, source.content))
    return replace(checked, findings=(*told, *checked.findings))
