# %%
from math import pi, sqrt

from sklearn.metrics import f1_score, roc_auc_score

# %%
print(sqrt(pi), f1_score([1], [1]))
