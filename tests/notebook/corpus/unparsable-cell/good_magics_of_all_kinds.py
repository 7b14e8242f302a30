# %%
%matplotlib inline
%load_ext autoreload
import pandas as pd

files = !ls data/*.csv
# %%
%%time
orders = pd.read_csv(files[0])
if len(orders) > 10:
    %timeit -n 3 orders.sum()
# %%
orders?
orders.groupby??
!pip install polars \
    pyarrow
# %%
pip install seaborn
ls -l data
