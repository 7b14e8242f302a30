import json
import pandas as pd
from sklearn.ensemble import GradientBoostingRegressor
from sklearn.impute import SimpleImputer
from sklearn.linear_model import Ridge
from sklearn.metrics import mean_squared_error
from sklearn.model_selection import train_test_split

CONFIG = {'strategy': 'median', 'test_size': 0.25, 'models': ['ridge', 'gbr']}
MODELS = {'ridge': Ridge(), 'gbr': GradientBoostingRegressor(random_state=0)}


def make_imputer(strategy):
    return SimpleImputer(strategy=strategy)


def make_data(path):
    raw = pd.read_csv(path)
    features = raw[['area', 'rooms', 'age', 'distance']]
    return features, raw['price']


def experiment(path, config):
    X, y = make_data(path)
    imputer = make_imputer(config['strategy'])

    def prepare(part, learn=False):
        return imputer.fit_transform(part) if learn else imputer.transform(part)

    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=config['test_size'], random_state=3)
    A = prepare(X_train, learn=True)
    B = prepare(X_test)
    scores = {}
    for name in config['models']:
        model = MODELS[name]
        model.fit(A, y_train)
        scores[name] = mean_squared_error(y_test, model.predict(B))
    return scores


print(json.dumps(experiment('houses.csv', CONFIG), indent=2))
