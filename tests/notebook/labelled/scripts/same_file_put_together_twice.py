import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import f1_score
from sklearn.model_selection import train_test_split

monday = pd.read_csv("flows/monday.csv")
tuesday = pd.read_csv("flows/tuesday.csv")
flows = pd.concat([monday, tuesday], ignore_index=True)
attacks = flows[flows["attack"] == 1]
flows = pd.concat([flows, attacks, attacks], ignore_index=True)
X_train, X_test, y_train, y_test = train_test_split(flows.drop(columns="attack"), flows["attack"], random_state=8)
model = RandomForestClassifier(random_state=8).fit(X_train, y_train)
print(f1_score(y_test, model.predict(X_test)))
