# %%
import numpy as np

epochs = 57
losses = []

# %%
for epoch in range(epochs):
    losses.append(np.exp(-epoch / 13.7))
    done = losses[-1] < 0.0137
best = min(losses)
grid = np.linspace(0, 6.283, 37)
