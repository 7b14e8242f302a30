# %%
import pandas as pd
import sqlalchemy

engine = sqlalchemy.create_engine("sqlite:///sales.db")

# %%
rows = pd.read_sql("select * from sales", engine)
