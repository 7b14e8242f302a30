# %%
lesson = """
from math import *
"""
print(lesson)  # never write: from math import *
