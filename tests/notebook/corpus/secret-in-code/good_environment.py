# %%
import os

import sqlalchemy

# %%
api_key = os.environ["API_KEY"]
password = os.getenv("DB_PASSWORD", "")
engine = sqlalchemy.create_engine(f"postgresql://report:{password}@db.intern/sales")
