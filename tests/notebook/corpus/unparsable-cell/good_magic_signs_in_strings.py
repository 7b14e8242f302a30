# %%
message = """
%matplotlib is a magic
!ls is one too
really?
"""
ratio = (7
         % 4)
print("%d%%" % ratio, message)
