"""The result of each notebook: remembered if nothing about it has changed, and else found out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from fairlead.project.checking.beside import Beside
from fairlead.project.checking.cache import Cache, cache_folder, key_of, rules_digest
from fairlead.project.checking.files import STDIN
from fairlead.project.checking.one import Checked, Options
from fairlead.project.checking.settings import Settings

Progress = Callable[[int, int], None]
"""Is told how many notebooks are done, and of how many."""


@dataclass(frozen=True, slots=True)
class Source:
    """Hold one notebook before it is checked.

    Parameters
    ----------
    file : as it is named in findings.
    content : of the file; None where it cannot be read.
    folder : in which it lies.
    trouble : why it cannot be read.
    """

    file: str
    content: bytes | None
    folder: Path
    trouble: str | None = None


def read_source(path: str, stdin: tuple[str, bytes] | None) -> Source:
    """Read a file, or take what came on stdin; that it cannot be read is told as its trouble."""
    if path == STDIN and stdin is not None:
        name, content = stdin
        return Source(name, content, Path(name).absolute().parent)
    folder = Path(path).absolute().parent
    try:
        return Source(path, Path(path).read_bytes(), folder)
    except OSError as error:
        return Source(path, None, folder, error.strerror or type(error).__name__)


def path_of(source: Source) -> Path:
    """Return the whole path of a notebook."""
    return source.folder / Path(source.file).name


def results(
    sources: Sequence[Source],
    options: Options,
    settings: Settings,
    *,
    cached: bool = True,
    processes: int | None = None,
    on_progress: Progress | None = None,
) -> tuple[list[Checked], int]:
    """Return what was found in each, and how many were answered from memory.

    Parameters
    ----------
    cached : whether to answer from memory, and to keep what is found out.
    """
    wanted = [replace(options, ignore=(*options.ignore, *settings.ignored_in(path_of(one)))) for one in sources]
    keys = _keys(sources, wanted) if cached else {}
    caches = {folder: Cache(cache_folder(folder)) for folder in {sources[number].folder for number in keys}}
    done = {number: Checked(one.file, trouble=one.trouble) for number, one in enumerate(sources) if one.content is None}
    unread, beside = len(done), Beside()
    for number, key in keys.items():
        remembered = _remembered(caches[sources[number].folder], key, sources[number].file, beside)
        if remembered is not None:
            done[number] = remembered
    hits = len(done) - unread
    made: dict[Path, dict[str, Mapping[str, Any]]] = {folder: {} for folder in caches}
    for number, checked, marks in _examined(sources, wanted, done, processes, on_progress):
        done[number] = checked
        if number in keys and checked.trouble is None:
            made[sources[number].folder][keys[number]] = {**checked.to_dict(), "marks": marks}
    for folder, entries in made.items():
        caches[folder].keep(entries)
    return [done[number] for number in range(len(sources))], hits


def _examined(
    sources: Sequence[Source],
    wanted: Sequence[Options],
    done: Mapping[int, Checked],
    processes: int | None,
    on_progress: Progress | None,
) -> Iterator[tuple[int, Checked, Mapping[str, str]]]:
    """Check what is not known yet; yield numbers, results, and what they rest on."""
    left = [number for number in range(len(sources)) if number not in done]
    if not left:
        return
    from fairlead.project.checking.many import Job, examine_all

    jobs = [Job(sources[n].file, sources[n].content or b"", sources[n].folder, wanted[n]) for n in left]
    before = len(sources) - len(left)
    for count, (place, examined) in enumerate(examine_all(jobs, processes), 1):
        if on_progress is not None:
            on_progress(before + count, len(sources))
        yield left[place], examined.checked, examined.marks


def _keys(sources: Sequence[Source], wanted: Sequence[Options]) -> dict[int, str]:
    """Return the key of each notebook that could be read: its content, what is looked for, and by which code."""
    rules = rules_digest()
    return {
        number: key_of((rules, _about(one, options), one.content))
        for number, (one, options) in enumerate(zip(sources, wanted, strict=True))
        if one.content is not None
    }


def _about(source: Source, options: Options) -> bytes:
    names = sorted(set(options.select)), sorted(set(options.ignore))
    return repr((names, options.confidence, str(source.folder), Path(source.file).suffix)).encode()


def _remembered(cache: Cache, key: str, file: str, beside: Beside) -> Checked | None:
    values = cache.find(key)
    try:
        if values is None or not beside.are_as_before(values["marks"]):
            return None
        return Checked.from_dict(file, values)
    except (KeyError, TypeError, ValueError):  # an entry that is not ours
        return None
