"""Drift made on purpose, on one's own rows: what happens to a model, and which policy helps.

Real models are fitted and scored; only the change of the world is simulated. Read in this order: `drifts` (pattern and
mechanism), `world` (the months that come of it), `simulator` (models on these months).
"""
