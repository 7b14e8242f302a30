# %%
from sklearn.ensemble import RandomForestClassifier  # <- hit

# %%
model = RandomForestClassifier(random_state=0)
