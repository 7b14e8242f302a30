"""Take down what code says and draws while it runs, in a notebook and in a task alike.

What is printed is kept as text, and what was handed to `print` as values besides: a text shows six digits, the value
all of them. A figure counts when it is finished: closed, shown, or still open at the end of a cell or a task.
"""

from __future__ import annotations

import builtins
import contextlib
import sys
from collections.abc import Callable, Mapping
from importlib.machinery import ModuleSpec, PathFinder
from typing import Any

from fairlead.notebook.prove.imprint import Imprint

TEXT = 2_000_000
"""Characters of what one place prints that are kept."""

VALUES = 2_000
"""Values handed to `print` in one place that are kept."""

Place = str


class Recorder:
    """Take down what is said and drawn, by the place in which it happens.

    Parameters
    ----------
    imprint : writes the values down.

    Attributes
    ----------
    said : for each place what was printed there, in order: ``text``, the ``values`` of it, whether it is the value of
        the ``last`` expression of a cell, and whether that was ``silent``: a notebook does not show None.
    figures : what was drawn, in the order in which the figures were made.
    """

    def __init__(self, imprint: Imprint) -> None:
        self.imprint = imprint
        self.place: Place = ""
        self.said: dict[Place, list[dict[str, Any]]] = {}
        self.figures: list[dict[str, Any]] = []
        self.cut: set[Place] = set()
        self._counts: dict[Place, list[int]] = {}
        self._made: dict[int, tuple[int, Place, Any]] = {}
        self._drawn = 0
        self._print = builtins.print
        self._before: Any = None
        self._depth = 0

    def __enter__(self) -> Recorder:
        self._before = sys.stdout
        sys.stdout = _Stream(self)
        builtins.print = self._printing
        _listen(self)
        return self

    def __exit__(self, *_: object) -> None:
        global _current
        sys.stdout = self._before
        builtins.print = self._print
        _current = None

    # What is said

    def write(self, text: str) -> None:
        """Take down text that was written to the standard output."""
        self._event(text, None)

    def show(self, value: Any) -> None:
        """Take down what `display` was given, as `print` would say it."""
        self._event(f"{value}\n", [value])

    def show_last(self, value: Any) -> Any:
        """Take down the value of a cell's last expression, and return its node; a notebook shows all but None."""
        written = self.imprint.of(value).to_json()
        self.said.setdefault(self.place, []).append(
            {"text": f"{value}\n"[:TEXT], "values": [written], "silent": value is None, "last": True}
        )
        return written

    def _printing(
        self, *values: Any, sep: str | None = " ", end: str | None = "\n", file: Any = None, flush: bool = False
    ) -> None:
        stream = sys.stdout if file is None else file
        if not isinstance(stream, _Stream):
            self._print(*values, sep=sep, end=end, file=file, flush=flush)
            return
        parts = _Parts()
        self._print(*values, sep=sep, end=end, file=parts)
        self._event("".join(parts.texts), list(values))

    def _event(self, text: str, values: list[Any] | None) -> None:
        counts = self._counts.setdefault(self.place, [0, 0])
        room = TEXT - counts[0]
        if len(text) > room:
            self.cut.add(self.place)
            text = text[: max(room, 0)]
        counts[0] += len(text)
        events = self.said.setdefault(self.place, [])
        if not text and not values:
            return
        written = []
        if values is not None and counts[1] + len(values) <= VALUES:
            written = [self.imprint.of(value).to_json() for value in values]
            counts[1] += len(values)
        if not written and events and not events[-1]["values"]:
            events[-1]["text"] += text
        else:
            events.append({"text": text, "values": written, "silent": False, "last": False})

    # What is drawn

    def made(self, figure: Any) -> None:
        """Take note of a new figure."""
        self._drawn += 1
        self._made[id(figure)] = (self._drawn, self.place, figure)

    def finished(self, figure: Any) -> None:
        """Take a figure down; its picture on the disk is somebody else's business."""
        number, place, _ = self._made.pop(id(figure), (self._drawn + 1, self.place, figure))
        with contextlib.suppress(
            Exception
        ):  # some things are only known once it is drawn; what cannot be drawn is compared as it is
            figure.draw_without_rendering()
        self.figures.append({"at": place, "number": number, "node": self.imprint.of(figure).to_json()})

    def finish_figures(self) -> None:
        """Take down every open figure and close it, as a notebook does at the end of a cell."""
        helpers = sys.modules.get("matplotlib._pylab_helpers")
        if helpers is not None:
            helpers.Gcf.destroy_all()


class _Parts:
    def __init__(self) -> None:
        self.texts: list[str] = []

    def write(self, text: str) -> None:
        self.texts.append(text)

    def flush(self) -> None:
        pass


class _Stream:
    """Stand for the standard output."""

    encoding = "utf-8"
    errors = "strict"
    closed = False

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._below = sys.__stdout__

    def write(self, text: str) -> int:
        self._recorder.write(text)
        return len(text)

    def writelines(self, lines: Any) -> None:
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        pass

    def isatty(self) -> bool:
        return False

    def writable(self) -> bool:
        return True

    def readable(self) -> bool:
        return False

    def fileno(self) -> int:
        return self._below.fileno() if self._below is not None else 1

    def __getattr__(self, name: str) -> Any:
        return getattr(self._below, name)


# Figures: pyplot is told to say when one is made and when it goes.

_current: Recorder | None = None


def _listen(recorder: Recorder) -> None:
    global _current
    _current = recorder
    for name, change in CHANGES.items():
        if name in sys.modules:
            change(sys.modules[name])
    if not any(isinstance(one, _Later) for one in sys.meta_path):
        sys.meta_path.insert(0, _Later())


def _change_helpers(module: Any) -> None:
    manager = module.Gcf
    if hasattr(manager, "_fairlead"):
        return
    manager._fairlead = True
    new, destroy, destroy_all, destroy_fig = (
        manager._set_new_active_manager, manager.destroy, manager.destroy_all, manager.destroy_fig,
    )  # fmt: skip

    def say_new(one: Any) -> None:
        new(one)
        if _current is not None:
            _current.made(one.canvas.figure)

    def say_destroyed(number: Any) -> None:
        found = number if not isinstance(number, int) else manager.figs.get(number)
        if found is not None and _current is not None and manager.figs.get(found.num) is found:
            _current.finished(found.canvas.figure)
        destroy(number)

    def say_all() -> None:
        for one in list(manager.figs.values()):
            if _current is not None:
                _current.finished(one.canvas.figure)
        destroy_all()

    def say_figure(figure: Any) -> None:
        for one in list(manager.figs.values()):
            if one.canvas.figure is figure:
                say_destroyed(one.num)
                return
        destroy_fig(figure)

    manager._set_new_active_manager = say_new
    manager.destroy = say_destroyed
    manager.destroy_all = say_all
    manager.destroy_fig = say_figure


def _change_pyplot(module: Any) -> None:
    if not hasattr(module, "_fairlead"):
        module._fairlead = True
        module.show = lambda *arguments, **keywords: _current.finish_figures() if _current is not None else None


CHANGES: Mapping[str, Callable[[Any], None]] = {
    "matplotlib._pylab_helpers": _change_helpers,
    "matplotlib.pyplot": _change_pyplot,
}


class _Later:
    """Change pyplot as soon as it is imported."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        change = CHANGES.get(name)
        spec = PathFinder.find_spec(name, path) if change is not None else None
        if spec is None or spec.loader is None or change is None:
            return None
        execute = spec.loader.exec_module

        def execute_and_change(module: Any) -> None:
            execute(module)
            change(module)

        spec.loader.exec_module = execute_and_change  # type: ignore[method-assign]
        return spec
