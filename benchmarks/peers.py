"""The engines that Fairlead is compared with: how each is installed, started and kept off the network."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
SCRIPTS = HERE / "engine"
PANDAS = "pandas==3.1.1"  # the same everywhere, for the case `handover`

# Nothing may leave the machine: telemetry is refused by name, a proxy that no one listens on stops the rest.
QUIET = {
    "DO_NOT_TRACK": "1",
    "HAMILTON_TELEMETRY_ENABLED": "false",
    "KEDRO_DISABLE_TELEMETRY": "true",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "SCARF_ANALYTICS": "false",
    "http_proxy": "http://127.0.0.1:9",
    "https_proxy": "http://127.0.0.1:9",
    "HTTP_PROXY": "http://127.0.0.1:9",
    "HTTPS_PROXY": "http://127.0.0.1:9",
    "no_proxy": "127.0.0.1,localhost",
    "NO_PROXY": "127.0.0.1,localhost",
}


@dataclass(frozen=True, slots=True)
class Peer:
    """Describe one engine.

    Attributes
    ----------
    name : the name on the command line and in the tables
    command : what runs the graph; `{python}` and `{bin}` stand for its interpreter and its programs,
        `{folder}` for the fresh folder that it is run in
    requirements : what pip installs, empty for what needs nothing but Python and pandas
    venv : name of the virtual environment (two peers may share one)
    distribution : the distribution whose version is shown, if any
    statement : what a pipeline file imports, for the case `import`
    prepare : commands run before, not counted (such as making a database)
    files : files written into the fresh folder before `prepare`, name to text
    environment : settings of this engine
    many : number of tasks of the case `per-task`, chosen so that the run ends within the limit
    note : what a reader of the numbers should know
    """

    name: str
    command: tuple[str, ...]
    requirements: tuple[str, ...] = (PANDAS,)
    venv: str = ""
    distribution: str = ""
    statement: str = ""
    prepare: tuple[tuple[str, ...], ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    many: int = 600
    note: str = ""


DAGSTER = ("dagster==1.13.27", PANDAS)
DAGSTER_QUIET = {"dagster.yaml": "telemetry:\n  enabled: false\n"}
DAGSTER_HOME = {"DAGSTER_HOME": "{folder}", "DAGSTER_DISABLE_TELEMETRY": "1"}

FAIRLEAD = Peer(
    "fairlead",
    ("{python}", "-m", "fairlead", "run", "with_fairlead.py", "--json"),
    requirements=(),
    distribution="fairlead",
    statement="import fairlead.pipeline; from fairlead import DAG, PythonOperator, task",
    many=2000,
    note="stored, resumable, one process a core",
)
PLAIN = Peer(
    "plain",
    ("{python}", "with_plain.py"),
    venv="pool",
    many=2000,
    note="floor: function calls in one process",
)
POOL = Peer(
    "pool",
    ("{python}", "with_pool.py"),
    venv="pool",
    statement="import graphlib, concurrent.futures.process",
    many=2000,
    note="floor: graphlib + ProcessPoolExecutor(fork), nothing stored",
)
LUIGI = Peer(
    "luigi",
    ("{bin}/luigi", "--module", "with_luigi", "Everything", "--local-scheduler"),
    requirements=("luigi==3.8.1", PANDAS),
    distribution="luigi",
    statement="import luigi",
    note="a pickle file a task, one worker (its default)",
)
HAMILTON = Peer(
    "hamilton",
    ("{python}", "with_hamilton.py"),
    requirements=("sf-hamilton==1.90.0", PANDAS),
    distribution="sf-hamilton",
    statement="from hamilton import driver",
    many=2000,
    note="in process, nothing stored",
)
KEDRO = Peer(
    "kedro",
    ("{bin}/kedro", "run"),
    requirements=("kedro==1.7.0", PANDAS),
    distribution="kedro",
    statement="from kedro.pipeline import Pipeline, node",
    prepare=(("{python}", "with_kedro.py"),),
    note="SequentialRunner (its default), results in memory",
)
PREFECT = Peer(
    "prefect",
    ("{python}", "with_prefect.py"),
    # 3.8.8 does not start with fastapi 0.165 ("unexpected keyword argument 'min_items'").
    requirements=("prefect==3.8.8", "fastapi==0.139.2", PANDAS),
    distribution="prefect",
    statement="from prefect import flow, task",
    prepare=(("{bin}/prefect", "server", "database", "upgrade", "--yes"),),
    environment={
        "PREFECT_HOME": "{folder}/home",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",  # 20 is too short on a busy machine
    },
    note="threads, short-lived API server, SQLite made beforehand",
)
DAGSTER_IN_PROCESS = Peer(
    "dagster",
    ("{python}", "with_dagster.py"),
    requirements=DAGSTER,
    distribution="dagster",
    statement="import dagster",
    files=DAGSTER_QUIET,
    environment=DAGSTER_HOME,
    many=300,
    note="execute_in_process",
)
DAGSTER_MULTIPROCESS = Peer(
    "dagster-mp",
    ("{bin}/dagster", "job", "execute", "-f", "with_dagster.py", "-j", "bench"),
    requirements=DAGSTER,
    venv="dagster",
    distribution="dagster",
    files=DAGSTER_QUIET,
    environment=DAGSTER_HOME,
    many=20,
    note="`dagster job execute`, its default: a process a step",
)
AIRFLOW = Peer(
    "airflow",
    ("{bin}/airflow", "dags", "test", "bench"),
    requirements=("apache-airflow==3.3.2", "pyarrow", PANDAS),
    distribution="apache-airflow",
    statement="import airflow.sdk, airflow.providers.standard.operators.python",
    prepare=(("{bin}/airflow", "db", "migrate"),),
    environment={
        "AIRFLOW_HOME": "{folder}/home",
        "AIRFLOW__CORE__DAGS_FOLDER": "{folder}",
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
    },
    many=60,
    note="`airflow dags test`: one process, one after the other; SQLite made beforehand",
)
PEERS = (PLAIN, POOL, LUIGI, HAMILTON, KEDRO, PREFECT, DAGSTER_IN_PROCESS, DAGSTER_MULTIPROCESS, AIRFLOW)


def install(peer: Peer, venvs: Path) -> Path:
    """Make the peer's virtual environment unless it is there, and return its interpreter.

    Raises
    ------
    RuntimeError
        When pip fails; the message is the end of what pip said.
    """
    folder = venvs / (peer.venv or peer.name)
    python = folder / "bin" / "python"
    stamp = folder / "requirements.txt"  # written last: an environment without it is not complete
    wanted = "\n".join(peer.requirements) + "\n"
    if stamp.exists() and stamp.read_text() == wanted:
        return python
    print(f"installing {peer.name} into {folder} ...", file=sys.stderr, flush=True)
    subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *peer.requirements]
    done = subprocess.run(pip, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"pip could not install it: {last_words(done.stderr)}")
    stamp.write_text(wanted)
    return python


def version_of(peer: Peer, python: Path, environment: Mapping[str, str]) -> str:
    """Return the installed version of the peer, or of Python where the peer is Python itself."""
    if peer.distribution:
        source = f"from importlib.metadata import version; print(version({peer.distribution!r}))"
    else:
        source = "import platform; print('python', platform.python_version())"
    done = subprocess.run([python, "-c", source], capture_output=True, text=True, check=False, env=dict(environment))
    return done.stdout.strip() or "not installed"


def environment_of(peer: Peer, python: Path, folder: Path) -> dict[str, str]:
    """Return the whole environment of a peer's commands: of the caller's only path and language."""
    names = ("LANG", "LC_ALL", "TZ", "TMPDIR")
    environment = {name: os.environ[name] for name in names if name in os.environ} | QUIET
    environment |= {name: text.format(folder=folder) for name, text in peer.environment.items()}
    search = [str(folder)]
    if peer is FAIRLEAD and "PYTHONPATH" in os.environ:  # an uninstalled source tree may be measured too
        search.append(os.environ["PYTHONPATH"])
    return environment | {
        "HOME": str(folder),
        "PATH": f"{python.parent}:{os.environ.get('PATH', os.defpath)}",
        "PYTHONPATH": os.pathsep.join(search),
    }


def spelled_out(command: tuple[str, ...], python: Path, folder: Path) -> list[str]:
    """Return a command with its placeholders replaced."""
    return [part.format(python=python, bin=python.parent, folder=folder) for part in command]


def last_words(text: str) -> str:
    """Return the last line of an output that says something, at most 160 characters of it."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:160] if lines else "it said nothing"
