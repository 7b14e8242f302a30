# %%
import pandas as pd
from sklearn.model_selection import train_test_split

# %%
df = pd.read_csv("/Users/maria/Desktop/customers_final.csv")  # <- hit
df.head()

# %%
X = df.drop(columns=["left"])
train, test = train_test_split(X, random_state=0)
