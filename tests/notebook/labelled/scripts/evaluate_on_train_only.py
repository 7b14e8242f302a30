# In[1]:
import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression
from sklearn.preprocessing import PolynomialFeatures
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.metrics import mean_squared_error

# In[2]:
df = pd.read_csv('kc_house_data.csv')
df.drop(['id', 'Unnamed: 0'], axis=1, inplace=True)
mean = df['bedrooms'].mean()
df['bedrooms'].replace(np.nan, mean, inplace=True)

# In[3]:
X = df[['long']]
Y = df['price']
lm = LinearRegression()
lm.fit(X, Y)
lm.score(X, Y)

# In[4]:
features = ["floors", "waterfront", "lat", "bedrooms", "sqft_basement", "view", "bathrooms", "sqft_living", "grade"]
lm2 = LinearRegression()
lm2.fit(df[features], Y)
lm2.score(df[features], Y)

# In[5]:
Input = [('scale', StandardScaler()), ('polynomial', PolynomialFeatures(include_bias=False)), ('model', LinearRegression())]
pipe = Pipeline(Input)
pipe.fit(df[features], Y)
yhat = pipe.predict(df[features])
print(mean_squared_error(Y, yhat))
