# %%
import io

import pandas as pd
import requests

# %%
answer = requests.get("https://stats.office.test/2023/wages.xlsx", timeout=30)  # <- hit
answer.raise_for_status()
wages = pd.read_excel(io.BytesIO(answer.content))
