"""Which files Python needs to run: the only ones that code may read, beside its own folder."""

from __future__ import annotations

import os
import site
import sys
import sysconfig
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
"""The folder that `fairlead` is imported from."""

SYSTEM = ("/usr", "/lib", "/lib64", "/lib32", "/bin", "/etc/ld.so.cache", "/etc/localtime", "/etc/alternatives")
"""Libraries and programs of the system; nothing of a person lies there."""


@cache
def readable() -> tuple[str, ...]:
    """List the files and folders that code may read: Python, its packages, Fairlead, the libraries of the system.

    A folder that lies inside another one of the list is left out.

    >>> any(sys.base_prefix.startswith(place) for place in readable())
    True
    """
    packages = [sysconfig.get_path("purelib"), sysconfig.get_path("platlib"), sysconfig.get_path("stdlib")]
    python = os.path.dirname(os.path.dirname(os.path.realpath(sys.executable)))
    wanted = [*SYSTEM, sys.prefix, sys.base_prefix, python, *packages, str(ROOT / "fairlead")]
    # A checkout that is installed in place, or a system whose packages lie elsewhere.
    wanted += [folder for folder in site.getsitepackages() if os.path.isdir(folder)]
    found = {os.path.abspath(path) for path in wanted if os.path.exists(path)} - {os.sep, str(Path.home())}
    return tuple(sorted(path for path in found if not any(path.startswith(other + os.sep) for other in found - {path})))
