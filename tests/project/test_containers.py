"""Files for containers: what they copy is there, what they start really starts, and their own linters find nothing."""

from __future__ import annotations

import fnmatch
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from fairlead.errors import ContainerError
from fairlead.project import Project
from fairlead.project.containers.cargo import _cron, cargo_of
from fairlead.project.containers.write import TARGETS, files_of, write

TOOLS = Path(__file__).parents[2] / "build" / "deploy" / "bin"

PIPELINE = """
import json

import polars

from fairlead import DAG, PythonOperator
from shop.features import double


def extract():
    return [double(1)]


with DAG("daily", schedule="30 4 * * *") as dag:
    PythonOperator(extract)
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    for name, text in {
        "fairlead.toml": '[project]\nname = "Web Shop"\n[monitor]\nmodel = "churn"\n',
        "pipeline.py": PIPELINE,
        "params.toml": "n = 1\n",
        "shop/__init__.py": "",
        "shop/features.py": "def double(n):\n    return 2 * n\n",
        "data/customers.csv": "a\n1\n",
        "tests/test_it.py": "",
        "secrets.txt": "s3cret",
        "requirements.lock": "polars==1.30 --hash=sha256:00\n",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return Project.find(tmp_path)


def written(project: Project, target: str, **options: Any) -> dict[str, str]:
    return dict(files_of(target, cargo_of(project, out=project.folder / "deploy", **options)))


def tool(name: str) -> str:
    """Return a linter; a test says so, and fails, where it is not there."""
    path = TOOLS / name
    if not path.exists():
        pytest.fail(f"These tests need {name} in build/deploy: bash .ci/deploy", pytrace=False)
    return str(path)


class TestCargo:
    def test_what_a_run_needs_goes_along_and_nothing_else(self, project: Project) -> None:
        cargo = cargo_of(project, out=project.folder / "deploy")
        assert cargo.parts == ("fairlead.toml", "params.toml", "pipeline.py", "shop/")
        assert (cargo.name, cargo.model, cargo.cron) == ("web-shop", "churn", "30 4 * * *")
        assert (cargo.lock, cargo.is_locked) == ("requirements.lock", True)
        assert (cargo.place, cargo.back) == ("deploy", "..")

    def test_without_hashes_the_packages_are_listed_to_be_locked(self, project: Project) -> None:
        (project.folder / "requirements.lock").write_text("polars==1.30\n")
        text = written(project, "docker")["requirements.in"]
        import polars

        lines = text.splitlines()
        assert f"polars=={polars.__version__}" in lines and not any(line.startswith("json") for line in lines)
        assert lines[0].startswith("fairlead[models,monitor,postgres,s3,serve,tables]==")

    @pytest.mark.parametrize(
        ("schedule", "cron"),
        [
            ("@daily", "0 0 * * *"),
            ("*/5 * * * *", "*/5 * * * *"),
            ("every 3 hours", ""),
            ({"expression": "@weekly"}, "0 0 * * 0"),
        ],
    )
    def test_only_what_cron_knows_is_a_cron_line(self, schedule: object, cron: str) -> None:
        assert _cron(schedule) == cron

    def test_a_name_without_letters_is_refused(self, project: Project) -> None:
        (project.folder / "fairlead.toml").write_text('[project]\nname = "???"\n')
        with pytest.raises(ContainerError, match="cannot name an image"):
            cargo_of(Project.find(project.folder), out=project.folder)


class TestFiles:
    def test_a_changed_file_is_not_written_over_unasked(self, project: Project) -> None:
        folder = project.folder / "deploy"
        files = written(project, "compose")
        assert len(write(files, folder)) == len(files)
        assert write(files, folder) == []
        (folder / "Dockerfile").write_text("FROM scratch\n")
        (folder / "compose.yaml").unlink()
        with pytest.raises(ContainerError, match="is there already"):
            write(files, folder)
        assert not (folder / "compose.yaml").exists()
        assert {path.name for path in write(files, folder, replaces=True)} == {"Dockerfile", "compose.yaml"}

    def test_the_ignore_file_lets_in_what_is_copied_and_nothing_else(self, project: Project) -> None:
        files = written(project, "docker")
        allowed = {line[1:] for line in files["Dockerfile.dockerignore"].splitlines() if line.startswith("!")}
        copied = set()
        for line in re.findall(r"(?m)^COPY (?!--from)(.*) \S+$", files["Dockerfile"]):
            copied |= set(line.split())
        assert copied == allowed
        assert all((project.folder / name).exists() for name in copied)
        ignored = [one for one in ("secrets.txt", "data", ".fairlead", "tests") if not fnmatch.filter(allowed, one)]
        assert ignored == ["secrets.txt", "data", ".fairlead", "tests"]

    @pytest.mark.parametrize("target", TARGETS)
    def test_no_secret_is_in_a_file_and_nobody_is_root(self, project: Project, target: str) -> None:
        text = "\n".join(written(project, target).values())
        assert "s3cret" not in text and not re.search(r"(?i)password: *[a-z0-9]{3}", text)
        assert re.search(r"USER 10001", text)

    def test_without_a_model_nothing_is_served(self, project: Project) -> None:
        files = written(project, "kubernetes", model="")
        assert "kubernetes/serve.yaml" not in files and "kubernetes/monitor.yaml" not in files
        assert 'CMD ["fairlead", "schedule", "start"]' in files["Dockerfile"]
        assert "serve:" not in written(project, "compose", model="")["compose.yaml"]

    def test_a_pipeline_without_a_schedule_is_suspended(self, project: Project) -> None:
        project.pipeline.write_text(PIPELINE.replace(', schedule="30 4 * * *"', ""))
        assert "suspend: true" in written(project, "kubernetes")["kubernetes/pipeline.yaml"]

    def test_every_command_in_the_files_is_one_that_there_is(self, project: Project) -> None:
        text = "\n".join(text for target in TARGETS for text in written(project, target).values())
        lists = set(re.findall(r"\[(\"fairlead\", [^\]]*)\]", text))
        assert len(lists) >= 6
        for words in sorted(lists):
            command = json.loads(f"[{words}]")[1:]
            options = [word for word in command if word.startswith("--")]
            verbs = command[: 2 if command[0] == "schedule" else 1]
            done = subprocess.run([sys.executable, "-m", "fairlead", *verbs, "--help"], capture_output=True, text=True)
            assert done.returncode == 0
            assert [one for one in options if one not in done.stdout] == []

    def test_the_command_writes_and_says_what_is_left_to_do(self, project: Project) -> None:
        (project.folder / "requirements.lock").unlink()
        done = subprocess.run(
            [sys.executable, "-m", "fairlead", "export", "compose", "--out", "ship"],
            cwd=project.folder,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        assert "Written: ship/compose.yaml" in done.stdout and "pip-compile --generate-hashes" in done.stdout
        assert "dockerfile: ship/Dockerfile" in (project.folder / "ship" / "compose.yaml").read_text()


@pytest.mark.heavy
class TestLinters:
    def test_hadolint_finds_nothing(self, project: Project) -> None:
        for model in ("churn", ""):
            text = written(project, "docker", model=model)["Dockerfile"]
            done = subprocess.run([tool("hadolint"), "-"], input=text, capture_output=True, text=True)
            assert (done.returncode, done.stdout) == (0, "")
        spoilt = text.replace(":3.", ":latest #").replace("--no-cache-dir ", "")
        assert subprocess.run([tool("hadolint"), "-"], input=spoilt, capture_output=True, text=True).returncode == 1

    def test_the_compose_file_follows_the_schema_of_compose(self, project: Project, tmp_path: Path) -> None:
        path = tmp_path / "compose.yaml"
        words = [tool("check-jsonschema"), "--builtin-schema", "vendor.compose-spec", str(path)]
        for model in ("churn", ""):
            path.write_text(written(project, "compose", model=model)["compose.yaml"])
            done = subprocess.run(words, capture_output=True, text=True)
            assert done.returncode == 0, done.stdout
        path.write_text(path.read_text().replace("healthcheck:", "healthchek:"))
        assert subprocess.run(words, capture_output=True).returncode == 1

    def test_every_object_of_kubernetes_is_valid(self, project: Project, tmp_path: Path) -> None:
        checker, count = tool("kubernetes-validate"), 0
        for model in ("churn", ""):
            for name, text in written(project, "kubernetes", model=model).items():
                if not name.startswith("kubernetes/") or "kustomization" in name:  # a file of kustomize's own
                    continue
                path = tmp_path / Path(name).name
                path.write_text(text)
                done = subprocess.run([checker, "--strict", str(path)], capture_output=True, text=True)
                assert done.returncode == 0, done.stdout + done.stderr
                count += done.stdout.count("passed")
        assert count == 11
        path = tmp_path / "serve.yaml"
        path.write_text(path.read_text().replace("containerPort: 8000", "containerPrt: 8000"))
        assert subprocess.run([checker, "--strict", str(path)], capture_output=True).returncode != 0

    def test_the_shell_of_the_health_check_is_python_that_runs(self, project: Project) -> None:
        text = written(project, "docker")["Dockerfile"]
        words = json.loads(re.findall(r"(?m)^    CMD (\[.*\])$", text)[0])
        assert words[0] == "python" and shutil.which("python3")
        done = subprocess.run([sys.executable, *words[1:]], capture_output=True, text=True, env=dict(os.environ))
        assert done.returncode == 1 and "Connection refused" in done.stderr  # nothing listens: unhealthy
