# %%
%%bash  # <- hit
mkdir -p data
curl -s https://files.test/a.zip -o data/a.zip

# %%
import pandas as pd
