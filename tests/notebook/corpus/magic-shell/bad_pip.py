# %%
!pip install lightgbm shap  # <- hit
!pip install optuna

# %%
import lightgbm
