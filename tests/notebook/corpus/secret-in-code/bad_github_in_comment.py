# %%
import os

# git clone https://ghp_Zk3vR8mQ1xT6bN0pL5wY9cJ2hF7dS4gAe8Uu@github.com/firm/private  # <- hit

# %%
os.environ["GH_TOKEN"] = "ghp_Zk3vR8mQ1xT6bN0pL5wY9cJ2hF7dS4gAe8Uu"  # <- hit
