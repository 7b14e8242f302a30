"""Write a pipeline as a file of another scheduler: readable, the same each time, and refused where it cannot be.

Read in this order: `names` and `layout` (how Python is written), `schedule` (when it runs), then one file a tool.
"""
