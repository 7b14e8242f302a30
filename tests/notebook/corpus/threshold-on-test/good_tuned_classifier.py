# %%
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import TunedThresholdClassifierCV, train_test_split

# %%
loans = pd.read_csv("loans.csv")
X_train, X_test, y_train, y_test = train_test_split(loans.drop(columns="bad"), loans["bad"], random_state=0)
model = TunedThresholdClassifierCV(LogisticRegression(), scoring="f1").fit(X_train, y_train)
print(f1_score(y_test, model.predict(X_test)))
