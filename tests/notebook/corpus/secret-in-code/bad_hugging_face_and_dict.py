# %%
from huggingface_hub import login

login(token="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")  # <- hit

# %%
settings = {
    "client_id": "dashboard",
    "client_secret": "aP3-xZ9q_7LmK2vB8nT4wR6yU1cE5dFg",  # <- hit
}
