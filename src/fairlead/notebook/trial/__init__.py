"""Run a notebook on purpose, in a process of its own with limits, and measure what its faults cost.

Nothing else in this room runs code of a notebook. Read in this order: `plan` (what to run, and which calls to watch or
mend), `rewrite` (how a call is handed to the watcher), `child` (the process that runs it), `honest` (what a mended call
does instead), `sandbox` (limits), `run` (one run from outside), `findings` (what several runs say).
"""
