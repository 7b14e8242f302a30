"""`fairlead check`, without its command line: from the words of a person to what was found in their notebooks.

Read in this order: `settings` (what the project says), `files` (which notebooks are meant), `one` (one notebook),
`excerpt` and `lines` (the source it speaks of), `many` (side by side), `cache` and `beside` (what need not be checked
again), `results`, `ruff`, `diff` and `baseline` (what of it is new), and `check`, which puts them together.
"""
