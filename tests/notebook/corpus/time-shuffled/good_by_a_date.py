# %%
import pandas as pd
from sklearn.ensemble import RandomForestRegressor
from sklearn.metrics import mean_absolute_error

# %%
rides = pd.read_csv("rides.csv", parse_dates=["date"])
rides["before"] = rides["count"].shift(24)
train = rides[rides["date"] < "2012-07-01"].dropna()
test = rides[rides["date"] >= "2012-07-01"]
model = RandomForestRegressor().fit(train[["before"]], train["count"])
print(mean_absolute_error(test["count"], model.predict(test[["before"]])))
