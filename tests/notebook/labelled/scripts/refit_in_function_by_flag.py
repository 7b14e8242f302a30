import pandas as pd
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler


def preprocess(frame, scaler=None):
    """Scale the numbers; without a scaler learn one."""
    if scaler is None:
        scaler = StandardScaler().fit(frame)
    return scaler.transform(frame), scaler


df = pd.read_csv('credit.csv', index_col=0)
X_train, X_test, y_train, y_test = train_test_split(df.drop(columns='default'), df['default'], random_state=6)

A, sc = preprocess(X_train)
B, _ = preprocess(X_test)
wrong = LogisticRegression().fit(A, y_train)
print(accuracy_score(y_test, wrong.predict(B)))

B, _ = preprocess(X_test, sc)
right = LogisticRegression().fit(A, y_train)
print(accuracy_score(y_test, right.predict(B)))
