import pandas as pd
import seaborn as sns
import matplotlib.pyplot as plt
from sklearn.model_selection import train_test_split
from sklearn.neighbors import KNeighborsClassifier
from sklearn.metrics import classification_report

bc = pd.read_csv('breast_cancer.csv')
bc.drop('Unnamed: 32', axis=1, inplace=True)
bc['diagnosis'] = bc['diagnosis'].map({'M': 1, 'B': 0})

plt.figure(figsize=(20, 20))
sns.heatmap(bc.corr(), annot=True, fmt='.0%')
print(bc.groupby('diagnosis').mean())
print('mean radius of all rows', bc['radius_mean'].mean())

# dropped by hand, after looking at the map
X = bc.drop(['diagnosis', 'perimeter_mean', 'area_mean', 'id'], axis=1)
y = bc['diagnosis']
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=42)
knn = KNeighborsClassifier(n_neighbors=5)
knn.fit(X_train, y_train)
print(classification_report(y_test, knn.predict(X_test)))
