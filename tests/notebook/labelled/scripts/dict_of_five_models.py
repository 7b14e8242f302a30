import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression, Perceptron
from sklearn.model_selection import train_test_split
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import SVC
from tqdm import tqdm

train = pd.read_csv("train.csv")
train["Age"] = train["Age"].fillna(train["Age"].median())
X = pd.get_dummies(train.drop(columns="Survived"))
models = {
    "logistic": LogisticRegression(),
    "neighbours": KNeighborsClassifier(),
    "svm": SVC(),
    "forest": RandomForestClassifier(random_state=0),
    "perceptron": Perceptron(),
}
X_train, X_test, y_train, y_test = train_test_split(X, train["Survived"], test_size=0.4, random_state=100)


def scores(model, x_train, x_test, y_train, y_test):
    model.fit(x_train, y_train)
    return {
        "train": model.score(x_train, y_train),
        "test": model.score(x_test, y_test),
    }


results = {}
names = models.keys()
for name in tqdm(names):
    results[name] = scores(models[name], X_train, X_test, y_train, y_test)
print(pd.DataFrame(results).T)
