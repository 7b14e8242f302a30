# %%
import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import train_test_split

# %%
houses = pd.read_csv("houses.csv")
print(houses.corr()["price"].sort_values())
sns.heatmap(houses.corr())
plt.show()
X_train, X_test, y_train, y_test = train_test_split(houses[["area", "rooms"]], houses["price"], random_state=1)
print(LinearRegression().fit(X_train, y_train).score(X_test, y_test))
