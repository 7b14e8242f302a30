"""Prove that a pipeline computes what its notebook computes: run both, and compare every named result.

Read in this order: `node` (what a value looks like to another process), `imprint` (values into nodes, by the kind of
value: `plain`, `arrays`, `tables`, `polars_tables`, `figures`, `objects`), `compare` (two nodes: the same, within
tolerance, different, or not comparable), `recorder` (what is said and drawn while code runs), `code` and `child` (a
notebook, run in a process of its own), `tasks` (a pipeline's tasks, each in its worker), `mirror` and `process` (where
and how both run), `recording` (what a run leaves), `account` (what the conversion says), `pieces` and `proof` (what the
recordings say together), `changes` (what mending changed), `identity` (what a proof is about, and whether it still
holds), `page` (a proof as HTML).
"""
