"""Measure what each round of work on the features brings, and draw it.

Read in this order: `question` (rows, answers and metric), `costs`, `folds`, `threshold`, `measure` (one step on one
split), `interval` and `outcome` (how sure a difference is), `identity` and `keeping` (answers at once the second time),
`curve`; then `curve_text` and `curve_svg`. `growing` makes the steps out of one pipeline.
"""
