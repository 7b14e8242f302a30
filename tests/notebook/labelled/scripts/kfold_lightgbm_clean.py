import gc
import numpy as np
import pandas as pd
import lightgbm as lgb
from sklearn.model_selection import StratifiedKFold
from sklearn.metrics import roc_auc_score

app = pd.read_csv('../input/application_train.csv')
print('Training data shape: ', app.shape)
app['DAYS_EMPLOYED_PERC'] = app['DAYS_EMPLOYED'] / app['DAYS_BIRTH']
app['INCOME_CREDIT_PERC'] = app['AMT_INCOME_TOTAL'] / app['AMT_CREDIT']
app['DAYS_EMPLOYED'] = app['DAYS_EMPLOYED'].replace(365243, np.nan)
app = pd.get_dummies(app, dummy_na=True)
feats = [f for f in app.columns if f not in ['TARGET', 'SK_ID_CURR']]

skf = StratifiedKFold(n_splits=5, shuffle=True, random_state=1001)
oof_preds = np.zeros(app.shape[0])
for n_fold, (train_idx, valid_idx) in enumerate(skf.split(app[feats], app['TARGET'])):
    train_x, train_y = app[feats].iloc[train_idx], app['TARGET'].iloc[train_idx]
    valid_x, valid_y = app[feats].iloc[valid_idx], app['TARGET'].iloc[valid_idx]
    clf = lgb.LGBMClassifier(n_estimators=500, learning_rate=0.02, num_leaves=34, verbose=-1)
    clf.fit(train_x, train_y)
    oof_preds[valid_idx] = clf.predict_proba(valid_x)[:, 1]
    print('Fold %2d AUC : %.6f' % (n_fold + 1, roc_auc_score(valid_y, oof_preds[valid_idx])))
    del clf, train_x, train_y, valid_x, valid_y
    gc.collect()
print('Full AUC score %.6f' % roc_auc_score(app['TARGET'], oof_preds))
