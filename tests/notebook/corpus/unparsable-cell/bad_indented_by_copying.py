# %%
def rate(table):
    return table["churn"].mean()
# %%
customers = load()
  rate(customers)  # <- hit
