"""What pytest leaves alone here: a script that runs in an environment of its own, and that tests here import from."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

collect_ignore = ["spark_beside_polars.py"]
