import joblib
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.metrics import accuracy_score
from stays.data import load_parts
from stays.judge import evaluate

train_part, val_part, encoder = load_parts("data/stays.csv")
X_train = train_part.X.numpy()
y_train = train_part.y.numpy().ravel()
X_val = val_part.X.numpy()
y_val = val_part.y.numpy().ravel()

model = GradientBoostingClassifier(random_state=1)
model.fit(X_train, y_train)
print(accuracy_score(y_train, model.predict(X_train)))
answers = model.predict(X_val)
print(evaluate(y_val, answers))
joblib.dump(model, "stays.joblib")
