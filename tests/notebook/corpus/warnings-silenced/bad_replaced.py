# %%
import warnings


def nothing(*args, **kwargs):
    pass


warnings.warn = nothing  # <- hit
