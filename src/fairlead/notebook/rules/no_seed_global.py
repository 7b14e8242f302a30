"""Random numbers whose generator nobody has seeded."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from fairlead.notebook.facts import Facts
from fairlead.notebook.index import Found
from fairlead.notebook.rules.rule import Hit, rule
from fairlead.notebook.seeding import seed_of

_NUMPY_WORDS = """
    rand randn randint random random_sample ranf sample choice shuffle permutation normal uniform beta binomial
    exponential gamma poisson standard_normal lognormal multivariate_normal random_integers bernoulli geometric laplace
    logistic multinomial pareto triangular weibull zipf dirichlet chisquare
"""
_RANDOM_WORDS = (
    "random randint randrange choice choices sample shuffle uniform gauss normalvariate betavariate expovariate"
)
_TORCH_WORDS = "torch.rand torch.randn torch.randint torch.randperm torch.nn.Linear torch.nn.Conv2d torch.nn.Embedding"

_DRAWS: dict[str, tuple[str, ...]] = {
    "numpy": tuple(f"numpy.random.{word}" for word in _NUMPY_WORDS.split()),
    "random": tuple(f"random.{word}" for word in _RANDOM_WORDS.split()),
    "torch": (
        *_TORCH_WORDS.split(),
        "torch.nn.LSTM",
        "torch.nn.GRU",
        "torch.nn.Conv1d",
        "torch.nn.init.xavier_uniform_",
    ),
    "tensorflow": (
        *("*.Dense", "*.Conv2D", "*.Conv1D", "*.LSTM", "*.GRU", "*.Embedding", "tensorflow.random.normal"),
        *("tensorflow.random.uniform", "tensorflow.random.shuffle", "tensorflow.random_normal"),
    ),
}
"""What draws from the generator that a library keeps for the whole process."""

_GENERATORS = ("numpy.random.default_rng", "numpy.random.RandomState", "random.Random")
_FIX: dict[str, str] = {
    "numpy": "Begin the notebook with `rng = np.random.default_rng(42)` and draw from `rng`.",
    "random": "Begin the notebook with `random.seed(42)`.",
    "torch": "Begin the notebook with `torch.manual_seed(42)`.",
    "tensorflow": "Begin the notebook with `tf.keras.utils.set_random_seed(42)`.",
}


@rule("randomness", "warning")
def no_seed_global(facts: Facts) -> Iterator[Hit]:
    """Find random numbers that are other ones in each run.

    What it does
    ------------
    Reports, once for each library, the first call that draws from the generator which NumPy, ``random``, PyTorch or
    TensorFlow keeps for the whole process (the layers of a network draw their first weights from it) in a notebook that
    never seeds it. A generator of one's own that is made without a seed (``default_rng()``) is reported too.

    Why it hurts in production
    --------------------------
    Weights, samples and noise differ from run to run, and so does the result. An error that shows up in one run of five
    is hard to find when no run can be repeated.

    Example
    -------
    Bad::

        # %%
        import numpy as np

        noise = np.random.normal(size=1000)

    Good::

        # %%
        import numpy as np

        rng = np.random.default_rng(42)
        noise = rng.normal(size=1000)

    Fix
    ---
    Seed the generator in the first cell, or better: make one with a seed and draw from that.

    Known limits
    ------------
    Where the seed stands is not looked at: one anywhere in the notebook counts. Some operations on a GPU give slightly
    other results in spite of a seed.
    """
    seeded = facts.seeded
    for library, names in _DRAWS.items():
        if library in seeded:
            continue
        for found, name in facts.index.calls(*names):
            if library == "tensorflow" and not _is_of_keras(facts, found):
                continue
            said = name.removeprefix("*.")
            message = f"`{said}` draws random numbers, but the notebook never seeds {_title(library)}."
            yield Hit(facts.index.place(found), message, fix=_FIX[library], evidence={"library": library})
            break
    for found, name in facts.index.calls(*_GENERATORS):
        call = found.node
        if not call.args and seed_of(facts, call, "seed", "x") == "missing":
            message = f"`{name}()` is made without a seed."
            yield Hit(facts.index.place(found), message, fix=f"Give it a seed: `{name.rpartition('.')[2]}(42)`.")


def _is_of_keras(facts: Facts, found: Found[ast.Call]) -> bool:
    name = facts.index.name_of(found.node.func) or ""
    return name.startswith(("tensorflow.", "keras.")) or ".keras." in name


def _title(library: str) -> str:
    return {"numpy": "NumPy", "random": "`random`", "torch": "PyTorch", "tensorflow": "TensorFlow"}[library]
