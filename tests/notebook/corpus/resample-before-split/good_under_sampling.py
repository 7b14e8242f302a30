# %%
import pandas as pd
from imblearn.under_sampling import RandomUnderSampler
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

# %%
cards = pd.read_csv("creditcard.csv")
X, y = RandomUnderSampler(random_state=0).fit_resample(cards.drop(columns="Class"), cards["Class"])
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
print(LogisticRegression().fit(X_train, y_train).score(X_test, y_test))
