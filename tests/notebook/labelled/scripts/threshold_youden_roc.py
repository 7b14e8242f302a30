import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import confusion_matrix, roc_curve, recall_score
from sklearn.model_selection import train_test_split

df = pd.read_csv('credit.csv', index_col=0)
tr, te = train_test_split(df, test_size=0.3, random_state=3)
feat = list(df.columns[:-1])
rf = RandomForestClassifier(n_estimators=80, random_state=3)
rf.fit(tr[feat], tr['default'])
score = rf.predict_proba(te[feat])[:, 1]
fpr, tpr, thresholds = roc_curve(te['default'], score)
best = thresholds[np.argmax(tpr - fpr)]
print('cut at', best)
print(confusion_matrix(te['default'], score >= best))
print('recall', recall_score(te['default'], score >= best))
