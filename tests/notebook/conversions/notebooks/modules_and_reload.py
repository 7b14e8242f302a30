# ---
# title = "A local package is imported, its module's state is changed by cells"
# tasks = 1
# kept = ["settings.LEVEL = 5", "counting.bump()", "import tools.counting"]
# [files]
# "tools/__init__.py" = ""
# "tools/settings.py" = """
# LEVEL = 1
# """
# "tools/counting.py" = """
# from tools import settings
#
# count = 0
#
#
# def bump():
#     global count
#     count += settings.LEVEL
#     return count
# """
# ---
# %%
import tools.counting
from tools import counting, settings
# %%
counting.bump()
# %%
settings.LEVEL = 5
# %%
counting.bump()
print(counting.count)
# %%
import importlib

importlib.reload(counting)
# %%
print(counting.bump(), tools.counting.count, settings.LEVEL)
