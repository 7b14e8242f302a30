# %%
import pandas as pd
from sklearn.model_selection import cross_val_score
from sklearn.naive_bayes import BernoulliNB
from sklearn.preprocessing import LabelEncoder, OneHotEncoder

# %%
mushrooms = pd.read_csv("mushrooms.csv")
y = LabelEncoder().fit_transform(mushrooms["class"])
X = OneHotEncoder().fit_transform(mushrooms.drop(columns="class"))
print(cross_val_score(BernoulliNB(), X, y, cv=5).mean())
