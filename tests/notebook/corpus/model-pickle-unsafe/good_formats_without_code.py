# %%
import numpy as np
import onnxruntime
import skops.io
import torch

session = onnxruntime.InferenceSession("model.onnx")
# %%
weights = torch.load("net.pth", weights_only=True)
values = np.load("values.npy")
model = skops.io.load("model.skops", trusted=[])
