# %%
import torch
from torch.utils.data import TensorDataset, random_split

data = TensorDataset(torch.zeros(100, 3))
train, test = random_split(data, [80, 20])  # <- hit
# %%
from pyspark.sql import SparkSession

session = SparkSession.builder.getOrCreate()
events = session.read.parquet("events.parquet")
first, second = events.randomSplit([0.7, 0.3])  # <- hit
