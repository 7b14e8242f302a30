import pandas as pd
from sklearn.feature_selection import SelectKBest, mutual_info_classif, RFE
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.ensemble import ExtraTreesClassifier

df = pd.read_csv("credit.csv", index_col=0)
X_train, X_test, y_train, y_test = train_test_split(df.drop("default", axis=1), df["default"], test_size=0.2, random_state=21)

selector = SelectKBest(mutual_info_classif, k=3)
selector.fit(X_train, y_train)
kept = X_train.columns[selector.get_support()]
print(list(kept))

clf = ExtraTreesClassifier(n_estimators=50, random_state=21)
clf.fit(X_train[kept], y_train)
print("kbest", clf.score(X_test[kept], y_test))

rfe = RFE(LogisticRegression(max_iter=500), n_features_to_select=3)
rfe.fit(X_train, y_train)
print("rfe", rfe.score(X_test, y_test))
