"""Look at a model in production: what has drifted, how good it is, and whether to train again.

Read in this order: `settings` (what is watched), `oddities` (what is
wrong with a batch by itself), `standing` (one batch as a point in time), `answering` (how good the answers are),
`drifting` (what has moved), `deciding` (train again?), then `look`, which puts them together.
"""
