import pandas as pd
from sklearn.linear_model import Ridge
from sklearn.metrics import mean_absolute_error
from sklearn.preprocessing import StandardScaler

games = pd.read_csv('nba_games.csv')
games['diff'] = games['home_elo'] - games['away_elo']
games['rest'] = games['home_rest'] - games['away_rest']
cols = ['diff', 'rest']

past = games.query('season < 2020')
now = games.query('season >= 2020')
m = Ridge().fit(past[cols], past['margin'])
print(mean_absolute_error(now['margin'], m.predict(now[cols])))

games[cols] = StandardScaler().fit_transform(games[cols])
seasons = [2017, 2018, 2019]
tr = games[games['season'].isin(seasons)]
te = games[~games['season'].isin(seasons)]
m2 = Ridge().fit(tr[cols], tr['margin'])
print(mean_absolute_error(te['margin'], m2.predict(te[cols])))

recent = games[games['season'] >= 2018]
print(mean_absolute_error(recent['margin'], m2.predict(recent[cols])))
