"""A look for people and programs that were not there: one HTML file, and metrics for Prometheus.

Read in this order: `page` (the HTML file, the verdict first), `charts` (its drawings), `style`, `prometheus`.
"""
