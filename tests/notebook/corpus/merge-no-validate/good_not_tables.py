# %%
import pandas as pd


class Settings(dict):
    def merge(self, other):
        return Settings({**self, **other})


# %%
settings = Settings(a=1).merge({"b": 2})
repository = settings.merge(Settings())
table = pd.concat([pd.read_csv("a.csv"), pd.read_csv("b.csv")])
