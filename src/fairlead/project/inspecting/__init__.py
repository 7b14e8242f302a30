"""A notebook as a person looks at it: cell by cell, with what was found, what it does, and what its faults cost.

Read in this order: `listing` (which notebooks there are), `meaning` (what a cell does), `pictures` (what it has drawn),
`becoming` (which task it is in a pipeline, and whether that is proved), `inspect` (all of it together), `mending`
(what `--fix` would change, and the change), `data` (which file stands for a path), `measuring` (what the faults cost).
"""
