"""The steps of the flights pipeline: plain functions that can be called without a run.

`sources` reads, `features` says what is known of a flight before it leaves, `model` fits, `history` makes the staleness
matrix, `months` says how good which model was when, `retraining` replays policies, `tables` and `chart` write and draw.
`pipeline.py` says in which order they run; `params.toml` holds the numbers they are given.
"""
