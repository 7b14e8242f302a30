# %%
def is_even(number):
    return True if number == 0 else is_odd(number - 1)
# %%
def is_odd(number):
    return False if number == 0 else is_even(number - 1)
# %%
print(is_even(10), is_odd(7))
