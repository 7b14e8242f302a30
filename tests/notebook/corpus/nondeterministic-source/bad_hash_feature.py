# %%
import uuid

import pandas as pd

clicks = pd.read_csv("clicks.csv")

# %%
clicks["bucket"] = clicks["site"].apply(lambda s: hash(s) % 1000)  # <- hit
clicks["user_hash"] = clicks["user"].map(hash)  # <- hit
clicks["row"] = [uuid.uuid4() for _ in range(len(clicks))]  # <- hit
