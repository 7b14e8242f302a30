"""Batches: what is kept of the rows of one day, week or month, and how one is found again as a reference.

Read in this order: `periods` (names of stretches of time), `answered` (what a model answered), `batch` (what is kept),
`shelf` (where it is kept), `references` (which earlier batches a person means).
"""
