# %%
from sklearn import datasets, model_selection
from sklearn.neighbors import KNeighborsClassifier

X, y = datasets.load_wine(return_X_y=True)
folds = model_selection.StratifiedKFold(n_splits=5, shuffle=True)  # <- hit
# %%
scores = model_selection.cross_val_score(KNeighborsClassifier(), X, y, cv=folds)
print(scores.mean())
# %%
holdout = model_selection.ShuffleSplit(10, test_size=0.1)  # <- hit
