"""Rules on tables of pandas, DuckDB and PySpark, through Narwhals.

Read in this order: `terms` (an expression as one of Narwhals), `scan` (DuckDB, PySpark), `pandas_scan`; a pandas table
of plain types goes to `pandas_quick`.
"""
