# %%
help_text = """
!pip install lightgbm
%cd data
"""
print(help_text)

# %%
note = "run !wget first"  # !pip install was here
share = 7 % 3
