# %%
import pandas as pd
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import train_test_split

# %%
houses = pd.read_csv("houses.csv").select_dtypes("number")
corr = houses.corr()["SalePrice"].abs()  # <- hit
strong = corr[corr > 0.5].index
data = houses[strong]

# %%
X_train, X_test, y_train, y_test = train_test_split(data.drop(columns="SalePrice"), data["SalePrice"], random_state=1)
print(LinearRegression().fit(X_train, y_train).score(X_test, y_test))
