# %%
import torch
from torch import nn

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")

# %%
model = nn.Linear(10, 1).to(device)
X = torch.randn(64, 10).to(device)
if torch.cuda.is_available():
    model = model.cuda()
