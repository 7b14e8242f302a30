# %%
import yaml
from sklearn.datasets import load_iris
from sklearn.model_selection import StratifiedShuffleSplit, train_test_split

with open("params.yaml") as file:
    params = yaml.safe_load(file)
# %%
X, y = load_iris(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split(X, y, **params["split"])
splits = StratifiedShuffleSplit(5, random_state=params["seed"])
