import pandas as pd
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler, MinMaxScaler, PowerTransformer
from sklearn.svm import SVC

df = pd.read_csv('credit.csv', index_col=0)
X_train, X_test, y_train, y_test = train_test_split(df.iloc[:, :-1], df.iloc[:, -1], test_size=0.25, random_state=14)

train_c = PCA(n_components=3, random_state=0).fit_transform(X_train)
test_c = PCA(n_components=3, random_state=0).fit_transform(X_test)
svc = SVC().fit(train_c, y_train)
print('components', svc.score(test_c, y_test))

pt = PowerTransformer().fit(X_train)
lr = LogisticRegression().fit(pt.transform(X_train), y_train)
print('power', lr.score(PowerTransformer().fit_transform(X_test), y_test))
print('power, once', lr.score(pt.transform(X_test), y_test))
