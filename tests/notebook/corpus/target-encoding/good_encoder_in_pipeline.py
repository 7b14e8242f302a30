# %%
import pandas as pd
from sklearn.linear_model import Ridge
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import TargetEncoder

# %%
cars = pd.read_csv("cars.csv")
model = make_pipeline(TargetEncoder(), Ridge())
X_train, X_test, y_train, y_test = train_test_split(cars[["brand", "fuel"]], cars["price"], random_state=0)
model.fit(X_train, y_train)
print(model.score(X_test, y_test))
