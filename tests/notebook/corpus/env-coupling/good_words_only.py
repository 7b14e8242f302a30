# %%
import pandas as pd

platforms = pd.DataFrame({"name": ["google.colab", "kaggle", "cuda"], "users": [1, 2, 3]})

# %%
cuda = platforms[platforms["name"] == "cuda"]
cuda.to_csv("cuda.csv")
print("tested with cuda 12")
