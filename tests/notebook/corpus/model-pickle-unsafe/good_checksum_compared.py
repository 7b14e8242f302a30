# %%
import hashlib
from pathlib import Path

import joblib

EXPECTED = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"
content = Path("model.joblib").read_bytes()
if hashlib.sha256(content).hexdigest() != EXPECTED:
    raise ValueError("another model than the one that was approved")
# %%
model = joblib.load("model.joblib")
