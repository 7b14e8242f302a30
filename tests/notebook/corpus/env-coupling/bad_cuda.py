# %%
import torch
from torch import nn

# %%
model = nn.Sequential(nn.Linear(10, 32), nn.ReLU(), nn.Linear(32, 1)).cuda()  # <- hit
optimizer = torch.optim.Adam(model.parameters())

# %%
X = torch.randn(64, 10).to("cuda")  # <- hit
loss = model(X).mean()
