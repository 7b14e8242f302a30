from catboost import CatBoostClassifier, Pool
import pandas as pd
from sklearn.model_selection import train_test_split
from sklearn.metrics import accuracy_score

df = pd.read_csv('adult.csv')
df.columns = [c.strip() for c in df.columns]
df = df.replace('?', 'unknown')
y = (df.pop('income') == '>50K').astype(int)
cat_features = [i for i, t in enumerate(df.dtypes) if t == object]

X_train, X_test, y_train, y_test = train_test_split(df, y, test_size=0.2, random_state=42)
train_pool = Pool(X_train, y_train, cat_features=cat_features)
test_pool = Pool(X_test, y_test, cat_features=cat_features)

model = CatBoostClassifier(iterations=1000, learning_rate=0.05, eval_metric='Accuracy', use_best_model=True)
model.fit(train_pool, eval_set=test_pool, early_stopping_rounds=50, verbose=100)
print(accuracy_score(y_test, model.predict(test_pool)))
