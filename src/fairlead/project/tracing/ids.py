"""The trace that a run belongs to, known from its id alone."""

from __future__ import annotations

import hashlib


def trace_id_of(run_id: str) -> str:
    """Return the trace of a run, 32 hexadecimal digits: the same on every machine, and after every resume.

    >>> trace_id_of("20261123-144512-k3f9qz")
    'ad58d6c10080e2f334ed955ff31b5c39'
    """
    return hashlib.sha256(f"fairlead run {run_id}".encode()).hexdigest()[:32]
