# %%
import pandas as pd
import sqlalchemy

engine = sqlalchemy.create_engine("sqlite:///sales.db")

# %%
rows = pd.read_sql("select * from sales", engine, parse_dates=["day"])  # <- hit
rows["amount"] = rows["amount"].astype(float)
