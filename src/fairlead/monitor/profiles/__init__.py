"""Profiles: what is kept of a batch of rows, so that it can be compared with any other for ever.

Read in this order: `columns` (any library's columns as numbers and counts), `numbers`, `categories`, then `table`.
"""
