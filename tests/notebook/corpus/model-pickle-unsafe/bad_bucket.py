# %%
import pickle

import boto3

boto3.client("s3").download_file("models", "fraud.pkl", "fraud.pkl")
# %%
with open("fraud.pkl", "rb") as file:
    model = pickle.load(file)  # <- hit
print(model)
