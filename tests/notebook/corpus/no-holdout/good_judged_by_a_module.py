# %%
import pandas as pd
from sklearn.linear_model import LinearRegression
from tides.forecast import chronological_split, evaluate_forecast

# %%
tides = pd.read_csv("tides.csv")
train, test = chronological_split(tides, 0.2)
model = LinearRegression()
model.fit(train[["moon", "wind"]], train["level"])
answers = model.predict(test[["moon", "wind"]])
print(evaluate_forecast(test["level"], answers))
