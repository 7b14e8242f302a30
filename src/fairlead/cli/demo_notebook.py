"""The first half of `fairlead demo`: a notebook is checked, mended, turned into a pipeline, and proved."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fairlead.cli.screen import Screen
    from fairlead.notebook.prove.proof import Proof

NOTEBOOK = Path("notebooks/churn_model_FINAL_v3_USE_THIS.ipynb")
CONVERTED = "from-notebook"
"""The folder of the pipeline that is made of the notebook."""

CHECK = "1. A notebook reports an accuracy of 95 %. What would break in production? (`fairlead check`)"
CONVERT = "2. Mended, and made a pipeline (`fairlead convert --fix`)"
PROVE = "3. Does the pipeline give the notebook's numbers, and what did mending change? (`fairlead prove`)"
RUNS = "The notebook runs three times and the pipeline once, then the notebook as it was; it takes a minute or two."
LONGEST = 66


def tell_notebook(screen: Screen, folder: Path) -> int:
    """Check, mend, convert and prove the notebook of the example; return 0 if the pipeline gives its numbers."""
    from fairlead.project.converting import Wanted, convert
    from fairlead.project.inspecting.data import proposed, replacements
    from fairlead.project.place import SETTINGS_FILE
    from fairlead.project.settings import read_settings

    notebook = folder / NOTEBOOK
    screen.write(screen.strong(CHECK), "", f"  {notebook}", *_found(screen, notebook))
    screen.write("", screen.strong(CONVERT), "")
    paths = sorted(read_settings(folder / SETTINGS_FILE).get("notebooks", {}).get("data", {}))
    data = {}
    for path, file in replacements(folder, proposed(folder, paths, ())).items():
        data[path] = folder / "data" / Path(path).name  # a project's own state is no place for its data
        data[path].write_bytes(Path(file).read_bytes())
    made = convert(notebook, folder / CONVERTED, Wanted(fix=True, data=data))
    tasks = made.converted.record.tasks
    screen.write(f"  {folder / CONVERTED / 'pipeline.py'}: {' -> '.join(one['name'] for one in tasks)}")
    mended = sorted({one["rule"] for one in made.converted.record.fixes})
    screen.write(*(f"  mended: {rule}" for rule in mended))
    screen.write("", screen.strong(PROVE), "")
    proof, is_old = _proof(screen, folder / CONVERTED)
    screen.write(*_told(screen, proof, folder / CONVERTED, is_old=is_old))
    return int(not proof.is_proved)


def _found(screen: Screen, notebook: Path) -> Iterator[str]:
    """Yield what is found in the notebook, the worst first, a line each."""
    from fairlead.cli.check_text import heaviest_first
    from fairlead.cli.screen import count, cut, one_line
    from fairlead.finding import Severity
    from fairlead.project.checking.check import check, settings_of_paths
    from fairlead.project.checking.one import Options

    paths = [str(notebook)]
    (checked,) = check(paths, Options(), settings_of_paths(paths)).notebooks
    shown = [one for one in sorted(checked.findings, key=heaviest_first) if one.severity > Severity.WARNING]
    yield ""
    for one in shown:
        cell = f"cell {one.where.cell}" if one.where is not None and one.where.cell else ""
        state = screen.paint(f"{one.severity!s:8}", "failed" if one.severity > Severity.ERROR else "retrying")
        yield f"  {state}  {cell:8}  {one.code:26}  {cut(one_line(one.message), LONGEST)}"
    if len(checked.findings) > len(shown):
        yield f"  and {count(len(checked.findings) - len(shown), 'warning')} and notes: fairlead check {notebook}"


def _proof(screen: Screen, folder: Path) -> tuple[Proof, bool]:
    """Return the proof, and whether it is the one of last time, which still holds."""
    from fairlead.cli.prove_text import Steps
    from fairlead.errors import ProveError
    from fairlead.project.proving import check_proof, prove

    try:
        proof, reasons = check_proof(folder)
    except ProveError:  # there is none yet
        reasons = ["none"]
    if not reasons:
        return proof, True
    screen.write(f"  {RUNS}")
    with Steps() as steps:
        return prove(folder, None, steps.advance), False


def _told(screen: Screen, proof: Proof, folder: Path, *, is_old: bool) -> Iterator[str]:
    from fairlead.cli.prove_text import verdict_lines
    from fairlead.cli.screen import one_line

    yield from (f"  {line}" for line in verdict_lines(screen, proof))
    if is_old:
        yield f"    Proved at {proof.at}; notebook, code, data and environment are what they were."
    for one in proof.changes:
        if isinstance(one.label, str) and one.label.startswith("accuracy"):
            yield screen.strong(f"  accuracy: reported {one_line(one.before)} -> honest {one_line(one.after)}")
    yield f"  All of it: {folder / 'proof/proof.html'}"
