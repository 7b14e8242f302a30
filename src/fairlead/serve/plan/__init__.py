"""The compiled one-row plan: a model's fitted pipeline as one plain function, proved equal to it to the last bit.

Read in this order: `compile` - write, prove, measure; `row_plan`; `code`, with what is written by whom in `steps`, and
one file for each family of steps; `proof`, with `compared`, `rows` and `pipeline`.
"""

from fairlead.serve.plan.compared import Compared
from fairlead.serve.plan.compile import Compiled, compile_plan
from fairlead.serve.plan.row_plan import RowPlan

__all__ = ["Compared", "Compiled", "RowPlan", "compile_plan"]
