"""The Dockerfile: two stages, a locked installation, a user without rights, a check of health."""

from __future__ import annotations

import json

from fairlead.project.containers.cargo import Cargo

USER = 10001
"""A number that no user of the machine has."""

PORT = 8000
PROBE = "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/ready', timeout=2)"


def dockerfile(cargo: Cargo) -> str:
    """Return the text of the Dockerfile; it is built from the project's folder."""
    image = f"python:{cargo.python}-slim-bookworm"
    files = [part for part in cargo.parts if not part.endswith("/")]
    folders = [part.rstrip("/") for part in cargo.parts if part.endswith("/")]
    copies = [f"COPY {' '.join(files)} ./"] if files else []
    copies += [f"COPY {folder} {folder}" for folder in folders]
    serves = ["serve", cargo.model, "--host", "0.0.0.0", "--port", str(PORT), "--linger", "5"]
    command = json.dumps(["fairlead", *(serves if cargo.model else ["schedule", "start"])])
    probe = ["python", "-c", PROBE] if cargo.model else ["fairlead", "doctor", "--only", "store", "--only", "outputs"]
    return f"""# Written by `fairlead export docker`; from here on it is yours. Build it from the project's folder:
#   docker build -f {cargo.place}/Dockerfile -t {cargo.name} .
FROM {image} AS packages
WORKDIR {cargo.home}
COPY {cargo.lock} .
RUN python -m venv .venv \\
    && .venv/bin/pip install --no-cache-dir --require-hashes -r {cargo.lock}

FROM {image}
RUN useradd --uid {USER} --no-create-home --home-dir {cargo.home} --shell /usr/sbin/nologin fairlead \\
    && install -d -o fairlead -g fairlead {cargo.home}/.fairlead
WORKDIR {cargo.home}
COPY --from=packages {cargo.home}/.venv .venv
{chr(10).join(copies)}
ENV PATH="{cargo.home}/.venv/bin:$PATH" \\
    FAIRLEAD_LOG_FORMAT=json \\
    OMP_NUM_THREADS=1 \\
    PYTHONDONTWRITEBYTECODE=1 \\
    PYTHONUNBUFFERED=1
USER {USER}:{USER}
VOLUME {cargo.home}/.fairlead
EXPOSE {PORT}
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \\
    CMD {json.dumps(probe)}
CMD {command}
"""


def dockerignore(cargo: Cargo) -> str:
    """Return what of the project's folder goes to the builder: what the Dockerfile copies, and nothing else."""
    wanted = [cargo.lock, *(part.rstrip("/") for part in cargo.parts)]
    return "\n".join(["*", *(f"!{part}" for part in wanted), "**/__pycache__", "**/.fairlead", "secrets.toml"]) + "\n"


def serve_words(cargo: Cargo, *, linger: int) -> str:
    """Return the words of the command that serves, as they stand in a list of YAML.

    Parameters
    ----------
    linger : int, seconds that a server which is to end goes on taking requests.
    """
    parts = ("fairlead", "serve", cargo.model, "--host", "0.0.0.0", "--port", str(PORT), "--workers", "2")
    return ", ".join(f'"{part}"' for part in (*parts, "--linger", str(linger)))
