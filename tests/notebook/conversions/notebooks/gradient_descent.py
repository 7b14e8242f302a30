# ---
# title = "Linear regression by hand: weights are changed in place by loops in several cells"
# tasks = 3
# kept = ["weights -=", "history.append(", "def loss("]
# params = [0.1]
# ---
# %%
import numpy as np
# %%
np.random.seed(0)
X = np.random.rand(100, 3)
y = X @ np.array([1.0, -2.0, 0.5]) + 0.01 * np.random.randn(100)
# %%
learning_rate = 0.1
epochs = 50
weights = np.zeros(3)
history = []
# %%
def loss(w):
    return float(((X @ w - y) ** 2).mean())
# %%
for epoch in range(epochs):
    gradient = 2 * X.T @ (X @ weights - y) / len(y)
    weights -= learning_rate * gradient
    history.append(loss(weights))
# %%
print(epoch, history[0], history[-1])
# %%
while loss(weights) > 0.05:
    weights -= learning_rate * 2 * X.T @ (X @ weights - y) / len(y)
    epochs += 1
# %%
print(weights, epochs)
# %%
batch = np.random.choice(100, size=10, replace=False)
weights[:2] += 1
loss(weights), loss(np.zeros(3)), batch.sum()
