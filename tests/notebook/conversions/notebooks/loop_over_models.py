# ---
# title = "A loop fits each model of a dict and fills a table"
# tasks = 3
# kept = ["for name, model in models.items()", "results[name]", "cross_val_score("]
# ---
# %%
import pandas as pd
from sklearn.datasets import load_breast_cancer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score, train_test_split
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier
# %%
data = load_breast_cancer(as_frame=True)
X, y = data.data, data.target
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, random_state=5, stratify=y)
# %%
models = {
    "logistic": make_pipeline(StandardScaler(), LogisticRegression()),
    "tree": DecisionTreeClassifier(max_depth=4, random_state=0),
    "bayes": GaussianNB(),
}
# %%
results = {}
for name, model in models.items():
    model.fit(X_train, y_train)
    results[name] = model.score(X_test, y_test)
    print(f"{name}: {results[name]:.4f}")
# %%
scores = pd.DataFrame({name: cross_val_score(model, X_train, y_train, cv=3) for name, model in models.items()})
# %%
scores.describe()
# %%
best = max(results, key=results.get)
print(best, name)
# %%
models[best].predict(X_test)[:10]
