"""The steps of the churn pipeline: plain functions that can be called without a run.

`sources` reads, `quality` checks, `features` cleans, `model` fits, `release` judges and deploys; `behaviour` is what a
model is asked before that. `pipeline.py` says in which order they run; `params.toml` holds the numbers they are given.
"""
