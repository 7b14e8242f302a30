import pandas as pd
import numpy as np
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import PowerTransformer, PolynomialFeatures
from sklearn.linear_model import LinearRegression, Ridge, ElasticNet
from sklearn.svm import SVR
from sklearn.metrics import r2_score, mean_squared_error

df = pd.read_csv('houses.csv').dropna()
df = df.rename(columns=str.lower)
X = df[['area', 'rooms', 'age', 'distance']]
y = np.log1p(df['price'])
X = PowerTransformer().fit_transform(X)
X_train, X_test, y_train, y_test = train_test_split(X, y, train_size=0.7, random_state=77)

models = {
    'linear': LinearRegression(),
    'ridge': Ridge(alpha=2.0),
    'elastic': ElasticNet(alpha=0.01),
    'svr': SVR(),
}
results = pd.DataFrame(columns=['model', 'r2', 'rmse'])
for i, (name, model) in enumerate(models.items()):
    model.fit(X_train, y_train)
    y_pred = model.predict(X_test)
    results.loc[i] = [name, r2_score(y_test, y_pred), np.sqrt(mean_squared_error(y_test, y_pred))]
print(results.sort_values('r2', ascending=False))
best = models[results.sort_values('r2').iloc[-1]['model']]
print(best)
