#!/usr/bin/env python3
# House Prices: Advanced Regression Techniques
import numpy as np
import pandas as pd
from scipy.stats import skew, norm
from sklearn.linear_model import Ridge, Lasso, LassoCV
from sklearn.model_selection import cross_val_score, train_test_split
from sklearn.metrics import mean_squared_error
import warnings
warnings.filterwarnings('ignore')

train = pd.read_csv("../input/house-prices/train.csv")
test = pd.read_csv("../input/house-prices/test.csv")
train = train[train.GrLivArea < 4500]

y = np.log1p(train["SalePrice"])
ntrain = train.shape[0]
all_data = pd.concat((train.loc[:, 'MSSubClass':'SaleCondition'], test.loc[:, 'MSSubClass':'SaleCondition']))

# log transform skewed numeric features:
numeric_feats = all_data.dtypes[all_data.dtypes != "object"].index
skewed_feats = all_data[numeric_feats].apply(lambda x: skew(x.dropna()))
skewed_feats = skewed_feats[skewed_feats > 0.75].index
all_data[skewed_feats] = np.log1p(all_data[skewed_feats])

all_data = pd.get_dummies(all_data)
# filling NA's with the mean of the column:
all_data = all_data.fillna(all_data.mean())

X = all_data[:ntrain]
X_sub = all_data[ntrain:]

def rmse_cv(model):
    rmse = np.sqrt(-cross_val_score(model, X, y, scoring="neg_mean_squared_error", cv=5))
    return rmse

alphas = [0.05, 0.1, 0.3, 1, 3, 5, 10, 15, 30, 50, 75]
cv_ridge = [rmse_cv(Ridge(alpha=alpha)).mean() for alpha in alphas]
print(pd.Series(cv_ridge, index=alphas).min())

X_tr, X_val, y_tr, y_val = train_test_split(X, y, test_size=0.25, random_state=3)
model_lasso = LassoCV(alphas=[1, 0.1, 0.001, 0.0005]).fit(X_tr, y_tr)
print("val rmse", np.sqrt(mean_squared_error(y_val, model_lasso.predict(X_val))))
preds = np.expm1(model_lasso.predict(X_sub))
solution = pd.DataFrame({"id": test.Id, "SalePrice": preds})
solution.to_csv("ridge_sol.csv", index=False)
