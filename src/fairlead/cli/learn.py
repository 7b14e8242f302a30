"""`fairlead learn`: the studio, opened at the lesson."""

from __future__ import annotations

from pathlib import Path

from fairlead.cli.studio import NoBrowser, Port


def learn(port: Port = None, no_browser: NoBrowser = False) -> int:
    """Take the lesson in a browser. It leads from a notebook to a model in production, on real data.

    Its project is the churn example, copied once into ~/.local/share/fairlead/churn-lesson; FAIRLEAD_LESSON names
    another folder. The current folder is the other project that the studio shows.
    """
    from fairlead.cli.studio import open_studio

    return open_studio(Path(), port, opens_browser=not no_browser, starts_with="/learn")
