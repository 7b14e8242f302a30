"""Show what a recipe does to the data, where each feature comes from, and what it is worth.

A recipe is a scikit-learn ``Pipeline`` or ``ColumnTransformer`` of named steps, with encoders of skrub and plain
functions in it; this room adds no abstraction of its own. `preview` shows real rows before and after each step,
`lineage` traces each feature to its raw columns, `curve` measures what each round of work on the features brings.
`as_of_join` and `cross_fitted` are there so that nothing is learned from the future or from the answer.

Read in this order: `table` (any table as plain values), `walk` (one step after the other), with `facts` (what a step
has learned, in words) and `sources` (which columns a feature is made of); `showing`, `traces`. The folder `investment`
measures the curve and draws it, `as_of` joins by time, `target_encoding` encodes by the answer.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fairlead.features.as_of.join import as_of_join
    from fairlead.features.investment.costs import Costs
    from fairlead.features.investment.curve import Curve, curve
    from fairlead.features.investment.growing import growing
    from fairlead.features.showing import Preview, preview
    from fairlead.features.target_encoding import cross_fitted
    from fairlead.features.traces import Lineage, lineage

__all__ = [
    "Costs",
    "Curve",
    "Lineage",
    "Preview",
    "as_of_join",
    "cross_fitted",
    "curve",
    "growing",
    "lineage",
    "preview",
]

_PLACES = {
    "Costs": "investment.costs",
    "Curve": "investment.curve",
    "Lineage": "traces",
    "Preview": "showing",
    "as_of_join": "as_of.join",
    "cross_fitted": "target_encoding",
    "curve": "investment.curve",
    "growing": "investment.growing",
    "lineage": "traces",
    "preview": "showing",
}


def __getattr__(name: str) -> object:
    """Load a public name the first time it is asked for."""
    if name not in __all__:
        raise AttributeError(f"module 'fairlead.features' has no attribute {name!r}")
    value: object = getattr(import_module(f"fairlead.features.{_PLACES[name]}"), name)
    globals()[name] = value  # the next look-up finds it without coming here
    return value
