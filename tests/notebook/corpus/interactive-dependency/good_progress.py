# %%
import ipywidgets as widgets
from IPython.display import clear_output, display
from tqdm.notebook import tqdm

# %%
bar = widgets.IntProgress(max=10)
display(bar)
for step in tqdm(range(10)):
    bar.value = step
clear_output()
