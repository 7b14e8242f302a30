import pandas as pd
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.decomposition import PCA
from sklearn.svm import SVC
from sklearn.model_selection import GridSearchCV, train_test_split
from sklearn.metrics import roc_auc_score

df = pd.read_csv("credit.csv", index_col=0)
target = "default"
X_tr, X_te, y_tr, y_te = train_test_split(
    df.drop(columns=target), df[target], test_size=0.3, random_state=10, stratify=df[target]
)
pipe = make_pipeline(StandardScaler(), PCA(), SVC(probability=True, random_state=0))
grid = GridSearchCV(pipe, {"pca__n_components": [2, 3], "svc__C": [0.1, 1]}, cv=3, scoring="roc_auc")
grid.fit(X_tr, y_tr)
print(grid.best_params_, grid.best_score_)
print("test auc", roc_auc_score(y_te, grid.predict_proba(X_te)[:, 1]))
