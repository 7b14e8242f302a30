"""Why a model has become worse: asked in order, each step with its numbers.

Read in this order: `batch` (answers with what became of them), `residuals` (where outcomes differ from what was
promised), then `diagnosis`.
"""
