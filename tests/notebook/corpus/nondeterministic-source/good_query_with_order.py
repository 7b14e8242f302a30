# %%
import pandas as pd
import sqlalchemy

engine = sqlalchemy.create_engine("sqlite:///sales.db")

# %%
newest = pd.read_sql("select * from orders order by day desc limit 1000", engine)
look = pd.read_sql("select * from orders limit 5", engine)
whole = pd.read_sql("select * from credit_limit where credit > 10", engine)
