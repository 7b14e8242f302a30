# %%
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import MinMaxScaler

# %%
heart = pd.read_csv("heart.csv")
X, y = heart.drop(columns="target"), heart["target"]
X = MinMaxScaler().fit_transform(X)  # <- hit

# %%
for name, model in {"lr": LogisticRegression(), "knn": KNeighborsClassifier()}.items():
    scores = cross_val_score(model, X, y, cv=10)
    print(name, scores.mean().round(3))
