# %%
import pandas as pd
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.model_selection import cross_val_score

# %%
cycles = pd.read_csv("cycles.csv")
cycles["heat_mean"] = cycles.groupby("machine_id")["heat"].transform(lambda heat: heat.expanding().mean())
X, y = cycles[["heat", "heat_mean"]], cycles["fails"]
print(cross_val_score(GradientBoostingClassifier(), X, y, cv=5).mean())  # <- hit
