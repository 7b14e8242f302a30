# %%
import torch
from torch import nn

version = "1.4"
model = nn.Sequential(nn.Linear(3, 1))
torch.save(model.state_dict(), f"weights-{version}.pt")
torch.save(torch.zeros(3), "zeros.pt")
