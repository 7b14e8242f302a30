# %%
def total(*numbers, **options):
    return sum(numbers)


# %%
first, *rest = [1, 2, 3]
print(total(*rest))
