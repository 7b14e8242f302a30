# ---
# title = "The shell's own names: _, Out, In, display, exit codes of shell lines"
# refused = { cell = 3, why = "_" }
# ---
# %%
from IPython.display import display
# %%
6 * 7
# %%
answer = _ + 1
# %%
display(answer)
print(answer)
# %%
names = !echo one two
print(names[0].split())
# %%
print(len(Out) > 0)
