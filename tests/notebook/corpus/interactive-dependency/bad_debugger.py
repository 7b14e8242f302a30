# %%
import pdb


def clean(table):
    pdb.set_trace()  # <- hit
    return table.dropna()


# %%
breakpoint()  # <- hit
