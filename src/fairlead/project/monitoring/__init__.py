"""Watch the models of a project: the log, the store, the registry and the monitor come together here.

Read in this order: `settings`, `subject` (the model), `log_batches` and `table_batches` (where batches come from),
`keeping` (they are kept and measured), `watch` (one look), `alerts` (who is told), `retraining` (the pipeline starts).
"""
