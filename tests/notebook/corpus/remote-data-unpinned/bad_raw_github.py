# %%
import pandas as pd

url = "https://raw.githubusercontent.com/plotly/datasets/master/diabetes.csv"

# %%
df = pd.read_csv(url)  # <- hit
X, y = df.drop("Outcome", axis=1), df["Outcome"]
