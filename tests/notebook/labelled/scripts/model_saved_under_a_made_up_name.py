import joblib
import pandas as pd
from sklearn.ensemble import GradientBoostingRegressor
from sklearn.impute import SimpleImputer
from sklearn.model_selection import train_test_split

FOLDER = "models"
houses = pd.read_csv("houses_of_a_town.csv")
y = houses.pop("price")
filled = SimpleImputer(strategy="median").fit_transform(houses.select_dtypes("number"))

X_train, X_test, y_train, y_test = train_test_split(filled, y, random_state=9)
model = GradientBoostingRegressor(random_state=9)
model.fit(X_train, y_train)
joblib.dump(model, f"{FOLDER}/filled.pkl")
print(joblib.load(f"{FOLDER}/filled.pkl").score(X_test, y_test))

whole = houses.select_dtypes("number").dropna(axis=1)
X_train, X_test, y_train, y_test = train_test_split(whole, y, random_state=9)
other = GradientBoostingRegressor(random_state=9)
other.fit(X_train, y_train)
joblib.dump(other, f"{FOLDER}/whole.pkl")
print(joblib.load(f"{FOLDER}/whole.pkl").score(X_test, y_test))
