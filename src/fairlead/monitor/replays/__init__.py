"""What a policy would have brought: replayed on the history of one's own model.

Read in this order: `matrix` (every model on every later period), `staleness` (how it is made), `replaying` (a policy on
it), `oracle` (the best that could have been done).
"""
