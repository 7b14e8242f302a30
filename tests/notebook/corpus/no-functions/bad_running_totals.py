# %%
totals = {}  # <- hit
n = 0

# %%
totals["week_0"] = 0 * 7
n += totals["week_0"]
totals["week_1"] = 1 * 7
n += totals["week_1"]
totals["week_2"] = 2 * 7
n += totals["week_2"]
totals["week_3"] = 3 * 7
n += totals["week_3"]
totals["week_4"] = 4 * 7
n += totals["week_4"]
totals["week_5"] = 5 * 7
n += totals["week_5"]
totals["week_6"] = 6 * 7
n += totals["week_6"]
totals["week_7"] = 7 * 7
n += totals["week_7"]
totals["week_8"] = 8 * 7
n += totals["week_8"]
totals["week_9"] = 9 * 7
n += totals["week_9"]
totals["week_10"] = 10 * 7
n += totals["week_10"]
totals["week_11"] = 11 * 7
n += totals["week_11"]
totals["week_12"] = 12 * 7
n += totals["week_12"]
totals["week_13"] = 13 * 7
n += totals["week_13"]
totals["week_14"] = 14 * 7
n += totals["week_14"]
totals["week_15"] = 15 * 7
n += totals["week_15"]
