import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.model_selection import train_test_split

df = pd.read_csv("heart.csv")
y = df.target.values
x_data = df.drop(['target'], axis=1)

# Normalize
x = (x_data - np.min(x_data)) / (np.max(x_data) - np.min(x_data)).values

x_train, x_test, y_train, y_test = train_test_split(x, y, test_size=0.2, random_state=0)
accuracies = {}
lr = LogisticRegression()
lr.fit(x_train, y_train)
acc = lr.score(x_test, y_test) * 100
accuracies['Logistic Regression'] = acc
print("Test Accuracy {:.2f}%".format(acc))

# try to find best k value
scoreList = []
for i in range(1, 20):
    knn2 = KNeighborsClassifier(n_neighbors=i)
    knn2.fit(x_train, y_train)
    scoreList.append(knn2.score(x_test, y_test))
acc = max(scoreList) * 100
accuracies['KNN'] = acc
print("Maximum KNN Score is {:.2f}%".format(acc))
