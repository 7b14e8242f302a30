"""Let a process read and write only where it may, by the kernel's Landlock, for good and for all its children.

The numbers are those of linux/landlock.h. What a kernel does not know is not asked of it: ABI 1 came with 5.13,
2 with 5.19 (moving files), 3 with 6.2 (truncating), 4 with 6.7 (TCP), 5 with 6.10 (devices), 6 with 6.12 (signals).
"""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Iterable

from fairlead.studio.sandbox.kernel import PR_SET_NO_NEW_PRIVS, process_control, system_call

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
VERSION_FLAG = 1
PATH_BENEATH = 1

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1, 2, 4, 8
TRUNCATE, DEVICES = 1 << 14, 1 << 15
HIGHEST = {1: 12, 2: 13, 3: 14, 4: 14, 5: 15}
"""ABI -> number of the highest right on files that it knows; the right to truncate came with 3, devices with 5."""

ON_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | DEVICES
READING = EXECUTE | READ_FILE | READ_DIR
TCP = 1 | 2
SIGNALS = 1 | 2
"""Scopes: sockets without a name in the file system, and signals."""


def abi() -> int:
    """Return which version of Landlock the kernel has; 0 if none.

    >>> abi() >= 0
    True
    """
    try:
        return system_call(CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(VERSION_FLAG))
    except OSError:
        return 0


def restrict(reading: Iterable[str], writing: Iterable[str], listing: Iterable[str] = ()) -> int:
    """Restrict this process, and return the ABI by which it was done.

    Parameters
    ----------
    reading : files and folders that may be read and executed.
    writing : those that may be read and changed in every way.
    listing : folders of which the names may be seen: Python looks there for a package that may be read.

    Raises
    ------
    OSError
        The kernel has no Landlock, or a path does not exist.
    """
    version = abi()
    if version == 0:
        raise OSError("the kernel has no Landlock")
    every = (1 << (HIGHEST.get(version, 15) + 1)) - 1
    attributes = struct.pack("=QQQ", every, TCP if version >= 4 else 0, SIGNALS if version >= 6 else 0)
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    ruleset = system_call(CREATE_RULESET, attributes[:size], ctypes.c_size_t(size), ctypes.c_uint32(0))
    try:
        for path in reading:
            _allow(ruleset, path, READING & every)
        for path in listing:
            _allow(ruleset, path, READ_DIR)
        for path in writing:
            _allow(ruleset, path, every & ~EXECUTE)
        process_control(PR_SET_NO_NEW_PRIVS, 1)
        system_call(RESTRICT_SELF, ctypes.c_int(ruleset), ctypes.c_uint32(0))
    finally:
        os.close(ruleset)
    return version


def _allow(ruleset: int, path: str, rights: int) -> None:
    place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        rule = struct.pack("=Qi", rights if os.path.isdir(path) else rights & ON_FILES, place)
        system_call(ADD_RULE, ctypes.c_int(ruleset), ctypes.c_int(PATH_BENEATH), rule, ctypes.c_uint32(0))
    finally:
        os.close(place)
