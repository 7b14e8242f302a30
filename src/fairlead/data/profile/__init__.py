"""Propose a suite from a table that is known to be good.

Read in this order: `facts` (about a table), `column` and `columns` (rules that they support), `proposal`.
"""
