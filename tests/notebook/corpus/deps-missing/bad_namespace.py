# %%
from google.cloud import bigquery  # <- hit
import pandas as pd

# %%
client = bigquery.Client()
rows = client.query("select 1").to_dataframe()
pd.DataFrame(rows).to_csv("rows.csv")
