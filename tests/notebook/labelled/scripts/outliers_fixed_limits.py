import pandas as pd
import numpy as np
from sklearn.model_selection import train_test_split
from sklearn.ensemble import RandomForestRegressor
from sklearn.metrics import mean_absolute_error

df = pd.read_csv('uber.csv')
df = df.drop(['Unnamed: 0', 'key'], axis=1)
df = df.dropna()
df = df[(df['fare_amount'] > 0) & (df['fare_amount'] < 200)]
df = df[df['passenger_count'].between(1, 6)]
df['pickup_datetime'] = pd.to_datetime(df['pickup_datetime'])
df['hour'] = df.pickup_datetime.dt.hour
df['month'] = df.pickup_datetime.dt.month


def haversine(lon1, lat1, lon2, lat2):
    lon1, lat1, lon2, lat2 = map(np.radians, [lon1, lat1, lon2, lat2])
    a = np.sin((lat2 - lat1) / 2.0) ** 2 + np.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / 2.0) ** 2
    return 6367 * 2 * np.arcsin(np.sqrt(a))


df['km'] = haversine(df.pickup_longitude, df.pickup_latitude, df.dropoff_longitude, df.dropoff_latitude)
df['log_km'] = np.log1p(df['km'].clip(0, 100))
df['age_group'] = pd.cut(df['hour'], bins=[-1, 6, 12, 18, 24], labels=[0, 1, 2, 3]).astype(int)

X = df[['passenger_count', 'hour', 'month', 'log_km', 'age_group']]
y = df['fare_amount']
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, random_state=0)
rf = RandomForestRegressor(n_estimators=100, n_jobs=-1)
rf.fit(X_train, y_train)
print(mean_absolute_error(y_test, rf.predict(X_test)))
