import pandas as pd
import numpy as np
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import KBinsDiscretizer
from sklearn.naive_bayes import BernoulliNB, GaussianNB
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import balanced_accuracy_score

df = pd.read_csv('telco.csv')
df = df[df['total'].notna()]
y = (df['churn'] == 'Yes') * 1

# a) quartiles
q = pd.DataFrame({
    'm': pd.qcut(df['monthly'], 4, labels=False),
    't': pd.qcut(df['tenure'], 4, labels=False, duplicates='drop'),
})
Xa, Xb, ya, yb = train_test_split(q, y, test_size=0.25, random_state=30)
nb = GaussianNB().fit(Xa, ya)
print('quartiles', balanced_accuracy_score(yb, nb.predict(Xb)))

# b) limits from the price list
p = pd.DataFrame({
    'm': pd.cut(df['monthly'], [0, 30, 60, 90, 1000], labels=False),
    't': np.digitize(df['tenure'], [12, 24, 48]),
})
Xa, Xb, ya, yb = train_test_split(p, y, test_size=0.25, random_state=30)
nb = GaussianNB().fit(Xa, ya)
print('price list', balanced_accuracy_score(yb, nb.predict(Xb)))

# c) learned on the training part
Xa, Xb, ya, yb = train_test_split(df[['monthly', 'tenure']], y, test_size=0.25, random_state=30)
kb = KBinsDiscretizer(n_bins=5, encode='ordinal')
nb = GaussianNB().fit(kb.fit_transform(Xa), ya)
print('bins', balanced_accuracy_score(yb, nb.predict(kb.transform(Xb))))
