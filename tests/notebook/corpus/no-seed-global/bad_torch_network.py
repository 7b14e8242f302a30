# %%
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(20, 50)  # <- hit
        self.second = nn.Linear(50, 1)

    def forward(self, x):
        return self.second(torch.relu(self.first(x)))
# %%
net = Net()
optimizer = torch.optim.Adam(net.parameters())
