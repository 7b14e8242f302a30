import pandas as pd
import numpy as np
from sklearn.preprocessing import StandardScaler, RobustScaler
from sklearn.model_selection import train_test_split
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score


class Experiment:
    def __init__(self, path, target):
        self.data = pd.read_csv(path, index_col=0)
        self.target = target
        self.scaler = RobustScaler()

    def prepare(self):
        X = self.data.drop(columns=[self.target])
        self.y = self.data[self.target].values
        self.X = self.scaler.fit_transform(X)

    def split(self, seed=0):
        parts = train_test_split(self.X, self.y, test_size=0.25, random_state=seed)
        self.X_train, self.X_test, self.y_train, self.y_test = parts

    def run(self, model):
        model.fit(self.X_train, self.y_train)
        p = model.predict_proba(self.X_test)[:, 1]
        return roc_auc_score(self.y_test, p)


exp = Experiment('credit.csv', 'default')
exp.prepare()
exp.split()
print('rf', exp.run(RandomForestClassifier(n_estimators=40, random_state=0)))
print('lr', exp.run(LogisticRegression()))
