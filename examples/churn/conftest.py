"""Let the tests import `churn`: pytest puts the folder of a conftest.py on the import path."""
