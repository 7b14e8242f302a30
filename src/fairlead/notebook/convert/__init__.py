"""Turn a notebook into a pipeline: the same statements, in the same order, in tasks that hand values on.

Read in this order: `unit` (one statement and what it does), `kinds` (which kind of object an expression gives),
`sharing` (which names see each other's changes), `reading` (all statements, read with the analysis that `check` uses),
`versions` (who wrote what each statement reads), `stages` (what a statement is for), `grouping` (which statements make
a task), `lifting` (values for params.toml), `pages` (the files of the project), `record` (what the proof goes by),
`convert` (all of it).
"""
