# %%
from sklearn.datasets import load_wine
from sklearn.ensemble import RandomForestClassifier
from sklearn.svm import SVC

features, answer = load_wine(return_X_y=True)
# %%
model = RandomForestClassifier(random_state=0).fit(features, answer)
# %%
print("forest", model.score(features, answer))
# %%
model = SVC().fit(features, answer)  # <- hit
# %%
print("svc", model.score(features, answer))
