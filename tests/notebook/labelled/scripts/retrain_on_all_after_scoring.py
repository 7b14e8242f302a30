import joblib
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.model_selection import train_test_split
from sklearn.metrics import log_loss

df = pd.read_csv('credit.csv', index_col=0)
X = df.drop(columns='default')
y = df['default']
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=5)

model = HistGradientBoostingClassifier(random_state=5, max_iter=60)
model.fit(X_train, y_train)
print('log loss', log_loss(y_test, model.predict_proba(X_test)))

# good enough: learn from everything and keep it
model = HistGradientBoostingClassifier(random_state=5, max_iter=60)
model.fit(X, y)
joblib.dump(model, 'credit_model.joblib')
