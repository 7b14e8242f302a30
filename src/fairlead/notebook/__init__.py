"""Read a notebook, follow its rows, and say what would break in production.

Read in this order: `notebook` (what a person brings), `read` (files into notebooks), `index` (what stands in the code),
`uses` (which names each cell reads and writes), `flow` (which rows each value holds, what was fitted on which), `rules`
(one idea a file), `check` (all of it over one notebook).
"""
