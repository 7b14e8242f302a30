# %%
import pandas as pd
import sqlalchemy

lake = "s3://company-lake/home/orders"
engine = sqlalchemy.create_engine("sqlite:///data/orders.db")

# %%
orders = pd.read_parquet(f"{lake}/2023.parquet")
rows = pd.read_sql("select * from orders where path like '/Users/%'", engine)
book = pd.read_csv("https://files.test/home/book.csv")
