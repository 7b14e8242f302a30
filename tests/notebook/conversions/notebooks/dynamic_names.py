# ---
# title = "Names are made at run time"
# refused = { cell = 2, why = "globals()" }
# ---
# %%
base = 40
# %%
globals()["made"] = base + 2
exec("executed = made + 1")
# %%
print(made, executed, eval("made * 2"))
