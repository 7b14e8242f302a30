# %%
import time
from datetime import datetime

import pandas as pd

# %%
start = datetime.now()
table = pd.read_csv("table.csv")
print("read in", datetime.now() - start)
took = time.time()
log = {"started": start}
log["ended"] = datetime.now().isoformat()
