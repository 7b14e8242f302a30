# %%
import pandas as pd
import sqlalchemy

# %%
engine = sqlalchemy.create_engine("postgresql://report:kX9vTq2m@db.intern:5432/sales")  # <- hit
orders = pd.read_sql("select * from orders", engine)
