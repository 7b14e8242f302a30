"""How good the answers probably are, before any outcome is known.

Read in this order: `estimate` (a value with its bands and its assumption), `metrics` (what is expected of
probabilities), `cbpe` (of a classification), `dle` (of a regression), `track` (how far estimates have been off).
"""
