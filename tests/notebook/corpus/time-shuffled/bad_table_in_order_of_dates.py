# %%
import pandas as pd
from sklearn.ensemble import RandomForestRegressor
from sklearn.metrics import mean_absolute_error
from sklearn.model_selection import train_test_split

# %%
visits = pd.read_csv("visits.csv", parse_dates=["date"]).sort_values("date")
visits["weekday"] = visits["date"].dt.dayofweek
train, test = train_test_split(visits, random_state=0)  # <- hit
model = RandomForestRegressor().fit(train[["weekday", "price"]], train["visitors"])
print(mean_absolute_error(test["visitors"], model.predict(test[["weekday", "price"]])))
