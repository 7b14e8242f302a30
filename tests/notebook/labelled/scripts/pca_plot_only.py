# PCA is only drawn here, the model sees the raw columns
import pandas as pd
import matplotlib.pyplot as plt
from sklearn.decomposition import PCA
from sklearn.preprocessing import StandardScaler
from sklearn.model_selection import train_test_split
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import accuracy_score

df = pd.read_csv('credit.csv', index_col=0)
X = df.drop(columns=['default'])
y = df['default']

xy = PCA(n_components=2).fit_transform(StandardScaler().fit_transform(X))
plt.scatter(xy[:, 0], xy[:, 1], c=y, s=4)
plt.title('first two components')
plt.savefig('pca.png')

X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=1)
forest = RandomForestClassifier(n_estimators=40, random_state=1)
forest.fit(X_train, y_train)
print(accuracy_score(y_test, forest.predict(X_test)))
