"""A model is one object that cannot disagree with the way it was trained; the registry says which one is in use.

`Model.fit(name, recipe, X, y)` trains a scikit-learn recipe and keeps with it the schema of its rows, what they looked
like, some rows with the exact answers, and digests of data and code. `Registry` stores versions of it.

Read in this order: `model`; what it holds: `schema` (with `rows` and `casts`), `target`, `golden`, `reference`,
`params`; how it is saved: `content` (its digest), `trust`, `versions`, `bundle`, `export`; then `registry`, with
`version`, `strategy`, `holders`, `retention` and `diff`; to MLflow and back: `mlflow`, `importing`, `mlmodel`. How good
it is, and whether that is enough: the folders `evaluation` and `gate`.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fairlead.model.bundle import Saved, load_model, save_model
    from fairlead.model.export import export_model, load_exported
    from fairlead.model.golden import Golden
    from fairlead.model.importing import import_model
    from fairlead.model.model import Model
    from fairlead.model.registry import Registry
    from fairlead.model.schema import Column, InputSchema
    from fairlead.model.strategy import Strategy
    from fairlead.model.version import Holder, Version

__all__ = [
    "Column",
    "Golden",
    "Holder",
    "InputSchema",
    "Model",
    "Registry",
    "Saved",
    "Strategy",
    "Version",
    "export_model",
    "import_model",
    "load_exported",
    "load_model",
    "save_model",
]

_PLACES = {
    "Column": "schema",
    "Golden": "golden",
    "Holder": "version",
    "InputSchema": "schema",
    "Model": "model",
    "Registry": "registry",
    "Saved": "bundle",
    "Strategy": "strategy",
    "Version": "version",
    "export_model": "export",
    "import_model": "importing",
    "load_exported": "export",
    "load_model": "bundle",
    "save_model": "bundle",
}


def __getattr__(name: str) -> object:
    """Load a public name the first time it is asked for."""
    if name not in __all__:
        raise AttributeError(f"module 'fairlead.model' has no attribute {name!r}")
    value: object = getattr(import_module(f"fairlead.model.{_PLACES[name]}"), name)
    globals()[name] = value  # the next look-up finds it without coming here
    return value
