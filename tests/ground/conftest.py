"""Let one file of tests take the contract that another one holds."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
