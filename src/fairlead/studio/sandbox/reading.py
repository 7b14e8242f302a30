"""Read what a process prints and reports, up to a limit, while a clock runs; never more than that into memory."""

from __future__ import annotations

import os
import selectors
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Ending = Literal["itself", "wall", "output", "report"]

AFTER = 0.2
"""Seconds in which what a process has printed last is still waited for, once it has ended."""


@dataclass(frozen=True, slots=True)
class Heard:
    """Hold what was read.

    Parameters
    ----------
    texts : name of a pipe -> its bytes, cut at the limit.
    ending : ``itself``, or the limit that was reached: ``wall``, ``output``, ``report``.
    """

    texts: Mapping[str, bytes]
    ending: Ending


def listen(
    process: subprocess.Popen[bytes],
    pipes: Mapping[str, int],
    *,
    seconds: float,
    most: Mapping[Literal["output", "report"], int],
) -> Heard:
    """Read pipes until the process has ended, or a limit is reached.

    Parameters
    ----------
    pipes : name -> number of the open file; ``report`` has a limit of its own, all others share that of the output.
    seconds : that the process may take by the clock.
    most : bytes, of the output and of the report.
    """
    texts: dict[str, bytearray] = {name: bytearray() for name in pipes}
    deadline = time.monotonic() + seconds
    ended_at: float | None = None
    with selectors.DefaultSelector() as selector:
        for name, pipe in pipes.items():
            os.set_blocking(pipe, False)
            selector.register(pipe, selectors.EVENT_READ, name)
        while selector.get_map():
            now = time.monotonic()
            if ended_at is None and process.poll() is not None:
                ended_at = now
            if ended_at is None and now >= deadline:
                return Heard({name: bytes(text) for name, text in texts.items()}, "wall")
            if ended_at is not None and now >= ended_at + AFTER:
                break  # a child of it may keep a pipe open for ever
            for key, _ in selector.select(min(0.05, max(0.0, deadline - now))):
                chunk = os.read(key.fd, 65_536)
                if not chunk:
                    selector.unregister(key.fd)
                    continue
                which: Literal["output", "report"] = "report" if key.data == "report" else "output"
                used = sum(len(text) for name, text in texts.items() if (name == "report") == (which == "report"))
                texts[key.data] += chunk[: most[which] - used]
                if used + len(chunk) > most[which]:
                    return Heard({name: bytes(text) for name, text in texts.items()}, which)
    while ended_at is None and process.poll() is None:  # it has closed its pipes and goes on
        if time.monotonic() >= deadline:
            return Heard({name: bytes(text) for name, text in texts.items()}, "wall")
        time.sleep(0.02)
    return Heard({name: bytes(text) for name, text in texts.items()}, "itself")
