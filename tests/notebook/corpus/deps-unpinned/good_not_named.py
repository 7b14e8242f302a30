# %%
import lightgbm
import yaml

# %%
lightgbm.LGBMClassifier()
