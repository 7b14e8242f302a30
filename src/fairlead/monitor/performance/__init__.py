"""How good the answers were, as outcomes come in: with an interval, over the base rate, and never a NaN.

Read in this order: `measured` (one metric, or why it has no value), `maturity` (how many outcomes are there), `gap`
(how much better a fresh model is).
"""
