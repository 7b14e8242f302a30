# %%
import pandas as pd

table = pd.read_csv("table.csv")


# %%
def explain(model, rows):
    import shap  # <- hit

    return shap.Explainer(model)(rows)
