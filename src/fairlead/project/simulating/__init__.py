"""A year in which the world changes, for the model of a project: real models, trained and scored ahead of the question.

A project names a function as ``monitor.simulate``. What it describes is computed by a process of its own and kept, so
that a page only has to replay: which policy trains when, and what that brings, takes a millisecond.

Read in this order: `changes` (what can happen, and how it comes), `years` (what is kept of it), `work` (the process),
`strategies` (what people do about it), `comparing` (what that has brought).
"""
