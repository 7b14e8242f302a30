# %%
import pandas as pd
from sklearn.model_selection import train_test_split
from sklearn.naive_bayes import GaussianNB
from sklearn.svm import SVC

# %%
cells = pd.read_csv("cells.csv")
X_train, X_test, y_train, y_test = train_test_split(cells.drop(columns="kind"), cells["kind"], random_state=0)
for model in (GaussianNB(), SVC()):
    print(model.fit(X_train, y_train).score(X_test, y_test))  # <- hit
