# %%
import pandas as pd
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPRegressor

# %%
adverts = pd.read_csv("adverts.csv")
adverts["words"] = adverts["title"].apply(lambda title: len(title.split()))
X = adverts.as_matrix(columns=["price", "words"])
X_train, X_test, y_train, y_test = train_test_split(X, adverts["sold"], random_state=1)
model = MLPRegressor(random_state=7)
model.fit(X_train, y_train)
print(model.score(X_test, y_test))
