# coding: utf-8
# # HR attrition: who leaves?
# In[1]:
import numpy as np
import pandas as pd
import matplotlib.pyplot as plt
import seaborn as sns
from sklearn import preprocessing
from sklearn.preprocessing import LabelEncoder, StandardScaler
from sklearn.linear_model import LogisticRegression
from sklearn.ensemble import RandomForestClassifier, GradientBoostingClassifier
from sklearn.neighbors import KNeighborsClassifier
from sklearn.model_selection import train_test_split, cross_val_score, StratifiedKFold
from sklearn.metrics import accuracy_score, classification_report, confusion_matrix, roc_auc_score, log_loss
import warnings
warnings.filterwarnings('ignore')
sns.set(style='darkgrid')

# In[2]:
attrition = pd.read_csv('../input/WA_Fn-UseC_-HR-Employee-Attrition.csv')
attrition.head()
attrition.isnull().any()

# In[3]:
f, axes = plt.subplots(3, 3, figsize=(10, 8), sharex=False, sharey=False)
s = np.linspace(0, 3, 10)
x = attrition['Age'].values
y = attrition['TotalWorkingYears'].values
sns.kdeplot(x=x, y=y, fill=True, cut=5, ax=axes[0, 0])
axes[0, 0].set(title='Age against total working years')
plt.show()

# In[4]:
numerical = [u'Age', u'DailyRate', u'JobSatisfaction', u'MonthlyIncome', u'PerformanceRating', u'WorkLifeBalance', u'YearsAtCompany', u'Attrition_numerical']
target_map = {'Yes': 1, 'No': 0}
attrition["Attrition_numerical"] = attrition["Attrition"].apply(lambda x: target_map[x])
print(attrition[numerical].astype(float).corr())

# In[5]:
attrition = attrition.drop(['Attrition_numerical'], axis=1)
categorical = []
for col, value in attrition.items():
    if value.dtype == 'object':
        categorical.append(col)
numerical = attrition.columns.difference(categorical)
attrition_cat = attrition[categorical].drop(['Attrition'], axis=1)
attrition_cat = pd.get_dummies(attrition_cat)
attrition_num = attrition[numerical]
attrition_final = pd.concat([attrition_num, attrition_cat], axis=1)
target = attrition["Attrition"].apply(lambda x: target_map[x])

# In[6]:
train, test, target_train, target_val = train_test_split(attrition_final, target, train_size=0.80, random_state=0)

# In[7]: forest on plain columns
rf = RandomForestClassifier(n_jobs=-1, n_estimators=800, max_depth=4, min_samples_leaf=2, max_features='sqrt', random_state=0)
rf.fit(train, target_train)
rf_predictions = rf.predict(test)
print("Accuracy score: {}".format(accuracy_score(target_val, rf_predictions)))
print("=" * 80)
print(classification_report(target_val, rf_predictions))

# In[8]: k nearest neighbours on scaled columns
ss = StandardScaler()
scaled = pd.DataFrame(ss.fit_transform(attrition_final), columns=attrition_final.columns)
s_train, s_test, t_train, t_test = train_test_split(scaled, target, train_size=0.80, random_state=0)
knn = KNeighborsClassifier(n_neighbors=9)
knn.fit(s_train, t_train)
print(accuracy_score(t_test, knn.predict(s_test)))

# In[9]: logistic regression, scaled by the training part
means, stds = train.mean(), train.std().replace(0, 1)
lr = LogisticRegression(max_iter=2000)
lr.fit((train - means) / stds, target_train)
print(roc_auc_score(target_val, lr.predict_proba((test - means) / stds)[:, 1]))

# In[10]: boosting, and a look at its fit
gb = GradientBoostingClassifier(n_estimators=500, learning_rate=0.25, max_depth=4)
gb.fit(train, target_train)
gb_predictions = gb.predict(test)
print(accuracy_score(target_val, gb_predictions))
print("on training rows:", accuracy_score(target_train, gb.predict(train)))

# In[11]:
skf = StratifiedKFold(n_splits=5)
print(cross_val_score(LogisticRegression(), scaled, target, cv=skf).mean())
print(cross_val_score(rf, attrition_final, target, cv=skf).mean())
