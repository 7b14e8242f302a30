"""Show what a project's recipe does to its rows, and what each round of work on the features has brought.

Both are worked out in a process of their own (`fairlead.project.work`), because they load the project's code, and kept.
Read in this order: `subject` (which recipe and rows a project means), `showing`, `measuring`, `known` (what has been
worked out so far).
"""
