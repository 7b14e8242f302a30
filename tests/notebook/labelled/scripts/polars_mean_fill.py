import polars as pl
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import train_test_split
from sklearn.metrics import mean_absolute_error

houses = pl.read_csv("houses.csv")
filled = houses.with_columns(
    pl.col("area").fill_null(pl.col("area").mean()),
    pl.col("rooms").fill_null(pl.col("rooms").median()),
)
cols = ["area", "rooms", "age", "distance"]
filled = filled.drop_nulls(cols)
X = filled.select(cols).to_numpy()
y = filled["price"].to_numpy()
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=0)
model = LinearRegression().fit(X_train, y_train)
print(mean_absolute_error(y_test, model.predict(X_test)))
