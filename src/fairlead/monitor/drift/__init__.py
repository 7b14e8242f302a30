"""Drift: how far apart two profiles are, and whether that is more than what quiet times show.

Read in this order: `statistics` (the formulas), `column` (all of them for one column), `thresholds`, then `report`.
"""
