"""Suites and results as Great Expectations writes them, and its old way of asking a table directly (`fluent`)."""
