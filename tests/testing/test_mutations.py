"""The tests of the churn project notice what they are there to notice."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.heavy
@pytest.mark.nightly
@pytest.mark.timeout(1500)
def test_every_mutation_is_caught() -> None:
    script = Path(__file__).with_name("mutations.py")
    ended = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=1400, check=False)
    assert ended.stdout.splitlines()[-1] == "20 of 20 caught", ended.stdout + ended.stderr
