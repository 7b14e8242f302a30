"""The process in which a candidate is served for the comparison: the real application, with nothing but the model."""

from __future__ import annotations

import json
import os
import socket
import sys
from dataclasses import dataclass
from pathlib import Path

from fairlead.clock import SystemClock
from fairlead.model.bundle import PARTS, Saved, model_of
from fairlead.serve.answering import Answering
from fairlead.serve.app import App
from fairlead.serve.arms import Arm, Lineup
from fairlead.serve.board import Board
from fairlead.serve.limits import Draining, Limits
from fairlead.serve.metrics import Meter
from fairlead.serve.proofs import Proofs
from fairlead.serve.server import run_app


@dataclass(frozen=True, slots=True)
class OneModel:
    """Stand in the place of `Live`, which follows a registry."""

    lineup: Lineup


def main(folder: str, handle: str) -> None:
    """Serve the model whose files lie in a folder, until SIGTERM.

    Parameters
    ----------
    handle : number of the socket that listens, inherited from the process that compares.
    """
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # as `fairlead serve` does
    place = Path(folder)
    request = json.loads((place / "request.json").read_text())
    sys.path += request["paths"]
    saved = Saved(request["digest"], request["parts"])
    model = model_of({name: (place / name).read_bytes() for name in PARTS}, saved, request["trusted"])
    clock, limits, meter = SystemClock(), Limits(), Meter(Board(1), 0)
    plans = request["plans"]
    compiled = {} if plans is None else {"compiled": Proofs(Path(plans)).compiled}
    arm = Arm.of(model.name, 0, model, clock.now(), **compiled)
    answering = Answering(None, meter, limits, clock.now)
    app = App(OneModel(Lineup(arm)), answering, meter, limits=limits, door=None, now=clock.now)  # type: ignore[arg-type]
    try:
        run_app(app, socket.socket(fileno=int(handle)), Draining(), lambda: None, head_seconds=limits.seconds)
    finally:
        answering.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
