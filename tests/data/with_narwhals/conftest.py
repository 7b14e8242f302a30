"""What pytest leaves alone here: a script that runs in an environment of its own."""

collect_ignore = ["spark_beside_polars.py"]
