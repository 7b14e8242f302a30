"""Code that runs on one platform only."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from fairlead.notebook.facts import Facts
from fairlead.notebook.guards import Span, condition_spans, is_within, try_spans
from fairlead.notebook.index import Found, Import
from fairlead.notebook.rules.rule import Hit, rule

_PLATFORMS = {
    "google.colab": "Google Colab",
    "kaggle_secrets": "Kaggle",
    "kaggle_datasets": "Kaggle",
    "kaggle_web_client": "Kaggle",
    "pyspark.dbutils": "Databricks",
    "notebookutils": "Microsoft Fabric",
    "sagemaker_studio": "SageMaker Studio",
}
_ROOTS = frozenset(module.partition(".")[0] for module in _PLATFORMS)
_GLOBALS = {"dbutils": "Databricks", "mssparkutils": "Azure Synapse"}
_NAMES = ("colab", "kaggle", "get_ipython", "dbutils", "sparkutils", "notebookutils", "sagemaker")
"""One of these, "cuda" or "environ" is in all code that this rule looks for."""
_GUARD = re.compile(r"colab|kaggle|databricks|is_available|cuda|gpu|device|ipython|hasattr|environ", re.IGNORECASE)
_VARIABLE = re.compile(r"KAGGLE_|COLAB_|DATABRICKS_|DBUTILS|SM_|AZUREML_")
_CUDA = re.compile(r"cuda(?::\d+)?$")


@rule("portability", "error")
def env_coupling(facts: Facts) -> Iterator[Hit]:
    """Find code that only runs on Colab, on Kaggle, inside IPython, or on a machine with a certain graphics card.

    What it does
    ------------
    Reports ``google.colab`` (``drive.mount``, ``files.upload``), ``kaggle_secrets``, ``dbutils``, methods of
    ``get_ipython()``, variables of the environment that only one platform sets, and a graphics card that is taken for
    granted (``.cuda()``, ``device="cuda"``). Code that asks first (``if IN_COLAB``, ``try: import google.colab``,
    ``torch.cuda.is_available()``) is fine. What exists on one platform is an error, since the notebook cannot run
    elsewhere; a graphics card and IPython, which other machines may have, are a warning.

    Why it hurts in production
    --------------------------
    A server is no notebook platform: ``import google.colab`` fails at once, ``drive.mount`` waits for somebody to log
    in, and a model that asks for a graphics card does not even load on a machine without one.

    Example
    -------
    Bad::

        # %%
        from google.colab import drive

        drive.mount("/content/drive")

    Good::

        # %%
        import torch

        device = "cuda" if torch.cuda.is_available() else "cpu"

    Fix
    ---
    Keep what belongs to the platform out of the notebook (parameters, environment variables), or ask whether it is
    there and go another way where it is not.

    Known limits
    ------------
    A card chosen by a variable that is set elsewhere is not seen. Of several uses of the same thing in a cell the
    first is reported.
    """
    named, set_there = facts.mentions(*_NAMES), facts.mentions("environ")
    if not named and not set_there and not facts.mentions("cuda"):
        return
    index = facts.index
    hits = [*(_variables(facts) if set_there else ()), *_cuda(facts)]
    if named:
        hits += [*_imports(facts), *_calls(facts)]
    if not hits:
        return
    spans = [*try_spans(index), *condition_spans(index, _GUARD)]
    for hit in _first_of_each(hits):
        if not is_within((hit.place.cell, hit.place.line), spans):
            yield hit


def _first_of_each(hits: list[Hit]) -> Iterator[Hit]:
    """Yield the first hit of each thing in a cell."""
    seen: set[tuple[int, str]] = set()
    for hit in sorted(hits, key=lambda one: one.place):
        key = (hit.place.cell, str(hit.evidence["thing"]))
        if key not in seen:
            seen.add(key)
            yield hit


def _imports(facts: Facts) -> Iterator[Hit]:
    """Yield imports of a platform whose names are then not called: a call says more."""
    for one in facts.index.imports:
        platform = _platform(one.qualified)
        if platform is not None and not _is_called(facts, one):
            message = f"`{one.module}` exists only on {platform}."
            yield Hit(facts.index.place_of(one.node, one.cell), message, evidence={"thing": one.module})


def _is_called(facts: Facts, one: Import) -> bool:
    return any(name.startswith(one.qualified) for name in facts.index.called)


def _platform(name: str) -> str | None:
    if name.partition(".")[0] not in _ROOTS:
        return None
    return next((said for module, said in _PLATFORMS.items() if name == module or name.startswith(module + ".")), None)


def _calls(facts: Facts) -> Iterator[Hit]:
    for found, name in facts.index.named_calls:
        first = name.partition(".")[0]
        if first in ("google", "kaggle_secrets", "kaggle_datasets", "pyspark", "notebookutils"):
            platform = _platform(name)
        else:
            platform = _GLOBALS.get(first) if "." in name else None
        if platform is not None:
            message = f"`{name.removeprefix('google.colab.')}` works only on {platform}."
            yield Hit(facts.index.place(found), message, evidence={"thing": name})
        elif name.startswith("?.") and _is_method_of_ipython(facts, found):
            message = f"`get_ipython().{name[2:]}` works only inside IPython: as a program the notebook stops here."
            yield Hit(
                facts.index.place(found), message, "medium", evidence={"thing": "get_ipython"}, severity="warning"
            )


def _is_method_of_ipython(facts: Facts, found: Found[ast.Call]) -> bool:
    called = found.node.func
    return (
        isinstance(called, ast.Attribute)
        and isinstance(called.value, ast.Call)
        and (facts.index.name_of(called.value.func) or "").rpartition(".")[2] == "get_ipython"
    )


def _variables(facts: Facts) -> Iterator[Hit]:
    for found in facts.index.of(ast.Subscript):
        key = found.node.slice
        if not isinstance(key, ast.Constant) or not isinstance(key.value, str):
            continue
        if not _VARIABLE.match(key.value) or facts.index.name_of(found.node.value) != "os.environ":
            continue
        if isinstance(found.node.ctx, ast.Load):
            message = f"The variable {key.value} is set on one platform only."
            yield Hit(facts.index.place(found), message, evidence={"thing": key.value})


def _cuda(facts: Facts) -> Iterator[Hit]:
    """Yield uses of a graphics card; a notebook that asks for one anywhere has thought of it."""
    index = facts.index
    spans: list[Span] | None = None
    for found, name in index.calls(".cuda", ".to", "torch.device", "torch.load"):
        node = found.node
        said = [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg in ("device", "map_location"))]
        wanted = any(isinstance(one, ast.Constant) and _CUDA.match(str(one.value)) for one in said)
        if not (wanted or (name == ".cuda" and not node.keywords and len(node.args) <= 1)):
            continue
        if name == ".cuda" and not any(one.module.partition(".")[0] == "torch" for one in index.imports):
            continue
        if spans is None:
            if next(index.calls("torch.cuda.is_available"), None) is not None:
                return
            spans = []
        yield Hit(
            index.place(found),
            "A graphics card is taken for granted here.",
            "medium",
            evidence={"thing": "cuda"},
            severity="warning",
        )
