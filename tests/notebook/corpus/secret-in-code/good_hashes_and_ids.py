# %%
import pandas as pd

COMMIT = "4c1b5e2d7a9f0e3b6c8d1a2f3e4b5c6d7e8f9a0b"
sheet_id = "1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms"
checksum = "d41d8cd98f00b204e9800998ecf8427e"
sizes = {"primary_key": "order_id", "foreign_key": "customer_id"}
model = "sk-learn-pipeline-with-a-very-long-name-indeed"
picture = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
