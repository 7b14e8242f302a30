import pandas as pd
import numpy as np
from imblearn.over_sampling import SMOTE
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import cross_val_score, cross_validate
from sklearn.preprocessing import LabelEncoder

df = pd.read_csv('stroke.csv').drop('id', axis=1)
for col in df.select_dtypes('object'):
    df[col] = LabelEncoder().fit_transform(df[col].astype(str))
df['bmi'].fillna(0, inplace=True)
X = df.drop('stroke', axis=1).values
y = df['stroke'].values

rf = RandomForestClassifier(n_estimators=100)
print('plain', cross_val_score(rf, X, y, cv=5, scoring='f1').mean())
X_s, y_s = SMOTE().fit_resample(X, y)
print('smote', cross_val_score(rf, X_s, y_s, cv=5, scoring='f1').mean())
