import joblib
import pandas as pd
import matplotlib.pyplot as plt
from sklearn.preprocessing import StandardScaler
from sklearn.model_selection import train_test_split
from sklearn.linear_model import LogisticRegression

df = pd.read_csv('credit.csv', index_col=0)
feature_cols = [c for c in df.columns if c.startswith('x')]

scaled = StandardScaler().fit_transform(df[feature_cols])
plt.boxplot(scaled)
plt.title('all columns on one scale')
plt.close()

X_train, X_test, y_train, y_test = train_test_split(df[feature_cols], df['default'], random_state=19)
scaler = StandardScaler()
clf = LogisticRegression()
clf.fit(scaler.fit_transform(X_train), y_train)
print(clf.score(scaler.transform(X_test), y_test))

production_scaler = StandardScaler().fit(df[feature_cols])
joblib.dump(production_scaler, 'scaler.joblib')
