import joblib
import pandas as pd
from sklearn.base import clone
from sklearn.linear_model import SGDClassifier
from sklearn.metrics import average_precision_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler


class Trainer:
    """Scale and fit; the scaler only ever sees what fit() gets."""

    def __init__(self, estimator):
        self.estimator = clone(estimator)
        self.scaler = StandardScaler()

    def fit(self, X, y):
        Z = self.scaler.fit_transform(X)
        self.estimator.fit(Z, y)
        return self

    def predict_scores(self, X):
        return self.estimator.decision_function(self.scaler.transform(X))

    def save(self, path):
        joblib.dump((self.scaler, self.estimator), path)


df = pd.read_csv('credit.csv', index_col=0)
dev, holdout = train_test_split(df, test_size=0.2, random_state=64)
features = [c for c in df if c != 'default']
trainer = Trainer(SGDClassifier(random_state=64)).fit(dev[features], dev['default'])
print(average_precision_score(holdout['default'], trainer.predict_scores(holdout[features])))
trainer.save('trainer.joblib')
