# %%
import random
from pathlib import Path

files = sorted(Path("images").glob("*.png"))
random.shuffle(files)  # <- hit
train, test = files[:800], files[800:]
# %%
print(random.choice(train))
