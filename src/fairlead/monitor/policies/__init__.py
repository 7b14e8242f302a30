"""When to train again: pure functions of what has been seen.

Read in this order: `history` (what a policy is told), then `rules` (the policies).
"""
