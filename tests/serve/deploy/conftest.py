"""Let these tests import what reads the pages, and what starts servers."""

from __future__ import annotations

import sys
from pathlib import Path

TESTS = Path(__file__).parents[2]
sys.path[:0] = [str(TESTS / "house"), str(TESTS / "serve" / "attacks")]
