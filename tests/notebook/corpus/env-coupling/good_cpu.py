# %%
import torch

# %%
state = torch.load("model.pt", map_location="cpu")
device = torch.device("cpu")
net = torch.nn.Linear(3, 1).to(device)
net.to(dtype=torch.float64)
