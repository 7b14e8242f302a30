# %%
from sklearn import ensemble, linear_model, neural_network, svm
from sklearn.datasets import load_breast_cancer

X, y = load_breast_cancer(return_X_y=True)
models = {
    "logistic": linear_model.LogisticRegression(solver="saga"),  # <- hit
    "svc": svm.SVC(probability=True),  # <- hit
    "net": neural_network.MLPClassifier((20,)),  # <- hit
    "boost": ensemble.GradientBoostingClassifier(),  # <- hit
}
# %%
for name, model in models.items():
    print(name, model.fit(X, y).score(X, y))
