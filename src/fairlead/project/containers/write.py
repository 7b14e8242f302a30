"""Write the files of a target into a folder, without touching what is there."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from fairlead.errors import ContainerError
from fairlead.project.containers.cargo import Cargo
from fairlead.project.containers.compose import compose, environment_example
from fairlead.project.containers.docker import dockerfile, dockerignore
from fairlead.project.containers.kubernetes import kubernetes

TARGETS = ("docker", "compose", "kubernetes")


def files_of(target: str, cargo: Cargo) -> Mapping[str, str]:
    """Return the texts of a target's files by their names."""
    image = {"Dockerfile": dockerfile(cargo), "Dockerfile.dockerignore": dockerignore(cargo)}
    if not cargo.is_locked:
        image["requirements.in"] = "\n".join(cargo.requirements) + "\n"
    if target == "docker":
        return image
    if target == "compose":
        return {**image, "compose.yaml": compose(cargo), ".env.example": environment_example(cargo)}
    return {**image, **{f"kubernetes/{name}": text for name, text in kubernetes(cargo).items()}}


def write(files: Mapping[str, str], folder: Path, *, replaces: bool = False) -> list[Path]:
    """Write files into a folder, all or none; those that are there as they should be stay.

    Parameters
    ----------
    replaces : whether files with other content are written over.

    Raises
    ------
    ContainerError
        One is there and has other content, or the folder cannot be written.
    """
    paths = {folder / name: text for name, text in files.items()}
    changed = [path for path, text in paths.items() if not (path.is_file() and path.read_text() == text)]
    taken = [path for path in changed if path.exists()]
    if taken and not replaces:
        raise ContainerError.in_the_way(taken[0])
    try:
        for path in changed:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(paths[path], encoding="utf-8")
    except OSError as error:
        raise ContainerError.not_writable(folder, error.strerror or type(error).__name__) from error
    return changed
