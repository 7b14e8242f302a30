# %%
import torch
from torch import nn

# %%
model = nn.Sequential(nn.Linear(3, 1))


def keep(net):
    torch.save(net.state_dict(), "weights.pt")  # <- hit


keep(model)
# %%
torch.save(model, "whole.pt")  # <- hit
