"""Steps: one task of a pipeline at a time, for a scheduler that is not ours.

`step` carries a task out and says how it ended; `airflow`, `prefect` and `dagster` say it in the words of each tool.
The files that `fairlead export` writes call these, and a file written by hand may.
"""
