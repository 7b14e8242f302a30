# %%
import pandas as pd
from sklearn.preprocessing import StandardScaler
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import train_test_split
df = None

# %%
def load():
    global df
    df = pd.read_csv('houses.csv').dropna().drop(columns='district')

def standardise():
    global df
    cols = [c for c in df.columns if c != 'price']
    df[cols] = StandardScaler().fit_transform(df[cols])

# %%
load()
df.describe()

# %%
train, test = train_test_split(df, test_size=0.2, random_state=3)
m = LinearRegression()
m.fit(train.drop('price', axis=1), train['price'])
m.score(test.drop('price', axis=1), test['price'])

# %%
standardise()
train, test = train_test_split(df, test_size=0.2, random_state=3)
m = LinearRegression()
m.fit(train.drop('price', axis=1), train['price'])
m.score(test.drop('price', axis=1), test['price'])
