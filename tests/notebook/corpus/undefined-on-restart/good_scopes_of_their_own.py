# %%
import pandas as pd

table = pd.read_csv("orders.csv")
totals = {region: part["price"].sum() for region, part in table.groupby("region")}
best = max(totals, key=lambda name: totals[name])
# %%
class Basket:
    size = 3
    limit = size * 2

    def __init__(self, owner):
        self.owner = owner

    def double(self):
        return [item for item in range(self.size) for _ in range(2)]
# %%
basket = Basket(best)
print(basket.double(), [i for i in range(3) if (half := i / 2) > 0], half)
