import pandas as pd
from sklearn.preprocessing import MinMaxScaler, LabelEncoder
from sklearn.linear_model import LogisticRegression, SGDClassifier
from sklearn.metrics import accuracy_score, roc_auc_score

# UNSW-NB15 comes as two labelled files
train = pd.read_csv('UNSW_NB15_training-set.csv')
test = pd.read_csv('UNSW_NB15_testing-set.csv')

for df in [train, test]:
    for c in ['proto', 'service', 'state']:
        df[c] = LabelEncoder().fit_transform(df[c])

drop = ['id', 'attack_cat', 'label']
X_train, y_train = train.drop(drop, axis=1), train['label']
X_test, y_test = test.drop(drop, axis=1), test['label']

def scale(frame):
    mm = MinMaxScaler()
    return pd.DataFrame(mm.fit_transform(frame), columns=frame.columns)

X_train_scaled = scale(X_train)
X_test_scaled = scale(X_test)

lr = LogisticRegression(max_iter=300)
lr.fit(X_train_scaled, y_train)
print('lr', accuracy_score(y_test, lr.predict(X_test_scaled)))

sgd = SGDClassifier(loss='log_loss')
sgd.fit(X_train, y_train)
print('sgd', accuracy_score(y_test, sgd.predict(X_test)))
