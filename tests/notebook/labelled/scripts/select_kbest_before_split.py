import pandas as pd
from sklearn.feature_selection import SelectKBest, chi2, f_classif
from sklearn.model_selection import train_test_split
from sklearn.naive_bayes import GaussianNB
from sklearn.linear_model import LogisticRegression

df = pd.read_csv("credit.csv", index_col=0)
array = df.values
X = array[:, 0:6]
Y = array[:, 6]

test = SelectKBest(score_func=f_classif, k=4)
fit = test.fit(X, Y)
print(fit.scores_)
features = fit.transform(X)

X_train, X_test, Y_train, Y_test = train_test_split(features, Y, test_size=0.33, random_state=7)
model = GaussianNB()
model.fit(X_train, Y_train)
result = model.score(X_test, Y_test)
print("Accuracy: %.3f%%" % (result * 100.0))
