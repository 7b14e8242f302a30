# %%
import pandas as pd


class Mail:
    def filterwarnings(self, what):
        return what


# %%
mail = Mail()
mail.filterwarnings("ignore")
table = pd.DataFrame({"warn": [1]})
table.warn = 2
