# ---
# title = "Functions change names and objects of the notebook"
# tasks = 2
# kept = ["history.append(", "def remember(", "table.loc[len(table)]"]
# ---
# %%
import pandas as pd
# %%
calls = 0
history = []
table = pd.DataFrame({"n": [0.0]})


def remember(value):
    global calls
    calls += 1
    history.append(value)
    return value


def note(value):
    table.loc[len(table)] = value
    return remember(value * 2)
# %%
remember("a")
# %%
note(4.0)
print(calls, history)
# %%
def reset():
    global calls, history
    calls, history = 100, []
# %%
reset()
# %%
note(9.0)
print(calls, history, table["n"].tolist())
