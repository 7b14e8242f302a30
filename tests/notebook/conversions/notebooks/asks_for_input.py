# ---
# title = "A cell waits for an answer of a person"
# refused = { cell = 3, why = "input" }
# ---
# %%
import getpass
# %%
limit = 10
# %%
name = input("Your name? ")
# %%
print(name, limit)
