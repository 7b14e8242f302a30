"""The kinds of objects by name, and what can be said of a kind by itself."""

FRAME, SERIES, ARRAY = "pandas.DataFrame", "pandas.Series", "numpy.ndarray"
ONCE = "once"
"""The kind of what cannot be handed to another process: an open file, an iterator, a connection, a lambda."""
FIGURE = "figure"
GENERATOR = "generator"
"""The kind of NumPy's generators of random numbers: what they give is new."""
BUNCH, BUNCH_OF_FRAMES = "bunch", "bunch of frames"
"""The kinds of scikit-learn's data sets."""
IMMUTABLE = frozenset(("int", "float", "str", "bool", "none", "bytes", "complex"))
DATA = frozenset(
    (FRAME, SERIES, ARRAY, "polars.DataFrame", "polars.Series", "polars.LazyFrame", "pandas.Index", "sparse")
)
PURE_BUILTINS = frozenset(
    ["abs", "all", "any", "bool", "dict", "float", "int", "isinstance", "len", "list"]
    + ["max", "min", "range", "round", "set", "sorted", "str", "sum", "tuple", "type"]
)
"""Functions of Python that only give a value."""
