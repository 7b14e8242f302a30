# %%
import pandas as pd

results = pd.DataFrame(columns=["model", "score"])

# %%
results.loc[0] = ["forest", 0.81]
results.loc[1, "score"] = 0.83
results.loc[len(results)] = ["boosting", 0.84]
