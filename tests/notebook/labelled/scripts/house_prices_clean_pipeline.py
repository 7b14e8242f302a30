import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import GradientBoostingRegressor
from sklearn.impute import SimpleImputer
from sklearn.metrics import mean_absolute_error
from sklearn.model_selection import train_test_split
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

df = pd.read_csv('houses.csv')
y = df.pop('price')
num = df.select_dtypes(include='number').columns.tolist()
cat = [c for c in df.columns if c not in num]

X_train, X_valid, y_train, y_valid = train_test_split(df, y, train_size=0.8, random_state=1)

numeric = Pipeline([('imputer', SimpleImputer(strategy='median')), ('scale', StandardScaler())])
categorical = Pipeline([
    ('imputer', SimpleImputer(strategy='most_frequent')),
    ('onehot', OneHotEncoder(handle_unknown='ignore')),
])
preprocess = ColumnTransformer([('num', numeric, num), ('cat', categorical, cat)])

my_pipeline = Pipeline(steps=[('prep', preprocess), ('model', GradientBoostingRegressor(random_state=0))])
my_pipeline.fit(X_train, y_train)
preds = my_pipeline.predict(X_valid)
print('MAE:', mean_absolute_error(y_valid, preds))
