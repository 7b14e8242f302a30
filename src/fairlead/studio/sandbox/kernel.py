"""Call the kernel where Python 3.11 has no function for it. Linux only; a call that fails raises `OSError`."""

from __future__ import annotations

import ctypes
import os

CLONE_NEWUTS, CLONE_NEWIPC = 0x04000000, 0x08000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_KEEPCAPS = 1, 4, 8
PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS, PR_CAP_AMBIENT = 36, 38, 47
PR_CAP_AMBIENT_RAISE = 2

CAP_DAC_READ_SEARCH = 2
CAPABILITY_VERSION_3 = 0x20080522
CAPSET = {"x86_64": 126, "aarch64": 91, "riscv64": 91}
"""Number of the call `capset`; each architecture has its own."""


def system_call(number: int, *arguments: object) -> int:
    """Make a system call by its number."""
    library = ctypes.CDLL(None, use_errno=True)
    library.syscall.restype = ctypes.c_long
    found = int(library.syscall(ctypes.c_long(number), *arguments))
    if found < 0:
        raise _failure(f"system call {number}")
    return found


def unshare(flags: int) -> None:
    """Leave namespaces of the parent for new ones."""
    if ctypes.CDLL(None, use_errno=True).unshare(ctypes.c_int(flags)) != 0:
        raise _failure("unshare")


def process_control(option: int, *values: int) -> None:
    """Set one of the switches that a process has."""
    whole = [ctypes.c_ulong(value) for value in (*values, 0, 0, 0, 0)[:4]]
    if ctypes.CDLL(None, use_errno=True).prctl(ctypes.c_int(option), *whole) != 0:
        raise _failure(f"prctl {option}")


def set_capabilities(wanted: int) -> None:
    """Keep a set of capabilities, as bits, and no other."""
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    low, high = wanted & 0xFFFFFFFF, wanted >> 32
    data = (ctypes.c_uint32 * 6)(low, low, low, high, high, high)
    system_call(CAPSET[os.uname().machine], ctypes.byref(header), ctypes.byref(data))


def _failure(what: str) -> OSError:
    number = ctypes.get_errno()
    return OSError(number, f"{what}: {os.strerror(number)}")
