# %%
from sklearn.datasets import load_diabetes
from sklearn.linear_model import Lasso
from sklearn.model_selection import train_test_split

# %%
sugar = load_diabetes()
X_train, X_test, y_train, y_test = train_test_split(sugar.data, sugar.target, random_state=0)
print(Lasso().fit(X_train, y_train).score(X_test, y_test))
