# ---
# title = "display() of values, results that are None, a result with a semicolon, rich objects, several in one cell"
# tasks = 2
# kept = ["table.style", "Markdown("]
# ---
# %%
import pandas as pd
from IPython.display import HTML, Markdown, display
# %%
table = pd.DataFrame({"a": [1.25, 2.5], "b": [3, 4]})
display(table)
# %%
display(table["a"].sum(), table.shape)
table["b"].mean();
# %%
Markdown("**bold** 77")
# %%
HTML("<b>78</b>")
# %%
styled = table.style.format("{:.1f}")
None
# %%
display(Markdown("# 79"))
table["b"].max()
# %%
for row in table.itertuples():
    display(row.b)
table.to_dict()
