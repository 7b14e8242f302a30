# %%
import logging

try:
    total = sum([1, 2, 3])
except:
    logging.exception("the sum failed")
    raise

try:
    share = 1 / total
except Exception as error:
    raise RuntimeError("no rows") from error
