# %%
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import cross_val_score
from sklearn.preprocessing import LabelEncoder

# %%
LABEL = "cell_type"
cells = pd.read_csv("cells.csv")
encoder = LabelEncoder().fit(cells[LABEL].astype(str))
answers = encoder.transform(cells[LABEL].astype(str))
genes = cells.drop(columns=LABEL)
print(cross_val_score(RandomForestClassifier(random_state=0), genes, answers))
# %%
games = pd.read_csv("games.csv")
games.rating = LabelEncoder().fit_transform(games.rating)
forest = RandomForestClassifier(random_state=0).fit(games.loc[:900, ["sales"]], games.loc[:900, ["rating"]])
