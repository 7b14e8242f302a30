# %%
%matplotlib inline
import matplotlib.pyplot as plt

listing = !ls
%time total = sum(range(100))
# %%
display(listing)
print(total, In[1], _, __name__)
get_ipython().run_line_magic("matplotlib", "inline")
# %%
%%capture captured
plt.plot([1, 2])
# %%
print(captured)
ls
