# %%
import pandas as pd
# %%
%%bash
for f in data/*.csv; do
  head -1 "$f"
done
# %%
%%html
<b>Churn</b> & more
# %%
%%writefile clean.py
def clean(table): return table.dropna()
