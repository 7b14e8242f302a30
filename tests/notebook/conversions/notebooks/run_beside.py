# ---
# title = "%run of a file beside, and an import of a local module"
# tasks = 1
# kept = ["doubled(", "import helpers", "START"]
# [files]
# "prepare.py" = """
# import numpy as np
#
# START = 4
#
#
# def doubled(values):
#     return values * 2
#
#
# base = np.arange(START)
# """
# "lib/helpers.py" = """
# def tripled(values):
#     return values * 3
# """
# ---
# %%
%run prepare.py
# %%
import sys

sys.path.insert(0, "lib")
# %%
import helpers
# %%
first = doubled(base)
# %%
second = helpers.tripled(first)
# %%
print(first.sum(), second.sum(), START)
