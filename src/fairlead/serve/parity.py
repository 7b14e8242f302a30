"""Compare what a server answers with what the trained model answers, to the last bit, before the model is put into use.

The server is the one that will serve: its application behind a real socket, in a process of its own. Rows go there one
by one as JSON, so all that lies between a client and the model is compared: the reading of the row, its domain,
the plan or the pipeline, and the writing of the answer.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import math
import os
import struct
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from fairlead.errors import ParityError
from fairlead.model import Model
from fairlead.model.bundle import bundle_files
from fairlead.model.evaluation.parity import Parity
from fairlead.serve.packages import check_packages
from fairlead.serve.pipeline import REFUSALS, asked

WAYS = "as trained, and over HTTP"
PURPOSE = "Comparing the answers of the server"
FUZZ = 200
"""Rows that are drawn beside the golden ones. A pipeline takes about 10 ms for a row alone."""
SEED = 1
"""Not the one that plans are proved with: a row that was looked at already proves less."""
SECONDS = 120.0
"""How long an answer may take; before the first one the server loads the model and compiles its plan."""
SERVER: tuple[str, ...] = (sys.executable, "-m", "fairlead.serve.parity_server")
"""The command of the process that serves the candidate."""

Row = Mapping[str, Any]
Answer = tuple[Any, ...] | None
"""The prediction and, where clients are told them, the probabilities; None if the row is refused."""


def parity_over_http(
    model: Model,
    *,
    rows: Sequence[Mapping[str, Any]] = (),
    fuzz: int = FUZZ,
    seed: int = SEED,
    trusted: Sequence[str] = (),
    paths: Sequence[str | os.PathLike[str]] = (),
    plans: Path | None = None,
) -> Parity:
    """Serve a model in a process of its own, ask it row by row, and compare with `Model.score_rows` on that row alone.

    A row that the model's domain refuses must be refused by the server too, and is not counted.

    Parameters
    ----------
    rows : further rows beside the golden ones, as a request would bring them.
    fuzz : int, how many rows are drawn from what the model accepts.
    trusted : types that may be loaded, beside scikit-learn's; see `load_model`.
    paths : folders of modules that the model is made of.
    plans : folder in which it is kept that the plan was proved, see `Proofs`: who serves the model next need not do it.

    Returns
    -------
    Parity, whose `example` is the first row that differs. `rows` counts those that were answered.

    Raises
    ------
    MissingExtraError
        The packages that serve are not installed.
    ModelError, UntrustedTypeError, GoldenMismatchError
        The model cannot be saved; see `save_model`.
    """
    from fairlead.serve.domain import Domain
    from fairlead.serve.plan.rows import drawn_rows

    check_packages(PURPOSE)
    from threadpoolctl import threadpool_limits  # comes with scikit-learn

    domain = Domain.of(model)
    replayed = [*model.golden.rows, *rows, *drawn_rows(model, domain.accepts, fuzz, seed)]
    try:
        # Threads gain nothing on one row, and wait for each other where the machine is busy.
        with served(model, trusted=trusted, paths=paths, plans=plans) as ask, threadpool_limits(1, user_api="openmp"):
            return compare(replayed, lambda row: None if domain.check(row)[1] else by_model(model, row), ask)
    except ParityError as error:
        return Parity(WAYS, len(replayed), 0, trouble=error.message)


def compare(rows: Sequence[Row], trained: Callable[[Row], Answer], served: Callable[[Row], Answer]) -> Parity:
    """Ask two for each row, and compare their answers to the last bit.

    >>> compare([{"x": 1.0}, {"x": 2.0}], lambda row: (row["x"],), lambda row: (min(row["x"], 1.5),)).example
    'row 1 {"x": 2.0}: trained 2.0, served 1.5'
    """
    answered, different, largest, example = 0, 0, 0.0, None
    for number, row in enumerate(rows):
        expected, found = trained(row), served(row)
        answered += expected is not None
        if is_same(expected, found):
            continue
        different += 1
        largest = max(largest, _distance(expected, found))
        if example is None:
            words = json.dumps(dict(row), ensure_ascii=False)
            example = f"row {number} {words}: trained {_in_words(expected)}, served {_in_words(found)}"
    trouble = None if answered else f"none of the {len(rows)} rows is one that the model may be asked"
    return Parity(WAYS, answered, different, largest, trouble, example)


def by_model(model: Model, row: Row) -> Answer:
    """Return what the trained model answers to a row alone; None if its pipeline refuses it."""
    try:
        outputs, place = asked(model, row)
    except REFUSALS:
        return None
    if place is None:
        return outputs
    return (model.classes[place], *(outputs if hasattr(model.pipeline, "predict_proba") else ()))


def is_same(one: Answer, other: Answer) -> bool:
    """Tell whether two answers are the same: numbers bit for bit, all else by type and value.

    >>> is_same((0.0,), (-0.0,)), is_same((1,), (True,)), is_same(("yes", 0.5), ("yes", 0.5)), is_same(None, (0.5,))
    (False, False, True, False)
    """
    if one is None or other is None:
        return one is other
    return len(one) == len(other) and all(map(_is_same_value, one, other))


def _is_same_value(one: Any, other: Any) -> bool:
    if type(one) is float and type(other) is float:
        return struct.pack("d", one) == struct.pack("d", other)
    if type(one) is float and math.isnan(one):
        return other is None  # how JSON writes it
    return type(one) is type(other) and bool(one == other)


def _distance(one: Answer, other: Answer) -> float:
    pairs = zip(one or (), other or (), strict=False)
    return max((abs(a - b) for a, b in pairs if type(a) is float and type(b) is float), default=0.0)


def _in_words(answer: Answer) -> str:
    return "no answer" if answer is None else ", ".join(repr(value) for value in answer)


# --- the server


@contextlib.contextmanager
def served(
    model: Model,
    *,
    trusted: Sequence[str] = (),
    paths: Sequence[str | os.PathLike[str]] = (),
    plans: Path | None = None,
) -> Iterator[Callable[[Row], Answer]]:
    """Serve a model in a process of its own as long as the block runs, and give a function that asks it.

    Raises
    ------
    ParityError
        The server does not start, or answers something else than an answer or a refusal.
    """
    from fairlead.serve.server import open_socket

    with tempfile.TemporaryDirectory(prefix="fairlead-parity-") as folder:
        _write_request(Path(folder), model, trusted, paths, plans)
        said = Path(folder) / "stderr"
        listening = open_socket("127.0.0.1", 0)
        port, handle = listening.getsockname()[1], listening.fileno()
        with said.open("wb") as stderr:
            process = subprocess.Popen(
                [*SERVER, folder, str(handle)],
                pass_fds=[handle], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=stderr,
            )  # fmt: skip
        listening.close()  # from here on only the server has it: if it dies, a connection fails at once
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
        try:
            yield partial(_ask, connection, model)
        except (OSError, http.client.HTTPException) as error:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(1.0)
            lines = said.read_text(errors="replace").strip().splitlines()
            raise ParityError.no_server(lines[-1] if lines else str(error) or type(error).__name__) from error
        finally:
            connection.close()
            process.terminate()
            try:
                process.wait(10.0)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _write_request(
    folder: Path, model: Model, trusted: Sequence[str], paths: Sequence[str | os.PathLike[str]], plans: Path | None
) -> None:
    files = bundle_files(model, trusted=trusted)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    request = {
        "digest": model.digest,
        "parts": {name: sha256(data).hexdigest() for name, data in files.items()},
        "trusted": list(trusted),
        "paths": [os.path.abspath(path) for path in paths],
        "plans": None if plans is None else os.path.abspath(plans),
    }
    (folder / "request.json").write_text(json.dumps(request))


def _ask(connection: http.client.HTTPConnection, model: Model, row: Row) -> Answer:
    body = json.dumps(dict(row), allow_nan=False).encode()
    connection.request("POST", "/predict", body, {"content-type": "application/json"})
    response = connection.getresponse()
    text = response.read()
    if response.status == 422:
        return None
    if response.status != 200:
        raise ParityError.odd_status(response.status, text.decode(errors="replace"))
    document = json.loads(text)
    prediction = document["prediction"]
    numbers = document.get("probabilities")
    if numbers is not None:
        return (prediction, *(numbers[str(one)] for one in model.classes))
    return tuple(prediction) if isinstance(prediction, list) else (prediction,)
