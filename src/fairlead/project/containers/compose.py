"""The compose file: PostgreSQL, an object store, scheduler, server and monitor on one machine."""

from __future__ import annotations

from fairlead.project.containers.cargo import Cargo
from fairlead.project.containers.docker import PORT, USER, serve_words

POSTGRES = "postgres:17-bookworm"
OBJECTS = "minio/minio:RELEASE.2025-09-07T16-13-09Z"
OBJECTS_CLIENT = "minio/mc:RELEASE.2025-08-13T08-35-41Z"


def compose(cargo: Cargo) -> str:
    """Return the text of compose.yaml."""
    parts = [_head(cargo), _services(), _scheduler()]
    if cargo.model:
        parts += [_serve(cargo), _monitor(cargo)]
    return "\n".join([*parts, _volumes()])


def environment_example(cargo: Cargo) -> str:
    """Return the text of .env.example: what has to be set, and nothing that works as it stands."""
    return f"""# Copy this to .env, which stays out of version control, and set all of it.
POSTGRES_PASSWORD=
S3_ACCESS_KEY=
S3_SECRET_KEY=
# Where the server can be reached on this machine.
SERVE_ADDRESS=127.0.0.1:{PORT}
"""


def _head(cargo: Cargo) -> str:
    return f"""\
# Written by `fairlead export compose`; from here on it is yours. Fill in .env first (.env.example), then:
#   docker compose -f {cargo.place}/compose.yaml --env-file {cargo.place}/.env up -d --build
name: {cargo.name}

x-fairlead: &fairlead
  image: {cargo.name}
  build:
    context: {cargo.back}
    dockerfile: {cargo.place}/Dockerfile
  user: "{USER}:{USER}"
  read_only: true
  tmpfs:
    - /tmp
  cap_drop:
    - ALL
  security_opt:
    - no-new-privileges:true
  restart: unless-stopped
  stop_grace_period: 45s
  environment:
    FAIRLEAD_STORE: postgresql://fairlead:${{POSTGRES_PASSWORD:?set it in .env}}@postgres/fairlead
    FAIRLEAD_BLOBS: s3://fairlead/{cargo.name}?endpoint=http://objects:9000
    AWS_ACCESS_KEY_ID: ${{S3_ACCESS_KEY:?set it in .env}}
    AWS_SECRET_ACCESS_KEY: ${{S3_SECRET_KEY:?set it in .env}}
    AWS_REGION: us-east-1
  volumes:
    - state:{cargo.home}/.fairlead
  depends_on:
    postgres:
      condition: service_healthy
    bucket:
      condition: service_completed_successfully
"""


def _services() -> str:
    return f"""services:
  postgres:
    image: {POSTGRES}
    restart: unless-stopped
    environment:
      POSTGRES_USER: fairlead
      POSTGRES_DB: fairlead
      POSTGRES_PASSWORD: ${{POSTGRES_PASSWORD:?set it in .env}}
    healthcheck:
      test: ["CMD", "pg_isready", "--username=fairlead", "--dbname=fairlead"]
      interval: 5s
      timeout: 3s
      retries: 12
    volumes:
      - database:/var/lib/postgresql/data

  objects:
    image: {OBJECTS}
    command: ["server", "/data"]
    restart: unless-stopped
    environment:
      MINIO_ROOT_USER: ${{S3_ACCESS_KEY:?set it in .env}}
      MINIO_ROOT_PASSWORD: ${{S3_SECRET_KEY:?set it in .env}}
    healthcheck:
      test: ["CMD", "mc", "ready", "local"]
      interval: 5s
      timeout: 3s
      retries: 12
    volumes:
      - objects:/data

  bucket:
    image: {OBJECTS_CLIENT}
    entrypoint: ["/bin/sh", "-c"]
    command: ["mc alias set store http://objects:9000 $$KEY $$SECRET && mc mb --ignore-existing store/fairlead"]
    environment:
      KEY: ${{S3_ACCESS_KEY:?set it in .env}}
      SECRET: ${{S3_SECRET_KEY:?set it in .env}}
    depends_on:
      objects:
        condition: service_healthy
"""


def _scheduler() -> str:
    return """  scheduler:
    <<: *fairlead
    command: ["fairlead", "schedule", "start"]
    healthcheck:
      test: ["CMD", "fairlead", "doctor", "--only", "store", "--only", "outputs"]
      interval: 60s
      timeout: 20s
      start_period: 30s
"""


def _serve(cargo: Cargo) -> str:
    words = serve_words(cargo, linger=5)
    return f"""  serve:
    <<: *fairlead
    command: [{words}]
    ports:
      - "${{SERVE_ADDRESS:-127.0.0.1:{PORT}}}:{PORT}"
"""


def _monitor(cargo: Cargo) -> str:
    return f"""  monitor:
    <<: *fairlead
    command: ["fairlead", "monitor", "--model", "{cargo.model}", "--every", "1h"]
    healthcheck:
      test: ["CMD", "fairlead", "doctor", "--only", "store"]
      interval: 60s
      timeout: 20s
      start_period: 30s
"""


def _volumes() -> str:
    return """volumes:
  database:
  objects:
  state:
"""
