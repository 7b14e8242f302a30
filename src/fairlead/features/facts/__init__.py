"""Say in words what a fitted step has learned: a table of data, from the name of a class to its sentences.

Read in this order: `words` (numbers and lists in sentences), the families (`filling`, `scaling`, `encoding`,
`choosing`, `projecting`, `texts`, `skrub_steps`), `other` (what is in no family), `table`.
"""
