# %%
import io

import pandas as pd
from google.colab import files

# %%
uploaded = files.upload()  # <- hit
df = pd.read_csv(io.BytesIO(uploaded["data.csv"]))
