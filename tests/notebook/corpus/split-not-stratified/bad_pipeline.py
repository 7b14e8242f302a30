# %%
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import classification_report
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

# %%
loans = pd.read_csv("loans.csv")
train, test = train_test_split(loans, test_size=0.3, random_state=1)  # <- hit
model = make_pipeline(StandardScaler(), LogisticRegression()).fit(train[["amount"]], train["bad"])
print(classification_report(test["bad"], model.predict(test[["amount"]])))
