"""Rules on tables of Polars and PyArrow and on files, in few streaming queries.

Read in this order: `emit` (an expression as one of Polars), `scan`; then `rows` (what breaks a rule), `repeated`
(uniqueness), `quantile`, `parts` (a large table part by part), `collecting` (running a query), `files`.
"""
