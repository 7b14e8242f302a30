# ---
# title = "Decorators of the notebook and of libraries, a cache, a context manager and a registry"
# tasks = 1
# kept = ["@logged", "@functools.lru_cache", "@contextmanager", "@register"]
# ---
# %%
import functools
from contextlib import contextmanager
# %%
log = []


def logged(function):
    @functools.wraps(function)
    def inner(*args):
        log.append(function.__name__)
        return function(*args)

    return inner
# %%
REGISTRY = {}


def register(function):
    REGISTRY[function.__name__] = function
    return function
# %%
@logged
@functools.lru_cache(maxsize=None)
def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


@register
def plus_one(n):
    return n + 1
# %%
@contextmanager
def indented():
    log.append("in")
    yield len(log)
    log.append("out")
# %%
with indented() as depth:
    value = fibonacci(12)
# %%
@register
def minus_one(n):
    return n - 1
# %%
print(value, depth, log.count("fibonacci"), [f(10) for f in REGISTRY.values()])
print(log[-1], sorted(REGISTRY))
