# %%
import pandas as pd

films = pd.read_csv("films.csv")

# %%
recent = films[films["year"] >= 1987]
films["decade"] = films["release_year"] // 10 * 10
films["late"] = films["hour"] >= 23 - 1
films["hours"] = films["minutes"] / 60
films["kelvin"] = films["celsius"] + 273.15
