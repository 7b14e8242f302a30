"""A notebook that waits for a person."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from fairlead.notebook.facts import Facts
from fairlead.notebook.notebook import Place
from fairlead.notebook.rules.rule import Hit, rule

_WAITS: dict[str, str] = {
    **dict.fromkeys(
        ("input", "raw_input", "getpass.getpass", "getpass.getuser", "click.prompt"), "waits for somebody to type"
    ),
    **dict.fromkeys(
        ("breakpoint", "pdb.set_trace", "ipdb.set_trace", "IPython.embed", "code.interact"), "waits in the debugger"
    ),
    **dict.fromkeys(
        (
            "ipywidgets.interact",
            "ipywidgets.interactive",
            "ipywidgets.interact_manual",
            "ipywidgets.interactive_output",
        ),
        "needs somebody to move a widget",
    ),
    **dict.fromkeys(
        ("tkinter.filedialog.askopenfilename", "easygui.fileopenbox", "google.colab.files.upload"),
        "waits for somebody to choose a file",
    ),
    **dict.fromkeys(
        ("matplotlib.pyplot.ginput", "matplotlib.pyplot.waitforbuttonpress", "cv2.waitKey"), "waits for a click or key"
    ),
    **dict.fromkeys(("cv2.imshow", "cv2.selectROI", "webbrowser.open"), "opens a window"),
}
_INPUT_WIDGETS = frozenset(
    (
        *(
            "IntSlider",
            "FloatSlider",
            "IntRangeSlider",
            "SelectionSlider",
            "Dropdown",
            "Select",
            "SelectMultiple",
            "Text",
        ),
        *("Textarea", "IntText", "FloatText", "BoundedIntText", "Checkbox", "ToggleButton", "ToggleButtons"),
        *("RadioButtons", "Button", "FileUpload", "DatePicker", "Combobox"),
    )
)
_BACKENDS = ("notebook", "widget", "qt", "qt5", "tk", "nbagg", "ipympl", "osx", "gtk")


@rule("portability", "warning")
def interactive_dependency(facts: Facts) -> Iterator[Hit]:
    """Find places where the notebook waits for a person: a question, a widget, a window, a debugger.

    What it does
    ------------
    Reports ``input()``, ``getpass()``, ``breakpoint()``, widgets that take a value (``interact``, sliders, buttons),
    dialogs that ask for a file, windows, and results of ``display`` or ``plt.show`` that are used further.

    Why it hurts in production
    --------------------------
    At three in the morning nobody is there to answer. The run hangs until somebody notices, or stops with EOFError;
    and what was typed last time is written down nowhere, so the result cannot be had again.

    Example
    -------
    Bad::

        # %%
        threshold = float(input("Threshold: "))

    Good::

        # %%
        import os

        threshold = float(os.environ.get("THRESHOLD", "0.4"))

    Fix
    ---
    Make the answer a parameter: a variable at the top, an argument, an environment variable, a line in a file.

    Known limits
    ------------
    A widget that only shows something (a progress bar) is fine. ``plt.show()`` alone is fine too: without a screen it
    does nothing.
    """
    index = facts.index
    own = {found.node.name for found in index.of(ast.FunctionDef)}
    widgets = False
    name: str | None
    for found, name in index.calls(*_WAITS, "display", "IPython.display.display", "matplotlib.pyplot.show"):
        if name in _WAITS:
            if name not in own:
                said = _WAITS[name]
                yield Hit(
                    index.place(found), f"`{name.removeprefix('google.colab.')}` {said}.", evidence={"call": name}
                )
        elif isinstance(found.statement, ast.Assign) and found.statement.value is found.node:
            yield Hit(
                index.place(found), f"`{name.rpartition('.')[2]}` shows something, it gives nothing back.", "medium"
            )
    for decorated in index.of(ast.FunctionDef):
        for decorator in decorated.node.decorator_list:
            name = index.name_of(decorator)
            if name in _WAITS:
                yield Hit(
                    index.place_of(decorator, decorated.cell), f"`{name}` {_WAITS[name]}.", evidence={"call": name}
                )
    has_widgets = facts.mentions("ipywidgets") and any(one.module == "ipywidgets" for one in index.imports)
    for found, name in index.named_calls if has_widgets else ():
        if not widgets and name.startswith("ipywidgets.") and name.rpartition(".")[2] in _INPUT_WIDGETS:
            widgets = True
            yield Hit(index.place(found), f"`{name}` gets its value from somebody's hand.", evidence={"call": name})
    yield from _windows(facts)


def _windows(facts: Facts) -> Iterator[Hit]:
    for cell in facts.notebook.code_cells:
        for magic in cell.magics:
            words = magic.text.split()
            if magic.name == "matplotlib" and len(words) > 1 and words[1] in _BACKENDS:
                message = f"`{magic.text.strip()}` needs a window that only exists in front of a person."
                yield Hit(
                    Place(cell.number, magic.line, 0, magic.line, len(magic.text)), message, evidence={"call": words[1]}
                )
