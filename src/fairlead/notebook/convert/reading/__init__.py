"""Read a notebook statement by statement: what each needs, binds and changes, and what it shows.

Read in this order: `reading` (what is found), `magics`, `written` and `cells` (which statements there are), `syntax`
(what one says by itself), `kinds_of_names`, `changing`, `holding` (what those before it say of it), `showing` (what
cells show), `reader` (all of it).
"""
