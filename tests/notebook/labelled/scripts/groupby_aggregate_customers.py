# RFM features: each customer is summed up from own transactions only
import pandas as pd
import datetime as dt
from sklearn.model_selection import train_test_split
from sklearn.cluster import KMeans
from sklearn.preprocessing import StandardScaler
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import roc_auc_score

tx = pd.read_excel('Online Retail.xlsx')
tx = tx[tx['CustomerID'].notnull() & (tx['Quantity'] > 0)]
tx['amount'] = tx['Quantity'] * tx['UnitPrice']
now = dt.datetime(2011, 12, 10)
rfm = tx.groupby('CustomerID').agg(
    recency=('InvoiceDate', lambda d: (now - d.max()).days),
    frequency=('InvoiceNo', 'nunique'),
    monetary=('amount', 'sum'),
)
labels = pd.read_csv('returned.csv', index_col='CustomerID')
data = rfm.join(labels['returned'], how='inner')

X = data[['recency', 'frequency', 'monetary']]
y = data['returned']
Xtr, Xte, ytr, yte = train_test_split(X, y, random_state=8, stratify=y)
rf = RandomForestClassifier(200, random_state=8).fit(Xtr, ytr)
print('rfm', roc_auc_score(yte, rf.predict_proba(Xte)[:, 1]))

# with a segment from k-means over everybody
scaled = StandardScaler().fit_transform(X)
km = KMeans(n_clusters=4, random_state=8)
data['segment'] = km.fit_predict(scaled)
X2 = data[['recency', 'frequency', 'monetary', 'segment']]
Xtr, Xte, ytr, yte = train_test_split(X2, y, random_state=8, stratify=y)
rf2 = RandomForestClassifier(200, random_state=8).fit(Xtr, ytr)
print('rfm + segment', roc_auc_score(yte, rf2.predict_proba(Xte)[:, 1]))
