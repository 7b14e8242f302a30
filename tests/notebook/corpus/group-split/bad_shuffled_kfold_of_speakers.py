# %%
import pandas as pd
from sklearn.model_selection import KFold
from sklearn.svm import SVC

# %%
clips = pd.read_csv("clips.csv")
if clips.duplicated("speaker").any():
    print("several clips a speaker")
X, y = clips.filter(like="mfcc").values, clips["word"].values
for train, test in KFold(5, shuffle=True, random_state=0).split(X):  # <- hit
    print(SVC().fit(X[train], y[train]).score(X[test], y[test]))
