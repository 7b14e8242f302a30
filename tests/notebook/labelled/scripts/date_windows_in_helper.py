from datetime import datetime, timedelta

import pandas as pd
from lightgbm import LGBMRegressor
from sklearn.metrics import mean_squared_error

LAST = datetime(2019, 11, 1)
bikes = pd.read_csv("bikes.csv", parse_dates=["date"])
bikes["mean_of_station"] = bikes.groupby("station")["rented"].transform("mean")
plain_columns = bikes.columns[~bikes.columns.isin(["rented", "mean_of_station"])]
model = LGBMRegressor(random_state=1)


def window(table, days_back):
    end = LAST - timedelta(days_back)
    begin = end - timedelta(28)
    before = table.loc[table.date < begin]
    after = table.loc[(table.date >= begin) & (table.date < end)]
    return before, after


def error(table, days_back):
    before, after = window(table, days_back)
    model.fit(before.drop(columns="date"), bikes.rented.loc[before.index])
    return mean_squared_error(
        bikes.rented.loc[after.index],
        model.predict(after.drop(columns="date")),
    )


print([error(bikes[plain_columns], days) for days in (84, 56, 28)])

old, new = window(bikes, 28)
leaky = LGBMRegressor(random_state=1)
leaky.fit(old.drop(columns=["date", "rented"]), old.rented)
print(mean_squared_error(new.rented, leaky.predict(new.drop(columns=["date", "rented"]))))
