# %%
import pandas as pd

# %%
pd.read_csv?
?pd.merge

# %%
%pwd
%lsmagic
