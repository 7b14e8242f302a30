"""Join tables by time so that no row ever sees the future.

Read in this order: `moments` (times as whole numbers), `keys` (whose row it is), `match` (which row was the last one
known), `join`.
"""
