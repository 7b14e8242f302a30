"""The suites of a project: which there are, run as they stand or as somebody is writing them, and what they set aside.

Read in this order: `listing` (which suites and tables there are), `text` (a suite that is only text yet), `document`
(what came out, as plain values), `running` (as work of its own), `quarantines` (the splits and their rows).
"""
