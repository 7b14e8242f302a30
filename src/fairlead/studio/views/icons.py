"""The signs of the studio: drawings of 16 by 16, in lines of the colour of the text."""

from __future__ import annotations

from collections.abc import Mapping

_LINE = 'fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"'


def _line(path: str) -> str:
    return f'<path {_LINE} d="{path}"/>'


ICONS: Mapping[str, str] = {
    # states
    "check": _line("M3 8.6 6.4 12 13 4.6"),
    "store": f'<rect {_LINE} x="2.5" y="4" width="11" height="9" rx="1.5"/>{_line("M2.5 7h11M6.5 10h3")}',
    "arc": _line("M8 2a6 6 0 1 1-5.2 3"),
    "again": f"{_line('M13 8a5 5 0 1 1-1.6-3.7')}{_line('M13.2 1.8v3h-3')}",
    "cross": _line("M4 4l8 8M12 4l-8 8"),
    "triangle": f"{_line('M8 2.4 14.4 13.4H1.6z')}{_line('M8 6.6v3.2M8 11.6v.1')}",
    "ring": f'<circle {_LINE} cx="8" cy="8" r="5.5"/>',
    "dash": _line("M3 8h10"),
    "blocked": f'<circle {_LINE} cx="8" cy="8" r="5.5"/>{_line("M4.300 11.700l7.400-7.400")}',
    "stop": f'<rect {_LINE} x="3.5" y="3.5" width="9" height="9" rx="1.5"/>',
    "info": f'<circle {_LINE} cx="8" cy="8" r="6"/>{_line("M8 7.4v3.6M8 5v.1")}',
    # pages
    "overview": _line("M2.5 9.5 8 3.5l5.5 6M4.2 8v5h7.6V8"),
    "notebook": f'<rect {_LINE} x="3" y="2" width="10.5" height="12" rx="1.5"/>{_line("M6 2v12M8.5 5.5h3")}',
    "pipeline": (
        f'<circle {_LINE} cx="3.5" cy="8" r="1.7"/><circle {_LINE} cx="12.5" cy="3.8" r="1.7"/>'
        f'<circle {_LINE} cx="12.5" cy="12.2" r="1.7"/>{_line("M5 7.3l6-2.8M5 8.7l6 2.8")}'
    ),
    "runs": _line("M2.5 4h6M5.5 8h7M3.5 12h5"),
    "features": _line("M2.5 12.5 6 8l3 2.5 4.5-6M10.4 4.2h3.3v3.2"),
    "checks": _line("M8 1.8 13.5 4v4c0 3-2.2 5.2-5.5 6.2C4.7 13.2 2.5 11 2.5 8V4zM5.6 8 7.4 9.8 10.6 6.2"),
    "tests": _line("M6 2v4.2L2.8 12.4A1 1 0 0 0 3.7 14h8.6a1 1 0 0 0 .9-1.6L10 6.2V2M5 2h6M4.6 10h6.8"),
    "models": f"{_line('M8 1.8 14 5v6l-6 3.2L2 11V5z')}{_line('M2.2 5 8 8.2 13.8 5M8 8.2v6')}",
    "monitor": _line("M1.8 8.5h2.7l2-5 3 9 2-4h2.7"),
    "lesson": f"{_line('M1.5 5.8 8 2.8l6.5 3L8 8.8z')}{_line('M4.4 7.4v3.8c2.2 1.8 5 1.8 7.2 0V7.4M14.5 5.8v4')}",
    # things to press
    "play": _line("M4.5 2.8v10.4L13 8z"),
    "sun": (
        f'<circle {_LINE} cx="8" cy="8" r="3"/>'
        f"{_line('M8 1v1.4M8 13.6V15M1 8h1.4M13.6 8H15M3 3l1 1M12 12l1 1M13 3l-1 1M4 12l-1 1')}"
    ),
    "moon": _line("M13.2 9.8A5.8 5.8 0 0 1 6.2 2.8a5.6 5.6 0 1 0 7 7z"),
    "system": f'<circle {_LINE} cx="8" cy="8" r="6"/><path fill="currentColor" d="M8 2a6 6 0 0 1 0 12z"/>',
    "menu": _line("M2.5 4.5h11M2.5 8h11M2.5 11.5h11"),
    "arrow": _line("M3 8h10M9 4l4 4-4 4"),
    "close": _line("M4 4l8 8M12 4l-8 8"),
    "person": f'<circle {_LINE} cx="8" cy="5" r="2.8"/>{_line("M2.8 14c.6-3 2.6-4.4 5.2-4.4s4.6 1.4 5.2 4.4")}',
}
