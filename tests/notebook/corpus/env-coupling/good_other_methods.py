# %%
import pandas as pd
from google.cloud import bigquery

client = bigquery.Client()

# %%
rows = client.query("select 1").to_dataframe()
table = pd.DataFrame({"t": pd.to_datetime(["2023-01-01"])})
table["t"] = table["t"].dt.tz_localize("UTC")
shell = "zmq" in str(type(rows))
