# %%
import pandas as pd
from sklearn.linear_model import Ridge
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

# %%
def experiment(path):
    data = pd.read_csv(path)
    X_train, X_test, y_train, y_test = train_test_split(data.drop(columns="y"), data["y"], random_state=0)
    scaler = StandardScaler().fit(X_train)
    model = Ridge().fit(scaler.transform(X_train), y_train)
    return model.score(scaler.transform(X_test), y_test)

# %%
print(experiment("spring.csv"), experiment("autumn.csv"))
