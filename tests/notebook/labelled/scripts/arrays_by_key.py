import numpy as np
from scipy.io import loadmat
from sklearn.preprocessing import MinMaxScaler
from sklearn.svm import SVC

digits = np.load("digits.npz")
scaler = MinMaxScaler().fit(digits["x_train"])
svc = SVC()
svc.fit(scaler.transform(digits["x_train"]), digits["y_train"])
print(svc.score(scaler.transform(digits["x_test"]), digits["y_test"]))

waves = loadmat("waves.mat")
both = MinMaxScaler().fit(np.vstack([waves["X"], waves["Xtest"]]))
other = SVC(C=10)
other.fit(both.transform(waves["X"]), waves["y"].ravel())
print(other.score(both.transform(waves["Xtest"]), waves["ytest"].ravel()))
