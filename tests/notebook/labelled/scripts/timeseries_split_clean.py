import numpy as np
import pandas as pd
from sklearn.model_selection import TimeSeriesSplit, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.linear_model import Ridge
from sklearn.metrics import mean_absolute_error

df = pd.read_csv('sales.csv', parse_dates=['date']).sort_values('date')
for lag in (1, 2, 7, 14):
    df[f'lag_{lag}'] = df['sales'].shift(lag)
df['roll'] = df['sales'].shift(1).rolling(7).mean()
df['dow'] = df['date'].dt.dayofweek
df = df.dropna().reset_index(drop=True)
X = df[[c for c in df if c.startswith('lag_')] + ['roll', 'dow', 'temp']]
y = df['sales']

model = make_pipeline(StandardScaler(), Ridge(alpha=1.0))
cv = TimeSeriesSplit(n_splits=5)
print(-cross_val_score(model, X, y, cv=cv, scoring='neg_mean_absolute_error'))

for fold, (a, b) in enumerate(cv.split(X)):
    model.fit(X.iloc[a], y.iloc[a])
    print(fold, mean_absolute_error(y.iloc[b], model.predict(X.iloc[b])))
