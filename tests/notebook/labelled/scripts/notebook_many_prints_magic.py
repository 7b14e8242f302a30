# %% [markdown]
# # Diabetes prediction
# Pima Indians

# %%
!pip install -q scikit-learn
import numpy as np
import pandas as pd
%matplotlib inline
%config InlineBackend.figure_format = 'retina'
import matplotlib.pyplot as plt

# %%
diabetes_data = pd.read_csv('diabetes.csv')
print(diabetes_data.shape)
print(diabetes_data.head())
print(diabetes_data.info(verbose=True))

# %%
diabetes_data_copy = diabetes_data.copy(deep=True)
zero_cols = ['Glucose', 'BloodPressure', 'SkinThickness', 'Insulin', 'BMI']
diabetes_data_copy[zero_cols] = diabetes_data_copy[zero_cols].replace(0, np.nan)
print(diabetes_data_copy.isnull().sum())

# %%
diabetes_data_copy['Glucose'].fillna(diabetes_data_copy['Glucose'].mean(), inplace=True)
diabetes_data_copy['BloodPressure'].fillna(diabetes_data_copy['BloodPressure'].mean(), inplace=True)
diabetes_data_copy['BMI'].fillna(diabetes_data_copy['BMI'].median(), inplace=True)

# %%
from sklearn.preprocessing import StandardScaler
sc_X = StandardScaler()
X = pd.DataFrame(sc_X.fit_transform(diabetes_data_copy.drop(["Outcome"], axis=1)))
y = diabetes_data_copy.Outcome

# %%
from sklearn.model_selection import train_test_split
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=1/3, random_state=42, stratify=y)

# %%
from sklearn.neighbors import KNeighborsClassifier
test_scores = []
train_scores = []
for i in range(1, 15):
    knn = KNeighborsClassifier(i)
    knn.fit(X_train, y_train)
    train_scores.append(knn.score(X_train, y_train))
    test_scores.append(knn.score(X_test, y_test))

# %%
max_test_score = max(test_scores)
print('Max test score {} % and k = {}'.format(max_test_score * 100, test_scores.index(max_test_score) + 1))

# %%
raw = diabetes_data[diabetes_data['Glucose'] > 0]
from sklearn.ensemble import RandomForestClassifier
r_train, r_test = train_test_split(raw, test_size=0.25, random_state=42)
rf = RandomForestClassifier()
rf.fit(r_train.drop('Outcome', axis=1), r_train.Outcome)
print(rf.score(r_test.drop('Outcome', axis=1), r_test.Outcome))
