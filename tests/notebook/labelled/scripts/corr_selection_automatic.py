import pandas as pd
import numpy as np
import seaborn as sns
import matplotlib.pyplot as plt
from sklearn.model_selection import train_test_split
from sklearn.linear_model import LinearRegression
from sklearn.metrics import r2_score

df = pd.read_csv('winequality-red.csv', sep=';')
corr = df.corr()
plt.figure(figsize=(10, 8))
sns.heatmap(corr, annot=True)
plt.show()

cor_target = abs(corr["quality"])
relevant_features = cor_target[cor_target > 0.2]
print(relevant_features)
names = [index for index, value in relevant_features.items()]
names.remove('quality')

X = df[names]
y = df['quality']
x_train, x_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=3)
regressor = LinearRegression()
regressor.fit(x_train, y_train)
print(regressor.coef_)
test_pred = regressor.predict(x_test)
train_pred = regressor.predict(x_train)
print('test', r2_score(y_test, test_pred))
print('train', r2_score(y_train, train_pred))
