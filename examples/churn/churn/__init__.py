"""The steps of the churn pipeline: plain functions that know nothing about Fairlead.

`sources` reads, `quality` checks, `features` cleans and enriches, `model` fits, measures and deploys.
`pipeline.py` says in which order they run; `params.toml` holds the numbers they are given.
"""
