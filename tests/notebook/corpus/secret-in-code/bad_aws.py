# %%
import boto3

# %%
client = boto3.client(
    "s3",
    aws_access_key_id="AKIAQX7JPL2M4RT9WZ3C",  # <- hit
    aws_secret_access_key="p9Yb3kQw7ZtR1mVx5LsJ8nHc2DfG6aTe4UoXiKq0",  # <- hit
)
