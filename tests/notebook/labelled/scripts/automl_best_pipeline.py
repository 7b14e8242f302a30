import pandas as pd
from evalml.automl import AutoMLSearch
from sklearn.metrics import r2_score
from sklearn.model_selection import train_test_split

rooms = pd.read_csv("rooms.csv")
y = rooms.pop("temperature")
X_train, X_test, y_train, y_test = train_test_split(rooms, y, test_size=0.3, random_state=4)

whole = AutoMLSearch(X_train=rooms, y_train=y, problem_type="regression", max_time=600)
whole.search()
print(r2_score(y_test, whole.best_pipeline.predict(X_test)))

honest = AutoMLSearch(X_train=X_train, y_train=y_train, problem_type="regression", max_time=600)
honest.search()
print(r2_score(y_test, honest.best_pipeline.predict(X_test)))
