import pickle
import pandas as pd
from sklearn.preprocessing import StandardScaler
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split
from sklearn.metrics import accuracy_score

heart = pd.read_csv('heart.csv')
X = heart.drop(['target'], axis=1)
y = heart['target']
standardScaler = StandardScaler()
columns_to_scale = ['age', 'trestbps', 'chol', 'thalach', 'oldpeak']
X[columns_to_scale] = standardScaler.fit_transform(X[columns_to_scale])

X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=0)
rf = RandomForestClassifier(n_estimators=100, random_state=0)
rf.fit(X_train, y_train)
with open('heart_model.pkl', 'wb') as f:
    pickle.dump(rf, f)

with open('heart_model.pkl', 'rb') as f:
    model = pickle.load(f)
print('Accuracy:', accuracy_score(y_test, model.predict(X_test)))
