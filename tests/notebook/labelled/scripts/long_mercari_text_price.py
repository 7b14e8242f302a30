import gc
import time
import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import Ridge
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import LabelBinarizer
import lightgbm as lgb

NUM_BRANDS = 4000
NAME_MIN_DF = 10
MAX_FEATURES_ITEM_DESCRIPTION = 50000


def rmsle(y, y0):
    assert len(y) == len(y0)
    return np.sqrt(np.mean(np.power(np.log1p(y) - np.log1p(y0), 2)))


def handle_missing_inplace(dataset):
    dataset['category_name'].fillna(value='missing', inplace=True)
    dataset['brand_name'].fillna(value='missing', inplace=True)
    dataset['item_description'].fillna(value='missing', inplace=True)


def cutting(dataset):
    pop_brand = dataset['brand_name'].value_counts().loc[lambda x: x.index != 'missing'].index[:NUM_BRANDS]
    dataset.loc[~dataset['brand_name'].isin(pop_brand), 'brand_name'] = 'missing'


def main():
    start_time = time.time()
    train = pd.read_table('../input/train.tsv', engine='c')
    test = pd.read_table('../input/test.tsv', engine='c')
    print('[{}] Finished to load data'.format(time.time() - start_time))

    nrow_train = train.shape[0]
    y = np.log1p(train["price"])
    merge = pd.concat([train, test])
    submission = test[['test_id']]
    del train
    del test
    gc.collect()

    handle_missing_inplace(merge)
    cutting(merge)

    cv = CountVectorizer(min_df=NAME_MIN_DF)
    X_name = cv.fit_transform(merge['name'])
    tv = TfidfVectorizer(max_features=MAX_FEATURES_ITEM_DESCRIPTION, ngram_range=(1, 3), stop_words='english')
    X_description = tv.fit_transform(merge['item_description'])
    lb = LabelBinarizer(sparse_output=True)
    X_brand = lb.fit_transform(merge['brand_name'])
    X_dummies = csr_matrix(pd.get_dummies(merge[['item_condition_id', 'shipping']], sparse=True).values)
    sparse_merge = hstack((X_dummies, X_description, X_brand, X_name)).tocsr()

    X = sparse_merge[:nrow_train]
    X_test = sparse_merge[nrow_train:]

    train_X, valid_X, train_y, valid_y = train_test_split(X, y, test_size=0.05, random_state=100)
    model = Ridge(solver="sag", fit_intercept=True, random_state=205)
    model.fit(train_X, train_y)
    valid = model.predict(valid_X)
    print("Ridge dev RMSLE: " + str(rmsle(np.expm1(valid), np.expm1(valid_y))))
    predsR = model.predict(X_test)

    d_train = lgb.Dataset(train_X, label=train_y)
    d_valid = lgb.Dataset(valid_X, label=valid_y)
    params = {'learning_rate': 0.75, 'application': 'regression', 'max_depth': 3, 'num_leaves': 100, 'metric': 'RMSE'}
    gbm = lgb.train(params, train_set=d_train, num_boost_round=3200, valid_sets=[d_train, d_valid], early_stopping_rounds=50, verbose_eval=100)
    valid_l = gbm.predict(valid_X)
    print("LGB dev RMSLE: " + str(rmsle(np.expm1(valid_l), np.expm1(valid_y))))
    preds = 0.5 * predsR + 0.5 * gbm.predict(X_test)
    submission['price'] = np.expm1(preds)
    submission.to_csv("submission_lgbm_ridge.csv", index=False)


if __name__ == '__main__':
    main()
