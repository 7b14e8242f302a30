import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import QuantileTransformer
from sklearn.pipeline import Pipeline
from sklearn.model_selection import train_test_split, ShuffleSplit, cross_validate

df = pd.read_csv('credit.csv', index_col=0)
X = df.drop('default', axis=1)
y = df['default']
Xq = QuantileTransformer(n_quantiles=50).fit_transform(X)

a, b = [], []
for seed in range(5):
    X_tr, X_te, y_tr, y_te = train_test_split(Xq, y, test_size=0.3, random_state=seed)
    a.append(LogisticRegression().fit(X_tr, y_tr).score(X_te, y_te))
    X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=0.3, random_state=seed)
    b.append(LogisticRegression().fit(X_tr, y_tr).score(X_te, y_te))
print(np.mean(a), np.mean(b))
pipe = Pipeline([('q', QuantileTransformer(n_quantiles=50)), ('lr', LogisticRegression())])
print(cross_validate(pipe, X, y, cv=ShuffleSplit(5, random_state=0))['test_score'].mean())
print(cross_validate(LogisticRegression(), Xq, y, cv=5)['test_score'].mean())
