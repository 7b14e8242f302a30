# %%
import pandas as pd

# %%
table = pd.DataFrame({"a": [1, 2]})
table.to_csv("scratch.csv", index=False)
again = pd.read_csv("scratch.csv")
with open("notes.txt", "w") as file:
    file.write("two rows")
with open("notes.txt") as file:
    print(file.read())
