"""Check notebooks as a person asks for it: which files, which of what is found is new, and what is remembered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from fairlead.clock import Clock, SystemClock
from fairlead.errors import CheckError
from fairlead.finding import Finding
from fairlead.project.checking.excerpt import with_sources
from fairlead.project.checking.files import STDIN, notebooks_in
from fairlead.project.checking.one import Checked, Options, lines_in_file
from fairlead.project.checking.results import Progress, Source, path_of, read_source, results
from fairlead.project.checking.settings import Settings, settings_for
from fairlead.project.checking.trials import TrialOptions, with_trials


@dataclass(frozen=True, slots=True)
class Check:
    """Hold what was found in notebooks.

    Parameters
    ----------
    notebooks : in the order in which they were named.
    rules : int, how many were looked for.
    seconds : float, how long it took.
    remembered : int, notebooks that were not checked again, as nothing about them had changed.
    known : int, findings left out because the baseline has them.
    gone : entries of the baseline that no longer occur.
    base : str or None, the revision since which findings are new.
    unchanged : int, notebooks that are as they were at that revision.
    """

    notebooks: tuple[Checked, ...]
    rules: int
    seconds: float
    remembered: int = 0
    known: int = 0
    gone: tuple[Any, ...] = ()
    base: str | None = None
    unchanged: int = 0


def check(
    paths: Sequence[str],
    options: Options,
    settings: Settings,
    *,
    stdin: tuple[str, bytes] | None = None,
    diff: str | None = None,
    baseline: Path | None = None,
    with_ruff: bool = False,
    trial: TrialOptions | None = None,
    cached: bool = True,
    processes: int | None = None,
    on_progress: Progress | None = None,
    clock: Clock | None = None,
) -> Check:
    """Check notebooks, and folders of them.

    Parameters
    ----------
    stdin : name and content of what stands for ``-`` among the paths.
    diff : a git revision; only what is new since then is reported.
    baseline : a file of findings that are known and not reported.
    with_ruff : whether what ruff finds is reported too.
    trial : how the notebooks are run, if they are to be run; nothing of them is executed otherwise.
    cached : whether an unchanged notebook is answered from memory.

    Raises
    ------
    CheckError
        A file or rule is not there; the revision, the baseline or ruff cannot be used.
    """
    timer = clock or SystemClock()
    began = timer.monotonic()
    known_names(options.select, "--select or select")
    known_names((*options.ignore, *(n for names in settings.per_file_ignores.values() for n in names)), "ignore")
    sources = [read_source(path, stdin) for path in notebooks_in(paths, settings)]
    revision = _revision(diff, sources)
    looked_at = [one for one in sources if revision is None or revision.has_changed(path_of(one))]
    found, remembered = results(
        looked_at, options, settings, cached=cached, processes=processes, on_progress=on_progress
    )  # fmt: skip
    if with_ruff:
        found = _with_ruff(looked_at, found)
    if trial is not None:
        found = with_trials(looked_at, found, trial)
    if revision is not None:
        found = [_since(revision, source, checked) for source, checked in zip(looked_at, found, strict=True)]
    known, gone = 0, ()
    if baseline is not None:
        found, known, gone = _without_known(found, baseline)
    return Check(
        notebooks=tuple(found),
        rules=max((one.rules for one in found), default=0),
        seconds=timer.monotonic() - began,
        remembered=remembered,
        known=known,
        gone=gone,
        base=diff,
        unchanged=len(sources) - len(looked_at),
    )


def settings_of_paths(paths: Sequence[str], stdin_name: str | None = None) -> Settings:
    """Return the settings of the project that the first path lies in.

    Raises
    ------
    ProjectError
        They cannot be used.
    """
    first = Path(stdin_name or ".") if not paths or paths[0] == STDIN else Path(paths[0])
    return settings_for(first if first.is_dir() else first.parent)


def known_names(names: Sequence[str], where: str) -> None:
    """Make sure that each is the name of a rule or a group.

    Raises
    ------
    CheckError
        One is not; the nearest is named.
    """
    if not names:
        return
    from fairlead.notebook.rules import GROUPS
    from fairlead.notebook.rules.notes import NOTES

    known = ["all", *GROUPS, *(name for rules in GROUPS.values() for name in rules), *NOTES]
    for name in names:
        if name not in known:
            raise CheckError.unknown_rule(name, known, where)


def _revision(diff: str | None, sources: Sequence[Source]) -> Any:
    if diff is None:
        return None
    from fairlead.project.checking.diff import Revision

    return Revision(diff, sources[0].folder)


def _since(revision: Any, source: Source, checked: Checked) -> Checked:
    """Return only what is new since a revision."""
    if not checked.findings or source.content is None:
        return checked
    from fairlead.notebook.read import notebook_of
    from fairlead.project.checking.diff import changes

    old = revision.content(path_of(source))
    new = changes(
        notebook_of(source.content, source.file), None if old is None else notebook_of(old, source.file)
    )  # fmt: skip
    return replace(checked, findings=tuple(finding for finding in checked.findings if new.touch(finding)))


def _with_ruff(sources: Sequence[Source], found: Sequence[Checked]) -> list[Checked]:
    """Return the results with what ruff finds after ours."""
    from fairlead.project.checking.ruff import ruff_findings

    told = ruff_findings([(one.file, one.content) for one in sources if one.content is not None])
    return [_joined(source, one, told.get(one.file, ())) for source, one in zip(sources, found, strict=True)]


def _joined(source: Source, checked: Checked, told: Sequence[Finding]) -> Checked:
    if not told or source.content is None:
        return checked
    from fairlead.notebook.read import notebook_of

    notebook = notebook_of(source.content, source.file)
    lines = lines_in_file(notebook, source.content)
    shown = with_sources(told, notebook, lines, secrets=checked.findings)
    return replace(checked, findings=(*checked.findings, *shown))


def _without_known(found: Sequence[Checked], path: Path) -> tuple[list[Checked], int, tuple[Any, ...]]:
    """Return what a baseline does not know, how much it knows, and what in it no longer occurs."""
    from fairlead.project.checking.baseline import read_baseline, unknown

    entries = read_baseline(path)
    left: list[Checked] = []
    gone = [entry for entry in entries if not (path.absolute().parent / entry.file).exists()]
    for one in found:
        name = name_in_baseline(one.file, path)
        new, unused = unknown(name, one.findings, [entry for entry in entries if entry.file == name])
        left.append(replace(one, findings=tuple(new)))
        gone += unused
    known = sum(len(one.findings) for one in found) - sum(len(one.findings) for one in left)
    return left, known, tuple(gone)


def baseline_of(found: Check, path: Path) -> str:
    """Return the text of a baseline that knows all that was found.

    Parameters
    ----------
    path : where it is to lie; names of files in it are meant from there.
    """
    from fairlead.project.checking.baseline import baseline_text, known_of

    return baseline_text(
        known_of(name_in_baseline(one.file, path), finding) for one in found.notebooks for finding in one.findings
    )


def name_in_baseline(file: str, baseline: Path) -> str:
    """Return the name of a notebook as it stands in a baseline: from the folder of that, with forward slashes."""
    absolute, folder = Path(file).absolute(), baseline.absolute().parent
    return absolute.relative_to(folder).as_posix() if folder in absolute.parents else absolute.as_posix()
