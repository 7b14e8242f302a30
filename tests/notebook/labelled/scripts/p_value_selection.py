import pandas as pd
import numpy as np
from scipy.stats import chi2_contingency, ttest_ind
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.metrics import roc_auc_score

df = pd.read_csv('credit.csv', index_col=0)
good = df[df['default'] == 0]
bad = df[df['default'] == 1]

chosen = []
for c in df.columns.drop('default'):
    p = ttest_ind(good[c], bad[c]).pvalue
    print(c, round(p, 4))
    if p < 0.05:
        chosen.append(c)

tr, te = train_test_split(df, test_size=0.3, random_state=8)
lr = LogisticRegression(max_iter=500)
lr.fit(tr[chosen], tr['default'])
print(roc_auc_score(te['default'], lr.predict_proba(te[chosen])[:, 1]))
