# %%
import pandas as pd

survey = pd.read_csv("survey.csv")
answers = pd.get_dummies(survey["answer"])
print(answers.mean())
# %%
codes = survey["region"].astype("category").cat.codes
print(codes.value_counts())
