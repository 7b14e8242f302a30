# %%
import torch
from torchvision import models

net = models.resnet18()
net.load_state_dict(torch.load("resnet_finetuned.pth"))  # <- hit
# %%
net.eval()
