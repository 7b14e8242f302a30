import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.datasets import load_iris
np.random.seed(0)

iris = load_iris()
df = pd.DataFrame(iris.data, columns=iris.feature_names)
df['species'] = pd.Categorical.from_codes(iris.target, iris.target_names)
df['is_train'] = np.random.uniform(0, 1, len(df)) <= .75
train, test = df[df['is_train'] == True], df[df['is_train'] == False]
print('Number of observations in the training data:', len(train))
print('Number of observations in the test data:', len(test))

features = df.columns[:4]
y = pd.factorize(train['species'])[0]
clf = RandomForestClassifier(n_jobs=2, random_state=0)
clf.fit(train[features], y)
preds = iris.target_names[clf.predict(test[features])]
pd.crosstab(test['species'], preds, rownames=['Actual Species'], colnames=['Predicted Species'])

msk = np.random.rand(len(df)) < 0.8
tr, te = df[msk], df[~msk]
clf2 = RandomForestClassifier(random_state=0)
clf2.fit(tr[features], tr['species'])
print((clf2.predict(te[features]) == te['species']).mean())
print((clf2.predict(df[features]) == df['species']).mean())
