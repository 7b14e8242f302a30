# %%
import pandas as pd
import sqlalchemy

engine = sqlalchemy.create_engine("sqlite:///sales.db")
QUERY = """
select customer, amount
from orders
limit 10000
"""

# %%
sample = pd.read_sql(QUERY, engine)  # <- hit
