# %%
from kaggle_secrets import UserSecretsClient

# %%
secrets = UserSecretsClient()  # <- hit
key = secrets.get_secret("wandb")
