"""What is printed and drawn is compared: of each pair the second says or draws one small thing otherwise."""

from __future__ import annotations

import json
from pathlib import Path

import matplotlib as mpl
import pytest

from fairlead.notebook.prove.compare import Match, Tolerance
from fairlead.notebook.prove.imprint import Imprint
from fairlead.notebook.prove.node import Shelf
from fairlead.notebook.prove.pieces import Piece, match
from fairlead.notebook.prove.recorder import Recorder
from fairlead.notebook.prove.recording import TaskRun

mpl.use("Agg")


def run(code: str, shelf: Shelf) -> TaskRun:
    with Recorder(Imprint(shelf)) as recorder:
        recorder.place = "1.0"
        exec(code, {"__name__": "__main__", "display": recorder.show, "last": recorder.show_last})
        recorder.finish_figures()
    document = {"said": recorder.said.get("1.0", []), "figures": recorder.figures, "cut": False, "outputs": {}}
    return TaskRun.of("1.0", json.loads(json.dumps(document)))


def compared(left: str, right: str, folder: Path) -> Match:
    shelf = Shelf(folder)
    pieces = [Piece(1, said=run(code, shelf).said) for code in (left, right)]
    return match(*pieces, shelf, Tolerance())


SAYINGS = {
    "a digit": ("print('accuracy', 0.9512)", "print('accuracy', 0.9513)"),
    "a whole number": ("print(f'{12345} rows')", "print(f'{12346} rows')"),
    "the last bit": ("print(0.1)", "print(0.1 + 2**-56)"),
    "a bit that is not printed": (
        "import numpy as np; print(np.array([0.5]))",
        "import numpy as np; print(np.array([0.5 + 2**-40]))",
    ),
    "a line more": ("print('a')", "print('a'); print('b')"),
    "a line missing": ("print('a'); print('b')", "print('a')"),
    "nothing at all": ("print('a')", ""),
    "something for nothing": ("", "print('a')"),
    "an empty line": ("print('a')", "print('a'); print()"),
    "order": ("print('a'); print('b')", "print('b'); print('a')"),
    "a separator": ("print(1, 2)", "print(1, 2, sep=', ')"),
    "no line end": ("print(1)", "print(1, end='')"),
    "what is written": ("import sys; sys.stdout.write('x\\n')", "import sys; sys.stdout.write('y\\n')"),
    "kind of a value": ("print(1)", "print('1')"),
    "a cell of a frame that is not shown": (
        "import pandas as pd; print(pd.DataFrame({'a': range(100)}))",
        "import pandas as pd; print(pd.DataFrame({'a': [*range(50), 51, *range(51, 100)]}))",
    ),
    "digits of a frame that are not shown": (
        "import pandas as pd; display(pd.DataFrame({'a': [0.123456789]}))",
        "import pandas as pd; display(pd.DataFrame({'a': [0.1234567]}))",
    ),
    "None for a value": ("last(None)", "print(0)"),
    "a value for None": ("last(0)", "print(None)"),
    "a name of a class": ("class A: pass\nprint(A)", "class B: pass\nprint(B)"),
    "pretty print": ("import pprint; pprint.pprint({'a': 1})", "import pprint; pprint.pprint({'a': 2})"),
}

ALIKE = {
    "the same": ("print('a', 1.5)", "print('a', 1.5)"),
    "a shown value is printed": ("last(0.5)", "print(0.5)"),
    "None is not shown": ("print(1); last(None)", "print(1)"),
    "None may be printed": ("print(1); last(None)", "print(1); print(None)"),
    "addresses": ("print(object())", "x = object(); print(object())"),
    "written in parts": (
        "import sys; sys.stdout.write('a'); sys.stdout.write('b')",
        "import sys; sys.stdout.write('ab')",
    ),
    "display is print": ("display([1, 2])", "print([1, 2])"),
}


@pytest.mark.parametrize("name", sorted(SAYINGS))
def test_what_is_said_otherwise_is_noticed(name: str, tmp_path: Path) -> None:
    found = compared(*SAYINGS[name], tmp_path)
    assert found.outcome in ("close", "different")
    assert found.first is not None


@pytest.mark.parametrize("name", sorted(ALIKE))
def test_what_means_the_same_is_the_same(name: str, tmp_path: Path) -> None:
    found = compared(*ALIKE[name], tmp_path)
    assert (found.outcome, found.first, found.uncompared) == ("same", None, [])


def test_the_first_difference_has_its_cell(tmp_path: Path) -> None:
    found = compared("print('a'); print('score', 0.5)", "print('a'); print('score', 0.75)", tmp_path)
    assert found.first is not None
    assert (found.first.where, found.first.left, found.first.right) == ("cell 1, line 2", "score 0.5", "score 0.75")


BASE = "import matplotlib.pyplot as plt\nimport numpy as np\nfig, ax = plt.subplots()\n"
DRAWINGS = {
    "a point of a line": ("ax.plot([1, 2, 3])", "ax.plot([1, 2, 3 + 1e-15])"),
    "a point more": ("ax.plot([1, 2])", "ax.plot([1, 2, 2])"),
    "x of a line": ("ax.plot([1, 2], [1, 2])", "ax.plot([1, 3], [1, 2])"),
    "NaN in a line": ("ax.plot([1, 2, 3])", "ax.plot([1, np.nan, 3])"),
    "colour": ("ax.plot([1, 2])", "ax.plot([1, 2], color='red')"),
    "marker": ("ax.plot([1, 2])", "ax.plot([1, 2], 'o')"),
    "label": ("ax.plot([1, 2], label='a')", "ax.plot([1, 2], label='b')"),
    "a line more": ("ax.plot([1, 2])", "ax.plot([1, 2]); ax.plot([1, 2])"),
    "order of lines": ("ax.plot([1, 2]); ax.plot([2, 3])", "ax.plot([2, 3]); ax.plot([1, 2])"),
    "a point of a cloud": ("ax.scatter([1, 2], [3, 4])", "ax.scatter([1, 2], [3, 5])"),
    "size of points": ("ax.scatter([1], [3], s=20)", "ax.scatter([1], [3], s=21)"),
    "values of points": ("ax.scatter([1, 2], [3, 4], c=[0, 1])", "ax.scatter([1, 2], [3, 4], c=[1, 0])"),
    "height of a bar": ("ax.bar(['a', 'b'], [1, 2])", "ax.bar(['a', 'b'], [1, 3])"),
    "name of a bar": ("ax.bar(['a', 'b'], [1, 2])", "ax.bar(['a', 'c'], [1, 2])"),
    "a bin": ("ax.hist([1, 2, 2, 3])", "ax.hist([1, 2, 3, 3])"),
    "number of bins": ("ax.hist([1, 2, 2, 3])", "ax.hist([1, 2, 2, 3], bins=9)"),
    "a pixel": ("ax.imshow([[1, 2], [3, 4]])", "ax.imshow([[1, 2], [4, 3]])"),
    "colours of a picture": ("ax.imshow([[1, 2]])", "ax.imshow([[1, 2]], cmap='gray')"),
    "a box": ("ax.boxplot([1, 2, 3])", "ax.boxplot([1, 2, 4])"),
    "a slice": ("ax.pie([1, 2])", "ax.pie([1, 3])"),
    "a contour": ("ax.contour([[1, 2], [3, 4]])", "ax.contour([[1, 2], [3, 5]])"),
    "a mesh": ("ax.pcolormesh([[1, 2], [3, 4]])", "ax.pcolormesh([[1, 2], [3, 5]])"),
    "a filled area": ("ax.fill_between([1, 2], [1, 2])", "ax.fill_between([1, 2], [1, 3])"),
    "an error bar": ("ax.errorbar([1], [1], [0.1])", "ax.errorbar([1], [1], [0.2])"),
    "a title": ("ax.set_title('a')", "ax.set_title('b')"),
    "a title of all": ("fig.suptitle('a')", "fig.suptitle('b')"),
    "name of an axis": ("ax.set_xlabel('a')", "ax.set_xlabel('b')"),
    "scale": ("ax.plot([1, 2])", "ax.plot([1, 2]); ax.set_yscale('log')"),
    "limits": ("ax.plot([1, 2])", "ax.plot([1, 2]); ax.set_xlim(0, 9)"),
    "ticks": ("ax.set_xticks([1, 2], ['a', 'b'])", "ax.set_xticks([1, 2], ['a', 'c'])"),
    "a legend": ("ax.plot([1], label='a'); ax.legend()", "ax.plot([1], label='a')"),
    "a text": ("ax.text(0, 0, 'a')", "ax.text(0, 0, 'b')"),
    "place of a text": ("ax.text(0, 0, 'a')", "ax.text(0, 1, 'a')"),
    "what an arrow points to": ("ax.annotate('a', (0, 0), (1, 1))", "ax.annotate('a', (0, 0.5), (1, 1))"),
    "a horizontal line": ("ax.axhline(1)", "ax.axhline(2)"),
    "axes more": ("ax.plot([1])", "ax.plot([1]); fig.add_axes([0, 0, 0.1, 0.1])"),
    "size": ("fig.set_size_inches(4, 4)", "fig.set_size_inches(4, 5)"),
    "visible": ("ax.plot([1, 2])", "ax.plot([1, 2])[0].set_visible(False)"),
}


@pytest.mark.parametrize("name", sorted(DRAWINGS))
def test_what_is_drawn_otherwise_is_noticed(name: str, tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    first, again, other = (run(BASE + code, shelf) for code in (DRAWINGS[name][0], *DRAWINGS[name]))
    pieces = [Piece(1, one.figures[0].node) for one in (first, again, other)]
    assert [len(one.figures) for one in (first, again, other)] == [1, 1, 1]
    same, changed = match(pieces[0], pieces[1], shelf, Tolerance()), match(pieces[0], pieces[2], shelf, Tolerance())
    assert (same.outcome, same.first, same.uncompared) == ("same", None, [])
    assert changed.outcome in ("close", "different")


def test_figures_count_when_they_are_finished(tmp_path: Path) -> None:
    code = "import matplotlib.pyplot as plt\nplt.plot([1]); plt.show(); plt.plot([2]); plt.close(); plt.figure()"
    found = run(code, Shelf(tmp_path))
    assert [one.number for one in found.figures] == [1, 2, 3]
