# %%
import pandas as pd
from sklearn.linear_model import LinearRegression
from sklearn.metrics import mean_absolute_error
from sklearn.model_selection import train_test_split

# %%
ratings = pd.read_csv("ratings.csv")
print(ratings["user_id"].nunique(), "users gave", len(ratings), "ratings")
train, test = train_test_split(ratings, test_size=0.2, random_state=1)  # <- hit
line = LinearRegression().fit(train[["age", "year"]], train["stars"])
print(mean_absolute_error(test["stars"], line.predict(test[["age", "year"]])))
