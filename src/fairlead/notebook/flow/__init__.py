"""Run a notebook without running it: follow which rows every value holds, and what was learned from which.

Read in this order: `rows` (paths of rows and when two overlap), `values` (what a name can hold), `events` (what
happened), `knowledge` (what libraries do to rows: tables of data), `interpreter` (the abstract run), `judging` (what is
wrong with an evaluation).
"""

from fairlead.notebook.flow.events import Event, Flow
from fairlead.notebook.flow.interpreter import flow_of

__all__ = ["Event", "Flow", "flow_of"]
