# ---
# title = "Nothing but words and comments"
# refused = { cell = 0, why = "statement" }
# ---
# %% [markdown]
# # Notes
# %%
# nothing here yet
