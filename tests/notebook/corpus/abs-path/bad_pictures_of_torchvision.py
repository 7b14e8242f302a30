# %%
from torchvision import datasets, transforms

ROOT = "/content/data"  # <- hit
train = datasets.MNIST(ROOT, train=True, transform=transforms.ToTensor())
# %%
test = datasets.CIFAR10("/home/you/cifar", download=True)  # <- hit
