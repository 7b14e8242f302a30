# ---
# title = "Cells of other languages, a module written by a cell and imported, help, environment variables"
# tasks = 1
# told = true
# kept = ["import written_here", "def squared(v):", "total ="]
# ---
# %%
%%bash
echo "from the shell" > /dev/null
# %%
%%writefile written_here.py
VALUE = 12


def squared(v):
    return v * v
# %%
import written_here
# %%
%env FAIR_MODE=quiet
import os

mode = os.environ["FAIR_MODE"]
# %%
%%html
<b>not Python</b>
# %%
total = written_here.squared(written_here.VALUE)
len?
# %%
print(total, mode)
