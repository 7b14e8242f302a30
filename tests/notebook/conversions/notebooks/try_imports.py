# ---
# title = "Imports within try, statements within if at the top of cells, while loops, names leaking from loops"
# tasks = 2
# kept = ["except ImportError", "while value", "HAS_FAST"]
# ---
# %%
try:
    import fast_library_that_nobody_has as fast

    HAS_FAST = True
except ImportError:
    HAS_FAST = False
import math
# %%
DEBUG = False
if DEBUG:
    limit = 10
else:
    limit = 100
# %%
value = limit
steps = 0
while value > 1:
    value = value // 2 if value % 2 == 0 else 3 * value + 1
    steps += 1
# %%
for i in range(4):
    last = i * steps
squares = [j * j for j in range(3)]
# %%
if HAS_FAST:
    answer = fast.answer()
elif steps > 5:
    answer = math.sqrt(last)
else:
    answer = -1
# %%
with open("marks.txt", "w") as out:
    print(steps, file=out)
# %%
try:
    print(1 / (value - 1))
except ZeroDivisionError as error:
    message = str(error)
print(i, last, answer, message)
# %%
if (n := len(squares)) > 2:
    print(n, squares)
