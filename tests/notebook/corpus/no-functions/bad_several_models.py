# %%
# the first cell says only what comes

# %%
from sklearn.ensemble import RandomForestClassifier  # <- hit
from sklearn.datasets import load_wine

X, y = load_wine(return_X_y=True)

# %%
forest_0 = RandomForestClassifier(max_depth=0 + 1, random_state=0)
forest_0 = forest_0.fit(X[::2], y[::2])
answers_0 = forest_0.predict(X[1::2])
score_0 = (answers_0 == y[1::2]).mean()
print(score_0)

forest_1 = RandomForestClassifier(max_depth=1 + 1, random_state=0)
forest_1 = forest_1.fit(X[::2], y[::2])
answers_1 = forest_1.predict(X[1::2])
score_1 = (answers_1 == y[1::2]).mean()
print(score_1)

forest_2 = RandomForestClassifier(max_depth=2 + 1, random_state=0)
forest_2 = forest_2.fit(X[::2], y[::2])
answers_2 = forest_2.predict(X[1::2])
score_2 = (answers_2 == y[1::2]).mean()
print(score_2)

forest_3 = RandomForestClassifier(max_depth=3 + 1, random_state=0)
forest_3 = forest_3.fit(X[::2], y[::2])
answers_3 = forest_3.predict(X[1::2])
score_3 = (answers_3 == y[1::2]).mean()
print(score_3)

forest_4 = RandomForestClassifier(max_depth=4 + 1, random_state=0)
forest_4 = forest_4.fit(X[::2], y[::2])
answers_4 = forest_4.predict(X[1::2])
score_4 = (answers_4 == y[1::2]).mean()
print(score_4)

forest_5 = RandomForestClassifier(max_depth=5 + 1, random_state=0)
forest_5 = forest_5.fit(X[::2], y[::2])
answers_5 = forest_5.predict(X[1::2])
score_5 = (answers_5 == y[1::2]).mean()
print(score_5)

forest_6 = RandomForestClassifier(max_depth=6 + 1, random_state=0)
forest_6 = forest_6.fit(X[::2], y[::2])
answers_6 = forest_6.predict(X[1::2])
score_6 = (answers_6 == y[1::2]).mean()
print(score_6)

forest_7 = RandomForestClassifier(max_depth=7 + 1, random_state=0)
forest_7 = forest_7.fit(X[::2], y[::2])
answers_7 = forest_7.predict(X[1::2])
score_7 = (answers_7 == y[1::2]).mean()
print(score_7)
