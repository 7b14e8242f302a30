import numpy as np
import pandas as pd
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
data = pd.read_csv('credit.csv', index_col=0).values.astype(np.float32)
X, y = data[:, :-1], data[:, -1:]
X = (X - X.mean(0)) / X.std(0)
n = int(0.8 * len(X))
train_ds = TensorDataset(torch.from_numpy(X[:n]), torch.from_numpy(y[:n]))
X_test, y_test = torch.from_numpy(X[n:]), torch.from_numpy(y[n:])
loader = DataLoader(train_ds, batch_size=32, shuffle=True)

net = nn.Sequential(nn.Linear(X.shape[1], 16), nn.ReLU(), nn.Linear(16, 1))
opt = torch.optim.Adam(net.parameters(), lr=1e-3)
loss_fn = nn.BCEWithLogitsLoss()
for epoch in range(20):
    for xb, yb in loader:
        opt.zero_grad()
        loss = loss_fn(net(xb), yb)
        loss.backward()
        opt.step()

with torch.no_grad():
    p = torch.sigmoid(net(X_test))
print('accuracy', ((p > 0.5).float() == y_test).float().mean().item())
