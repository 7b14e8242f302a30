"""Let the notebook's tests import what stands beside them; the scripts that they read are never imported."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

collect_ignore_glob = ["corpus/*", "labelled/scripts/*"]
