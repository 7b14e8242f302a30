"""Measure `fairlead serve`, and the servers that people would otherwise take, in turn, in one call.

python benchmarks/serving.py                  # everything: about a quarter of an hour, 2 GB installed
python benchmarks/serving.py --model lr --only fairlead,floor,fastapi --repeat 1

What each number means stands in benchmarks/README.md.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine import Subject, heading, listed, number, ready
from peers import FAIRLEAD, HERE, Peer, environment_of, last_words, spelled_out

SCRIPTS = HERE / "serving"
sys.path.insert(0, str(SCRIPTS))
from processes import cpu_seconds, family, memory  # noqa: E402  # it lies beside what it is written for

SAME = ("scikit-learn==1.9.1", "pandas==3.1.1", "numpy==2.4.6")
FASTAPI = ("fastapi==0.165.0", "uvicorn[standard]==0.54.0", *SAME)
QUIET = ("--log-level", "warning", "--no-access-log")
STARTING = 120.0  # seconds that a server may take until it answers
WARM = 30.0  # requests a connection, not counted


@dataclass(frozen=True, slots=True)
class Server:
    """Say how one server is asked.

    Attributes
    ----------
    peer : how it is installed and started; `{port}` stands for its port, `{model}` for the folder of the model
    path : of the request
    wrap : the body, with `{row}` where the row goes
    where : names and places that lead from the answer to the probability
    is_checked : whether its answers can be right at all
    once : a command that is run before, once for each model
    """

    peer: Peer
    path: str = "/predict"
    wrap: str = "{row}"
    where: Sequence[str | int] = ("probability",)
    is_checked: bool = True
    once: Sequence[str] = ()

    @property
    def name(self) -> str:
        """Give the name on the command line and in the tables."""
        return self.peer.name


def uvicorn(name: str, script: str, note: str) -> Peer:
    """Describe an application of FastAPI."""
    command = ("{bin}/uvicorn", f"{script}:app", "--host", "127.0.0.1", "--port", "{port}", *QUIET)
    return Peer(name, command, FASTAPI, venv="serving-fastapi", distribution="fastapi", note=note)


OWN = ("{python}", "-m", "fairlead", "serve", "churn", "--port", "{port}")
LEFT = ("probabilities", "1")
OURS = Server(
    Peer(FAIRLEAD.name, OWN, (), distribution="fairlead", note="a row plan; all rows checked and logged"),
    where=LEFT,
)
FALLBACK = Server(
    Peer("fairlead-pipeline", (*OWN, "--no-plan"), (), distribution="fairlead", note="the same without a row plan"),
    where=LEFT,
)
FLOOR = Server(uvicorn("floor", "with_floor", "a FastAPI route that does nothing"), is_checked=False)
NAIVE = Server(uvicorn("fastapi", "with_fastapi", "a row becomes a DataFrame, the pipeline answers"))
BATCH = Server(uvicorn("fastapi-batch", "with_batch", "what arrives together is asked together"))
LITSERVE = Server(
    Peer(
        "litserve",
        ("{python}", str(SCRIPTS / "with_litserve.py"), "{port}"),
        ("litserve==0.2.19", *SAME),
        venv="serving-litserve",
        distribution="litserve",
        note="one worker",
    )
)
BENTOML = Server(
    Peer(
        "bentoml",
        ("{bin}/bentoml", "serve", "with_bentoml:Churn", "--host", "127.0.0.1", "--port", "{port}"),
        ("bentoml==1.4.39", *SAME),
        venv="serving-bentoml",
        distribution="bentoml",
        environment={"BENTOML_DO_NOT_TRACK": "True", "BENTOML_HOME": "{folder}/bentoml"},
        note="one worker",
    ),
    wrap='{"row": {row}}',
    where=(),
)
MLFLOW = Server(
    Peer(
        "mlflow",
        (
            *("{bin}/mlflow", "models", "serve", "-m", "{folder}/mlflow", "--host", "127.0.0.1", "--port", "{port}"),
            *("--env-manager", "local", "--workers", "1"),
        ),
        ("mlflow==3.17.2", *SAME),
        venv="serving-mlflow",
        distribution="mlflow",
        note="mlflow models serve, one worker",
    ),
    path="/invocations",
    wrap='{"dataframe_records": [{row}]}',
    where=("predictions", 0, 1),
    once=("{python}", str(SCRIPTS / "save_mlflow.py"), "{model}/pipeline.pkl", "{folder}/mlflow"),
)
SERVERS = (FLOOR, OURS, FALLBACK, NAIVE, BATCH, LITSERVE, BENTOML, MLFLOW)
MODELS = {"lr": "logistic regression", "hgb": "boosted histograms"}
CONNECTIONS = (1, 16)


class RunFailed(Exception):
    """Say why a server gave no number."""


@dataclass(frozen=True, slots=True)
class Target:
    """Say what must hold for CPU a request: `top` over `bottom` is at most or at least some number."""

    top: str
    bottom: str
    connections: Sequence[int] = CONNECTIONS
    at_most: float | None = None
    at_least: float | None = None

    def met(self, value: float) -> bool:
        """Tell whether a value reaches the target."""
        return (self.at_most is None or value <= self.at_most) and (self.at_least is None or value >= self.at_least)


TARGETS = (
    Target(MLFLOW.name, OURS.name, at_least=20),
    Target(NAIVE.name, OURS.name, at_least=10),
    Target(OURS.name, FLOOR.name, at_most=2),
    Target(NAIVE.name, FALLBACK.name, connections=(16,), at_least=5),
)


@dataclass(slots=True)
class Bench:
    """Start servers and put load on them, one at a time."""

    folder: Path
    seconds: float
    python: Path
    subjects: Mapping[str, Subject]

    def prepare(self, server: Server, model: str) -> None:
        """Run what a server needs once.

        Raises
        ------
        RunFailed
            It did not go well.
        """
        if server.once:
            command = self.command(server, server.once, model, 0)
            done = subprocess.run(
                command, env=self.environment(server, model), capture_output=True, text=True, check=False
            )
            if done.returncode != 0:
                raise RunFailed(last_words(done.stderr))

    def command(self, server: Server, parts: Sequence[str], model: str, port: int) -> list[str]:
        """Return a command with its placeholders replaced."""
        python = self.subjects[server.name].python
        filled = [part.replace("{port}", str(port)).replace("{model}", str(self.folder / model)) for part in parts]
        return spelled_out(tuple(filled), python, self.home(server, model))

    def home(self, server: Server, model: str) -> Path:
        """Return the folder that is home to a server."""
        if server in (OURS, FALLBACK):
            return self.folder / model
        home = self.folder / model / server.name
        home.mkdir(exist_ok=True)
        return home

    def environment(self, server: Server, model: str) -> dict[str, str]:
        """Return the environment of a server: one thread for everybody's arithmetic."""
        subject = self.subjects[server.name]
        found = environment_of(server.peer, subject.python, self.home(server, model))
        found["PYTHONPATH"] = f"{SCRIPTS}:{found['PYTHONPATH']}"
        if server in (OURS, FALLBACK) and "PYTHONPATH" in os.environ:
            found["PYTHONPATH"] += f":{os.environ['PYTHONPATH']}"
        threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
        return found | threads | {"BENCH_MODEL": str(self.folder / model / "pipeline.pkl")}

    @contextlib.contextmanager
    def running(self, server: Server, model: str) -> Iterator[tuple[int, int]]:
        """Start a server, give its process and its port once it answers, and end it.

        Raises
        ------
        RunFailed
            It does not answer.
        """
        port = free_port()
        log = self.folder / f"{model}-{server.name}.log"
        with log.open("wb") as output:
            child = subprocess.Popen(
                self.command(server, server.peer.command, model, port),
                cwd=self.home(server, model),
                env=self.environment(server, model),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            wait_until_answered(child, port, server.path, self.body(server, self.rows(model)["rows"][0]), log)
            yield child.pid, port
        finally:
            end(child)

    def rows(self, model: str) -> dict[str, Any]:
        """Return the rows of a model and what is right for each."""
        found: dict[str, Any] = json.loads((self.folder / model / "rows.json").read_text())
        return found

    def body(self, server: Server, row: Mapping[str, Any]) -> str:
        """Return a request's body."""
        return server.wrap.replace("{row}", json.dumps(row))

    def measured(self, server: Server, model: str, pid: int, port: int, connections: int) -> dict[str, float]:
        """Put load on a server that runs.

        Raises
        ------
        RunFailed
            An answer was wrong.
        """
        known = self.rows(model)
        order = {
            "port": port,
            "path": server.path,
            "bodies": [self.body(server, row) for row in known["rows"]],
            "answers": known["answers"] if server.is_checked else [0.5] * len(known["rows"]),
            "where": list(server.where),
            "tolerance": 1e-12,  # the sum of a logistic regression depends on how many rows are asked at once
            "connections": connections,
            "warm": WARM * connections,
            "seconds": self.seconds,
        }
        load = subprocess.Popen(
            [self.python, SCRIPTS / "load.py"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert load.stdin is not None and load.stdout is not None
        try:
            load.stdin.write(json.dumps(order) + "\n")
            load.stdin.flush()
            load.stdout.readline()
            before = cpu_seconds(pid)
            load.stdin.write("go\n")
            load.stdin.flush()
            found = json.loads(load.stdout.readline() or "{}")
            used = cpu_seconds(pid) - before
        finally:
            load.kill()
            load.wait()
        if not found.get("requests"):
            raise RunFailed("no request was answered")
        if found["wrong"] or found["unanswered"]:
            raise RunFailed(f"{found['wrong']} of {found['requests']} answers wrong: {found['sample']}")
        return {
            "CPU ms": 1000 * used / found["requests"],
            "p50 ms": found["p50"],
            "p99 ms": found["p99"],
            "req/s": found["requests"] / found["wall"],
            "identical": found["identical"] / found["requests"],
            "requests": found["requests"],
            "MB": memory(pid),
        }


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def wait_until_answered(child: subprocess.Popen[bytes], port: int, path: str, body: str, log: Path) -> None:
    """Ask until there is an answer.

    Raises
    ------
    RunFailed
        The server has ended, or does not answer in time.
    """
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    asked = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}", body.encode(), {"Content-Type": "application/json"}
    )
    deadline, why = time.monotonic() + STARTING, ""
    while time.monotonic() < deadline:
        if child.poll() is not None:
            raise RunFailed(f"exit code {child.returncode}: {last_words(log.read_text(errors='replace'))}")
        try:
            opener.open(asked, timeout=10).read()
            return
        except urllib.error.HTTPError as error:
            why = f"{error.code} {error.read()[:300].decode(errors='replace')}"
        except OSError as error:
            why = str(error)
        time.sleep(0.2)
    raise RunFailed(f"no answer in {STARTING:g} s: {why}")


def end(child: subprocess.Popen[bytes]) -> None:
    """End a server with all that it started: politely, then not."""
    members = family(child.pid)
    for kind, seconds in ((signal.SIGTERM, 10.0), (signal.SIGKILL, 5.0)):
        for pid in members if kind == signal.SIGKILL else [child.pid]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, kind)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(seconds)
    child.wait()


@dataclass(slots=True)
class Line:
    """Hold the numbers of a server with some connections, one of each round, or why there are none."""

    server: Server
    connections: int
    runs: list[dict[str, float]] = field(default_factory=list)
    failed: str = ""

    @property
    def numbers(self) -> dict[str, float]:
        """Give the median of each number."""
        if self.failed or not self.runs:
            return {}
        return {name: statistics.median(run[name] for run in self.runs) for name in self.runs[0]}


def run_model(bench: Bench, model: str, servers: Sequence[Server], repeat: int) -> list[Line]:
    """Run all servers in turn, then all of them again, so that a busy minute hits none of them alone."""
    lines = {(server.name, n): Line(server, n) for n in CONNECTIONS for server in servers}
    for turn in range(repeat):
        for server in servers:
            own = [lines[server.name, n] for n in CONNECTIONS]
            if any(line.failed for line in own):
                continue
            print(f"{model}: {server.name} {turn + 1} ...", file=sys.stderr, flush=True)
            try:
                if turn == 0:
                    bench.prepare(server, model)
                with bench.running(server, model) as (pid, port):
                    for line in own:
                        line.runs.append(bench.measured(server, model, pid, port, line.connections))
            except RunFailed as error:
                for line in own:
                    line.failed = str(error)
    return list(lines.values())


COLUMNS = ("CPU ms", "p50 ms", "p99 ms", "req/s", "identical", "MB")


def table(model: str, lines: Sequence[Line]) -> str:
    """Return a model's numbers as text: one line a server, the ratios, then the targets."""
    text = [f"## {model}: {MODELS[model]}"]
    for connections in CONNECTIONS:
        own = {line.server.name: line.numbers for line in lines if line.connections == connections}
        heads = [f"{connections} connection{'s' * (connections > 1)}", *COLUMNS, "/ fairlead", "/ floor"]
        rows = [
            [name, *(number(numbers.get(column)) for column in COLUMNS), over(own, name, OURS), over(own, name, FLOOR)]
            for name, numbers in own.items()
            if numbers
        ]
        widths = [max(len(row[i]) for row in [heads, *rows]) for i in range(len(heads))]
        for first, *rest in [heads, *rows]:
            cells = [first.ljust(widths[0]), *(cell.rjust(w) for cell, w in zip(rest, widths[1:], strict=True))]
            text.append("  ".join(cells))
    text += [f"{line.server.name}  failed: {line.failed}" for line in lines if line.failed and line.connections == 1]
    return "\n".join([*text, *verdicts(lines)])


def over(lines: Mapping[str, Mapping[str, float]], name: str, beside: Server) -> str:
    """Return one server's CPU over another's."""
    other = lines.get(beside.name)
    return f"{lines[name]['CPU ms'] / other['CPU ms']:.3g}x" if other and name != beside.name else "-"


def verdicts(lines: Sequence[Line]) -> Iterator[str]:
    """Say for each target whether it is reached."""
    numbers = {(line.server.name, line.connections): line.numbers.get("CPU ms") for line in lines}
    for target in TARGETS:
        limit = f"<= {target.at_most:g}" if target.at_most is not None else f">= {target.at_least:g}"
        for connections in target.connections:
            top, bottom = numbers.get((target.top, connections)), numbers.get((target.bottom, connections))
            word = "not measured"
            if top and bottom:
                word = f"{'met' if target.met(top / bottom) else 'MISSED'} ({number(top / bottom)})"
            yield f"target CPU of {target.top} / {target.bottom}, {connections} connections, {limit}: {word}"


def options() -> argparse.Namespace:
    """Read the command line."""
    names = [server.name for server in SERVERS]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--only", type=listed(names), default=names, help=f"servers: {', '.join(names)}")
    parser.add_argument("--skip", type=listed(names), default=[], help="servers to leave out")
    parser.add_argument("--model", type=listed(list(MODELS)), default=list(MODELS), help=f"models: {', '.join(MODELS)}")
    parser.add_argument("--seconds", type=float, default=5.0, help="of load for each number (5)")
    parser.add_argument("--repeat", type=int, default=3, help="rounds; the median counts (3)")
    parser.add_argument("--venvs", type=Path, default=HERE / ".venvs", help="where the servers are installed")
    parser.add_argument("--fairlead", type=Path, default=Path(sys.executable), help="Python that has Fairlead")
    parser.add_argument("--json", type=Path, help="also write every number to this file")
    return parser.parse_args()


def subjects_of(servers: Sequence[Server], venvs: Path, fairlead: Path) -> dict[str, Subject]:
    """Install what is asked for; what cannot be installed is left out, and said."""
    own = next(ready([FAIRLEAD], venvs, fairlead))
    assert isinstance(own, Subject)
    found = {server.name: own for server in (OURS, FALLBACK) if server in servers}
    for subject in ready([server.peer for server in servers if server.name not in found], venvs, fairlead):
        if isinstance(subject, Subject):
            found[subject.peer.name] = subject
        else:
            print(f"{subject.name}  failed: {subject.failed}", flush=True)
    return found


def main() -> int:
    """Measure and print; return 1 when a target was missed or Fairlead gave no number."""
    chosen = options()
    fairlead = chosen.fairlead.absolute()
    wanted = [server for server in SERVERS if server.name in chosen.only and server.name not in chosen.skip]
    subjects = subjects_of(wanted, chosen.venvs.resolve(), fairlead)
    servers = [server for server in wanted if server.name in subjects]
    head = heading(list({id(one): one for one in subjects.values()}.values()))
    print("\n".join(f"{name}: {value}" for name, value in head.items()))
    results: dict[str, Any] = {}
    is_missed = False
    with tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as scratch:
        threads = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        subprocess.run([fairlead, SCRIPTS / "make.py", scratch], env=os.environ | threads, check=True)
        bench = Bench(Path(scratch), chosen.seconds, fairlead, subjects)
        for model in chosen.model:
            lines = run_model(bench, model, servers, max(1, chosen.repeat))
            text = table(model, lines)
            print(f"\n{text}\nload average {os.getloadavg()[0]:.2f}", flush=True)
            is_missed |= "MISSED" in text or any(line.failed for line in lines if line.server in (OURS, FALLBACK))
            results[model] = [
                {"server": line.server.name, "connections": line.connections, "runs": line.failed or line.runs}
                for line in lines
            ]
            if chosen.json:
                chosen.json.write_text(json.dumps({**head, "models": results}, indent=1))
    return int(is_missed)


if __name__ == "__main__":
    sys.exit(main())
