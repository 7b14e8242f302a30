"""The loader process: imports the user's pipeline file, describes it, and forks warm workers.

    python -m fairlead.pipeline.loader FD

The coordinator never imports user code: what is slow to import is imported once, here, and every worker
is a fork that has it already. The loader reaps the workers and reports who died. If the coordinator ends,
by whatever cause, the loader kills every worker with its children and ends too; if the loader is killed,
the kernel kills the workers.
"""

from __future__ import annotations

import contextlib
import gc
import io
import json
import os
import select
import signal
import socket
import sys
import traceback
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

from fairlead.blobs import open_blobs
from fairlead.errors import FairleadError, PipelineImportError, ProjectError
from fairlead.pipeline.capture import ProcessCapture, ThreadCapture
from fairlead.pipeline.channel import LARGEST, Channel, Message
from fairlead.pipeline.crash import crash_point
from fairlead.pipeline.describe import Description, describe, thawed
from fairlead.pipeline.graph import DAG
from fairlead.pipeline.params import ParamSources, environment_params, parse_overrides, read_params
from fairlead.pipeline.secrets import Redactor
from fairlead.pipeline.worker import Workshop, work, work_in_threads

PR_SET_PDEATHSIG = 1


def main(descriptor: int) -> None:
    """Serve one coordinator until it closes the channel."""
    die_with_parent()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(line_buffering=True)  # a file that takes the process with it leaves its last words
    control = socket.socket(fileno=descriptor)
    channel = Channel(control)
    request = channel.receive()
    if request is None:
        return
    blobs = open_blobs(request["blobs"], cache=request.get("cache"), durable=request["durable"], step=crash_point)
    channel.blobs = blobs
    os.chdir(request["root"])  # a relative path in the file or in a task is the project's, wherever a run is started
    try:
        description = load(request)
    except FairleadError as error:
        channel.send({"event": "refused", "error": error.to_dict()})
        return
    channel.send({"event": "loaded", "graph": json.dumps(description.graph.to_dict(), separators=(",", ":"))})
    Nursery(control, channel, request, description).serve()


def load(request: Message) -> Description:
    """Import the pipeline file of a request and describe its DAG.

    Raises
    ------
    PipelineError, ParamError, SecretError
        The file or the pipeline in it cannot be used; nothing has run.
    """
    root = Path(request["root"])
    # A file written for another tool is read with stand-ins for it, from a room that this one does not know.
    stand_ins = import_module(request["stand_ins"]) if request.get("stand_ins") else None
    if stand_ins is not None:
        stand_ins.before()
    module = import_file(Path(request["file"]), root)
    if stand_ins is not None:
        stand_ins.after(module)
    dag = find_dag(module, request["file"], request.get("dag"))
    sources = param_sources(dag, request, root)
    # A description stays: neither here nor in the workers, which share its memory, is there garbage in it to look for.
    gc.disable()
    try:
        return describe(dag, sources, root, request["file"], os.environ, seed=request.get("seed"))
    finally:
        gc.freeze()
        gc.enable()


def param_sources(dag: DAG, request: Message, root: Path) -> ParamSources:
    """Lay the sources of parameters over each other; those frozen with a run that is resumed come first."""
    from_file: dict[str, Any] = {}
    name = "params.toml"
    if isinstance(dag.params, (str, Path)):
        name = str(dag.params)
        from_file = read_params(Path(request["file"]).parent / dag.params)
    elif dag.params is not None:
        name, from_file = "DAG(params=...)", dict(dag.params)
    now = ParamSources(
        command_line=parse_overrides(request.get("overrides", ())),
        environment=environment_params(os.environ),
        file=from_file,
        file_name=name,
    )
    if request.get("frozen") is None:
        return now
    return ParamSources(file=thawed(request["frozen"]), file_name="the run's stored parameters", otherwise=now)


def import_file(file: Path, root: Path) -> ModuleType:
    """Import a pipeline file under the name that other files of the project know it by.

    Raises
    ------
    ProjectError
        The file does not exist.
    PipelineImportError
        It raised an error while it was imported.
    """
    import importlib.util  # only the loader imports user files

    if not file.is_file():
        raise ProjectError.no_pipeline_file(file, ())
    names = [file.stem]
    folder = file.parent
    while (folder / "__init__.py").exists():
        names.insert(0, folder.name)
        folder = folder.parent
    for place in {str(root), str(folder)} - set(sys.path):
        sys.path.insert(0, place)
    name = ".".join(names)
    if name in sys.modules or name in sys.stdlib_module_names or not name.replace(".", "").isidentifier():
        name = "pipeline_" + "".join(c if c.isalnum() else "_" for c in file.stem)
    if len(names) > 1 and name == ".".join(names):
        importlib.import_module(".".join(names[:-1]))
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except FairleadError as error:
        line = _line_in(error, str(file))
        error.where = error.where or (f"{file}:{line}" if line else None)
        raise
    except BaseException as error:  # the edge of user code: SystemExit too is the file's doing
        traceback.print_exc()
        raise PipelineImportError.raised(file, error, line=_line_in(error, str(file))) from error
    return module


def _line_in(error: BaseException, file: str) -> int | None:
    if isinstance(error, SyntaxError) and error.filename == file:
        return error.lineno
    lines = [line for frame, line in traceback.walk_tb(error.__traceback__) if frame.f_code.co_filename == file]
    return lines[-1] if lines else None


def find_dag(module: ModuleType, file: str, wanted: str | None) -> DAG:
    """Return the pipeline that a module defines; its name is needed only if there are several.

    Raises
    ------
    PipelineImportError
        There is none, there are several and none was named, or none has that name.
    """
    found = {value.dag_id: value for value in vars(module).values() if isinstance(value, DAG)}
    if wanted is not None and wanted in found:
        return found[wanted]
    if not found:
        raise PipelineImportError.no_dag(file)
    if wanted is not None:
        raise PipelineImportError.unknown_dag(file, wanted, found)
    if len(found) > 1:
        raise PipelineImportError.several_dags(file, sorted(found))
    return next(iter(found.values()))


class Nursery:
    """Fork workers, reap them, and report their deaths."""

    def __init__(self, control: socket.socket, channel: Channel, request: Message, description: Description) -> None:
        self.control = control
        self.channel = channel
        self.request = request
        self.description = description
        self.workers: dict[int, int] = {}
        self._wake, self._alarm = os.pipe()

    def serve(self) -> None:
        """Answer the coordinator until it closes the channel, then kill every worker."""
        os.set_blocking(self._alarm, False)
        signal.set_wakeup_fd(self._alarm)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        # From here on the channel tells that the coordinator has ended: a loader that the kernel killed at once
        # could not end what the workers have started.
        die_with_parent(False)
        watched = select.poll()
        watched.register(self.control, select.POLLIN)
        watched.register(self._wake, select.POLLIN)
        while True:
            ready = {descriptor for descriptor, _ in watched.poll()}
            if self._wake in ready:
                os.read(self._wake, 4096)
                self._reap()
            if self.control.fileno() in ready and not self._obey():
                break
        for worker in list(self.workers):
            self._kill(worker)

    def _obey(self) -> bool:
        data, descriptors, _, _ = socket.recv_fds(self.control, LARGEST, 4)
        if not data:
            return False
        message = json.loads(data)
        if message["do"] == "spawn":
            self._spawn(message, descriptors[0])
        elif message["do"] == "kill":
            self._kill(message["worker"])
        return True

    def _spawn(self, message: Message, descriptor: int) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        process = os.fork()
        if process == 0:
            self._become_worker(message, descriptor)
        os.close(descriptor)
        self.workers[message["worker"]] = process
        self.channel.send({"event": "spawned", "worker": message["worker"], "pid": process})

    def _become_worker(self, message: Message, descriptor: int) -> NoReturn:
        status = 1
        try:
            os.setsid()
            die_with_parent()
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for mine in (self.control.fileno(), self._wake, self._alarm):
                os.close(mine)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            redactor = Redactor(self.description.secrets) if self.description.secrets else None
            threads = message.get("threads", 0)
            blobs = open_blobs(
                self.request["blobs"],
                cache=self.request.get("cache"),
                durable=self.request["durable"],
                step=crash_point,
            )
            shop = Workshop(
                self.description,
                blobs,
                ThreadCapture(redactor) if threads else ProcessCapture(message["logs"], redactor),
                self.request["root"],
            )
            channel = Channel(socket.socket(fileno=descriptor), blobs)
            if threads:
                work_in_threads(channel, shop, threads)
            else:
                work(channel, shop)
            status = 0
        except BaseException:  # the edge of the process: a worker's own failure is told before it ends
            traceback.print_exc()
        finally:
            # Not sys.exit: the loader's own clean-up must not run a second time in a fork of it.
            os._exit(status)

    def _kill(self, worker: int) -> None:
        process = self.workers.get(worker)
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process, signal.SIGKILL)

    def _reap(self) -> None:
        while self.workers:
            process, status = os.waitpid(-1, os.WNOHANG)
            if process == 0:
                return
            for worker, known in list(self.workers.items()):
                if known == process:
                    del self.workers[worker]
                    with contextlib.suppress(ProcessLookupError):
                        os.killpg(process, signal.SIGKILL)  # what the task started goes with it
                    self.channel.send({"event": "died", "worker": worker, "status": os.waitstatus_to_exitcode(status)})


def die_with_parent(wanted: bool = True) -> None:
    """Ask the kernel to kill this process when its parent ends, where the kernel can; or not to any more."""
    if sys.platform == "linux":
        import ctypes  # 8 ms; once, in the loader

        parent = os.getppid()
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL if wanted else 0)
        if wanted and os.getppid() != parent:
            os._exit(1)


if __name__ == "__main__":
    main(int(sys.argv[1]))
