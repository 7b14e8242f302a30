# %%
import getpass

import sqlalchemy

# %%
password = getpass.getpass()  # <- hit
engine = sqlalchemy.create_engine(f"postgresql://me:{password}@db/sales")
