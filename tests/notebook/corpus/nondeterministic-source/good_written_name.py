# %%
from datetime import datetime

import pandas as pd

table = pd.read_csv("table.csv")

# %%
stamp = datetime.now().strftime("%Y%m%d")
table.to_csv(f"out/table_{stamp}.csv")


class Point:
    def __hash__(self):
        return hash((self.x, self.y))
