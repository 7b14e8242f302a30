# %%
import pandas as pd
import pandera as pa

SCHEMA = pa.DataFrameSchema({"amount": pa.Column(float, pa.Check.ge(0))})

# %%
orders = SCHEMA.validate(pd.read_csv("orders.csv"))
