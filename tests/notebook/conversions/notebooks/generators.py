# ---
# title = "Generators and iterators that one cell starts and another goes on with"
# tasks = 1
# kept = ["yield", "next(stream)", "zip("]
# ---
# %%
def counting(start):
    while True:
        yield start
        start += 1


stream = counting(5)
# %%
first = next(stream)
# %%
second = next(stream)
print(first, second)
# %%
pairs = zip("abc", stream)
print(list(pairs))
# %%
squares = (n * n for n in range(4))
next(squares)
# %%
print(sum(squares), next(stream))
# %%
lines = iter(["a 1", "b 2", "c 3"])
header = next(lines)
# %%
rest = {line.split()[0]: int(line.split()[1]) for line in lines}
print(header, rest)
