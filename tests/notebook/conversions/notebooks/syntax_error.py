# ---
# title = "A cell that is not Python"
# refused = { cell = 2, why = "syntax" }
# ---
# %%
x = 1
# %%
y = (x +
print "two"
# %%
print(x)
